package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection serves one request after the other, and nothing passes from one to the next. */
@OverEveryFront
class PooledConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    @Test
    void isUsedAgain() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client();
                RawClient other = fleet.client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
                assertThat(other.exchange("DELETE", "/").status()).isEqualTo(200);
            }

            assertThat(origin.requests()).hasSize(20);
            assertThat(origin.connections()).isLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
                "HTTP/1.1 204 No Content\r\n\r\npoison",
                "HTTP/1.1 304 Not Modified\r\n\r\npoison",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\npoison",
            })
    void neverCarriesWhatIsLeftOverToTheNextClient(String response) {
        try (RawOrigin origin = RawOrigin.answering(response);
                Fleet fleet = Fleet.alone(origin.port()).start()) {
            for (int i = 0; i < 10; i++) {
                try (RawClient client = fleet.client()) {
                    assertThat(client.get("/").head()).doesNotContain("poison");
                }
            }
            assertThat(origin.connections()).isEqualTo(10);
        }
    }

    @Test
    void isClosedWhenItSaysSomethingUnasked() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                    awaitLatch(answered);
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                    connection.awaitEnd();
                    closed.countDown();
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").body()).isEqualTo("hi");
            answered.countDown();
            awaitLatch(closed);
            client.send(RawClient.request("GET", "/2"));

            await().until(() -> origin.connections() == 2);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "POST"})
    void thatTheOriginHasClosedIsNotUsed(String method) {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.exchange(method, "/", "Content-Length: 0").status())
                        .isEqualTo(200);
                await().until(() -> fleet.metrics("eqiad").contains("fairlead_upstream_connections_idle 0.0"));
            }
            assertThat(origin.requests()).hasSize(10);
        }
    }

    @Test
    void isClosedAfterAWhile() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .originsIdleFor(Duration.ofMillis(200))
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);

            await().until(() -> fleet.metrics("eqiad").contains("fairlead_upstream_connections 0.0"));
        }
    }

    @Test
    void isNotUsedAgainWhereItsOriginSaysSo() {
        try (RawOrigin origin =
                        RawOrigin.answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").field("Connection")).isEmpty();
            assertThat(client.get("/").body()).isEqualTo("hi");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void moreThanTheOriginMayHaveAreRefused() {
        CountDownLatch never = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    awaitLatch(never);
                });
                Fleet fleet = Fleet.alone(origin.port()).connectionsPerOrigin(1).start();
                RawClient first = fleet.client();
                RawClient second = fleet.client()) {
            first.send(RawClient.request("GET", "/"));
            await().until(() -> !origin.requests().isEmpty());
            RawClient.Response response = second.get("/");

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body()).contains("\"reason\":\"origins-busy\"");
            never.countDown();
        }
    }
}
