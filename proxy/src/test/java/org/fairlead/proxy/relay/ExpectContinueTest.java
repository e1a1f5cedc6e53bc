package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

class ExpectContinueTest {
    private static final String EXPECTING = RawClient.request("POST", "/", "Content-Length: 3", "Expect: 100-continue");

    @Test
    void isAnsweredByTheOrigin() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    assertThat(connection.readHead()).contains("Expect: 100-continue\r\n");
                    connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                    String body = connection.readUntil("abc");
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + body);
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.send(EXPECTING).read("POST").status()).isEqualTo(100);
            assertThat(client.send("abc").read("POST").body()).isEqualTo("abc");
        }
    }

    @Test
    void mayBeRefusedBeforeTheBody() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.send(EXPECTING).read("POST");

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("no");
            assertThat(response.field("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }
}
