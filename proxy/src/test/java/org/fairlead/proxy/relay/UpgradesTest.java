package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** Another protocol is spoken after a 101 to an offer; never unasked. */
class UpgradesTest {
    private static final String DECLINED =
            "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n";

    @Test
    void becomeATunnel() throws Exception {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    assertThat(connection.readHead()).contains("Upgrade: websocket\r\nConnection: Upgrade\r\n");
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\nhello");
                    connection.send(connection.readUntil("ping").replace("ping", "pong"));
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request(
                    "GET",
                    "/chat",
                    "Upgrade: websocket",
                    "Connection: upgrade",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
            String head = client.readUntil("\r\n\r\n");

            assertThat(head)
                    .startsWith("HTTP/1.1 101 ")
                    .contains("Upgrade: websocket\r\n", "Connection: Upgrade\r\n", "Sec-WebSocket-Accept: x\r\n");
            assertThat(client.readUntil("hello")).isEqualTo("hello");
            assertThat(client.send("ping").readToEnd()).isEqualTo("pong");
        }
    }

    @Test
    void endWithTheirClient() {
        Latch ended = new Latch();
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
                    connection.awaitEnd();
                    ended.open();
                });
                Fleet fleet = Fleet.alone(origin.port()).start()) {
            try (RawClient client = fleet.client()) {
                assertThat(client.get("/", "Upgrade: x", "Connection: upgrade").status())
                        .isEqualTo(101);
            }
            ended.await();
            await().until(() -> fleet.metrics("eqiad").contains("fairlead_exchanges 0.0"));
        }
    }

    @Test
    void thatAreDeclinedAreAnsweredAsUsual() {
        try (RawOrigin origin = RawOrigin.answering(DECLINED);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/chat", "Upgrade: other", "Connection: upgrade");

            assertThat(response.status()).isEqualTo(426);
            assertThat(response.field("Upgrade")).isEqualTo("websocket");
            assertThat(client.get("/").status()).isEqualTo(426);
        }
    }
}
