package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OverEveryFront
class ChunkedBothWaysTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    @Test
    void passesAsItCame() {
        try (RawOrigin origin = RawOrigin.answering(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;ext=1\r\nbody\r\n0\r\n\r\n");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("POST", "/", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n");

            assertThat(client.read("POST").body()).isEqualTo("body");
            assertThat(client.get("/").body()).isEqualTo("body");
            assertThat(origin.requests().get(0))
                    .containsOnlyOnce("Transfer-Encoding: chunked\r\n")
                    .endsWith("\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5_000, 20_000, 300_000})
    void whereTheOriginEndsByClosing(int size) {
        String body = "x".repeat(size);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.0 200 OK\r\n\r\n" + body);
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/");

            assertThat(response.field("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(response.body()).isEqualTo(body);
            assertThat(client.get("/").body()).as("the connection is kept").isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5_000, 20_000, 300_000})
    void largeAndSmall(int size) {
        String body = "x".repeat(size);
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + body);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.send(RawClient.request("POST", "/", "Content-Length: " + size) + body)
                    .read("POST");

            assertThat(response.body()).isEqualTo(body);
            assertThat(origin.requests().get(0)).endsWith("\r\n\r\n" + body);
        }
    }

    @Test
    void aBrokenRequestIsNeverCompleted() {
        assumeTrue(!Front.current().isHttp2(), "DATA has a length of its own");
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("POST", "/", "Transfer-Encoding: chunked") + "3\r\nabc\r\nzz\r\n");

            assertThat(client.read("POST").status()).isEqualTo(400);
            assertThat(client.endOutput().isEnded()).isTrue();
            assertThat(origin.requests())
                    .allSatisfy(request -> assertThat(request).doesNotContain("0\r\n\r\n"));
        }
    }

    @Test
    void aTruncatedRequestIsNeverCompleted() {
        assumeTrue(Front.current() == Front.HTTP1, "who ends TLS, or a connection in HTTP/2, has gone");
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("POST", "/", "Content-Length: 10") + "half")
                    .endOutput();

            assertThat(client.read("POST").status()).isEqualTo(400);
            assertThat(client.isEnded()).isTrue();
        }
    }
}
