package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

class Http10ClientTest {
    private static final String OLD = "GET / HTTP/1.0\r\nHost: wiki.example\r\n";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n4\r\nmore\r\n0\r\nX-Sum: 1\r\n\r\n";

    @Test
    void isNeverSentChunks() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(CHUNKED);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(OLD + "Connection: keep-alive\r\n\r\n");

            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Connection: close\r\n")
                    .doesNotContain("chunked")
                    .endsWith("\r\n\r\nbodymore");
            assertThat(origin.requests().get(0))
                    .startsWith("GET / HTTP/1.1\r\n")
                    .contains("Via: 1.0 test-eqiad");
        }
    }

    @Test
    void isClosedUnlessItAsks() throws Exception {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client();
                RawClient asking = fleet.client()) {
            assertThat(client.send(OLD + "\r\n").readToEnd())
                    .contains("Connection: close\r\n")
                    .endsWith("hi");

            RawClient.Response kept =
                    asking.send(OLD + "Connection: keep-alive\r\n\r\n").read("GET");
            assertThat(kept.field("Connection")).isEqualTo("keep-alive");
            assertThat(asking.send(OLD + "\r\n").read("GET").body()).isEqualTo("hi");
        }
    }

    @Test
    void isNeverSentInterimAnswers() {
        try (RawOrigin origin = RawOrigin.answering(
                        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.send(OLD + "\r\n").read("GET").status()).isEqualTo(200);
        }
    }
}
