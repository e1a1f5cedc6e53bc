package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

@OverEveryFront
class SlowClientTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    private static Timeouts quick(Timeouts usual) {
        return new Timeouts(
                usual.connect(),
                Duration.ofMillis(300),
                usual.responseHead(),
                Duration.ofMillis(600),
                usual.upstreamIdle());
    }

    @Test
    void whoDoesNotEndItsHeadGetsA408() {
        assumeTrue(!Front.current().isHttp2(), "HTTP/2 has no half a head: a block comes in frames");
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort())
                        .timeouts(SlowClientTest::quick)
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response response =
                    client.send("GET / HTTP/1.1\r\nHost: wi").read("GET");

            assertThat(response.status()).isEqualTo(408);
            assertThat(response.field("Connection")).isEqualTo("close");
        }
    }

    @Test
    void whoSaysNothingIsClosedSilently() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .timeouts(SlowClientTest::quick)
                        .start();
                RawClient silent = fleet.client();
                RawClient once = fleet.client()) {
            assertThat(once.get("/").status()).isEqualTo(200);
            assertThat(once.readToEnd()).isEmpty();
            assertThat(silent.readToEnd()).isEmpty();
        }
    }

    @Test
    void whoStopsInTheMidstOfABodyGetsA408() {
        try (RawOrigin origin = RawOrigin.of(RawOrigin.Connection::awaitEnd);
                Fleet fleet = Fleet.alone(origin.port())
                        .timeouts(SlowClientTest::quick)
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.send(RawClient.request("POST", "/", "Content-Length: 10") + "half")
                    .read("POST");

            assertThat(response.status()).isEqualTo(408);
            assertThat(response.body()).contains("request-body-stalled");
        }
    }

    @Test
    void whoDoesNotReadIsCutOff() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\n\r\n");
                    byte[] block = new byte[64 * 1024];
                    while (true) {
                        connection.send(block);
                    }
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .timeouts(SlowClientTest::quick)
                        .start();
                RawClient client = fleet.client("eqiad", 4096)) {
            client.send(RawClient.request("GET", "/"));

            await().until(() -> fleet.metrics("eqiad").contains("fairlead_client_connections 0.0"));
        }
    }

    /** Two connections, and two who read nothing: the first of them gives way, and nobody else has to. */
    @Test
    void whoReadsTheSlowestGivesWayWhereConnectionsAreScarce() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    for (String head = connection.readRequest(); !head.isEmpty(); head = connection.readRequest()) {
                        if (head.startsWith("GET /large")) {
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                            byte[] block = new byte[64 * 1024];
                            while (true) {
                                connection.send(block);
                            }
                        }
                        connection.send(OK);
                    }
                });
                Fleet fleet = Fleet.alone(origin.port()).connectionsPerOrigin(2).start();
                RawClient first = fleet.client("eqiad", 4096);
                RawClient second = fleet.client("eqiad", 4096);
                RawClient client = fleet.client()) {
            first.send(RawClient.request("GET", "/large"));
            await().until(() -> origin.requests().size() == 1);
            second.send(RawClient.request("GET", "/large"));
            await().until(() -> origin.requests().size() == 2);

            // Whoever has read nothing for less than a second is in nobody's way yet.
            await().until(() -> client.get("/").status() == 200);
            assertThat(client.get("/").status()).isEqualTo(200);

            // The client may have its answer before its exchange is over.
            await().untilAsserted(() -> assertThat(fleet.metrics("eqiad"))
                    .contains("fairlead_failures_total{failure=\"reader-gave-way\",} 1.0")
                    .contains("fairlead_exchanges 1.0"));
        }
    }

    @Test
    void whoEndsItsSideStillGetsItsAnswer() {
        assumeTrue(Front.current() == Front.HTTP1, "who ends TLS, or a connection in HTTP/2, has gone");
        Latch ended = new Latch();
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    ended.await();
                    connection.send(OK);
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", "/")).endOutput();
            ended.open();

            assertThat(client.read("GET").body()).isEqualTo("hi");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void whoLeavesEndsItsExchange() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                    byte[] block = new byte[64 * 1024];
                    while (true) {
                        connection.send(block);
                    }
                });
                Fleet fleet = Fleet.alone(origin.port()).start()) {
            try (RawClient client = fleet.client()) {
                client.send(RawClient.request("GET", "/"));
                await().until(() -> client.input().read() == 'H');
            }

            await().until(() -> fleet.metrics("eqiad").contains("fairlead_upstream_connections 0.0"));
            await().until(() -> fleet.metrics("eqiad").contains("fairlead_exchanges 0.0"));
        }
    }

    @Test
    void oneTooManyIsRefused() {
        assumeTrue(Front.current() == Front.HTTP1, "EverythingIsBoundedTest#connectionsOfClients");
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).connections(2).start();
                RawClient first = fleet.client()) {
            assertThat(first.get("/").status()).isEqualTo(200);
            try (RawClient second = fleet.client();
                    RawClient third = fleet.client()) {
                assertThat(second.get("/").status()).isEqualTo(200);
                assertThat(third.read("GET").status()).isEqualTo(503);
            }
            await().until(() -> {
                try (RawClient next = fleet.client()) {
                    return next.get("/").status() == 200;
                }
            });
        }
    }
}
