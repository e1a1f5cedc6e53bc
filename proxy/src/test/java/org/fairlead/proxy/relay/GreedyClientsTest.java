package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.ClientLimits.Pace;
import org.fairlead.matching.CidrBlock;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** Who takes more than a share is told so cheaply; all others are served. */
@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class GreedyClientsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final Pace NO_PACE = new Pace(0, Duration.ofSeconds(20));

    private static ClientLimits perAddress(int most, String... exempt) {
        return new ClientLimits(
                most, List.of(exempt).stream().map(CidrBlock::parse).toList(), ClientLimits.UNLIMITED, 32, NO_PACE, 0);
    }

    private static String reached(String limit, int times) {
        return "fairlead_limits_reached_total{limit=\"" + limit + "\",} " + times + ".0";
    }

    @Test
    void oneConnectionTooManyOfAnAddressIsA429() {
        assumeTrue(!Front.current().isHttp2(), "in HTTP/2 it is a GOAWAY: RefusedConnectionsTest");
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).clients(perAddress(2)).start();
                RawClient first = fleet.client()) {
            try (RawClient second = fleet.client()) {
                assertThat(first.get("/").status()).isEqualTo(200);
                assertThat(second.get("/").status()).isEqualTo(200);
                try (RawClient third = fleet.client()) {
                    RawClient.Response refused =
                            third.send(RawClient.request("GET", "/")).read("GET");

                    assertThat(refused.status()).isEqualTo(429);
                    assertThat(refused.field("Retry-After")).isEqualTo("5");
                    assertThat(third.isEnded()).isTrue();
                }
                assertThat(fleet.metrics("eqiad")).contains(reached("per-address", 1));
                assertThat(fleet.metrics("eqiad")).contains("\nfairlead_client_addresses 1.0");
            }
            await().until(() -> {
                try (RawClient next = fleet.client()) {
                    return next.send(RawClient.request("GET", "/")).read("GET").status() == 200;
                }
            });
        }
    }

    @Test
    void exemptNetworksHaveAsManyAsTheyLike() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .clients(perAddress(1, "127.0.0.0/8"))
                        .start();
                RawClient first = fleet.client();
                RawClient second = fleet.client()) {
            assertThat(first.get("/").status()).isEqualTo(200);
            assertThat(second.get("/").status()).isEqualTo(200);
        }
    }

    /** Their connections carry many clients; what counts is what each of these has under way. */
    @Test
    void behindABelievedProxyExchangesCount() {
        Latch answering = new Latch();
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    while (!connection.readRequest().isEmpty()) {
                        answering.await();
                        connection.send(OK);
                    }
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .trusts("127.0.0.0/8")
                        .clients(perAddress(1))
                        .start();
                RawClient first = fleet.client();
                RawClient second = fleet.client();
                RawClient third = fleet.client()) {
            first.send(RawClient.request("GET", "/", "X-Forwarded-For: 2001:db8:0:1::1"));
            await().until(() -> origin.requests().size() == 1);
            RawClient.Response sameNetwork = second.get("/", "X-Forwarded-For: 2001:db8:0:1:2:3:4:5");
            third.send(RawClient.request("GET", "/", "X-Forwarded-For: 2001:db8:0:2::1"));
            await().until(() -> origin.requests().size() == 2);
            answering.open();

            assertThat(sameNetwork.status()).isEqualTo(429);
            assertThat(sameNetwork.field("Retry-After")).isEqualTo("5");
            assertThat(sameNetwork.body()).contains("too-many-of-address");
            assertThat(first.read("GET").status()).isEqualTo(200);
            assertThat(third.read("GET").status()).isEqualTo(200);
            // It stays usable, and the place is free again.
            assertThat(second.get("/", "X-Forwarded-For: 2001:db8:0:1::2").status())
                    .isEqualTo(200);
            await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_client_addresses 0.0"));
        }
    }

    @Test
    void theLastRequestOfAConnectionIsSaidToBeTheLast() {
        assumeTrue(!Front.current().isHttp2(), "StreamLivesTest#goInTwoSteps");
        ClientLimits two = new ClientLimits(ClientLimits.UNLIMITED, List.of(), 2, 32, NO_PACE, 0);
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).clients(two).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").field("Connection")).isEmpty();
            assertThat(client.get("/").field("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
            assertThat(fleet.metrics("eqiad")).contains(reached("requests-per-connection", 1));
        }
    }

    @Test
    void aLimitOfRequestsThatWasLoweredHoldsForThosePastIt() {
        assumeTrue(!Front.current().isHttp2(), "StreamLivesTest#goWhereTheyArePastALimitThatWasLowered");
        ClientLimits two = new ClientLimits(ClientLimits.UNLIMITED, List.of(), 2, 32, NO_PACE, 0);
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            Fleet.Plan plan = Fleet.alone(origin.port());
            try (Fleet fleet = plan.start();
                    RawClient client = fleet.client()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(client.get("/").field("Connection")).isEmpty();
                }
                plan.clients(two);
                fleet.reload();

                assertThat(client.get("/").field("Connection")).isEqualTo("close");
                assertThat(client.isEnded()).isTrue();
                assertThat(fleet.metrics("eqiad")).contains(reached("requests-per-connection", 1));
            }
        }
    }

    @Test
    void whoPipelinesGivesWayAndIsAnsweredAllTheSame() {
        assumeTrue(!Front.current().isHttp2(), "streams are limited by their number");
        ClientLimits four = new ClientLimits(ClientLimits.UNLIMITED, List.of(), ClientLimits.UNLIMITED, 4, NO_PACE, 0);
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).clients(four).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", Fleet.HEALTH_PATH).repeat(100));
            for (int i = 0; i < 100; i++) {
                assertThat(client.read("GET").status()).isEqualTo(200);
            }
            assertThat(fleet.metrics("eqiad")).containsPattern("limit=\"pipelined-requests\",} [1-9]");
        }
    }

    @Test
    void pastTheBudgetNothingNewBegins() {
        assumeTrue(Front.current() == Front.HTTP1, "half a head takes memory; with TLS what is refused is closed");
        ClientLimits tight =
                new ClientLimits(ClientLimits.UNLIMITED, List.of(), ClientLimits.UNLIMITED, 32, NO_PACE, 1024 * 1024);
        String half = "GET / HTTP/1.1\r\nHost: wiki.example\r\nX: " + "x".repeat(30_000);
        List<RawClient> holding = new ArrayList<>();
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).clients(tight).start();
                RawClient early = fleet.client()) {
            assertThat(early.get("/").status()).isEqualTo(200);
            for (int i = 0; i < 60; i++) {
                holding.add(fleet.client().send(half));
            }
            await().until(() -> {
                try (RawClient late = fleet.client()) {
                    return late.send(RawClient.request("GET", "/")).read("GET").status() == 503;
                }
            });
            RawClient.Response refused = early.get("/");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("memory-spent");
            assertThat(refused.field("Retry-After")).isEqualTo("5");
            assertThat(early.isEnded()).isTrue();
            holding.forEach(RawClient::close);
            await().until(() -> {
                try (RawClient next = fleet.client()) {
                    return next.send(RawClient.request("GET", "/")).read("GET").status() == 200;
                }
            });
        } finally {
            holding.forEach(RawClient::close);
        }
    }

    @Test
    void theLimitOfAttemptsIsCounted() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort(), RawOrigin.closedPort(), RawOrigin.closedPort())
                        .attempts(2)
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(fleet.metrics("eqiad")).contains(reached("attempts", 1));
        }
    }

    /** They may otherwise take as long as an idle connection. */
    @Test
    void whileMemoryIsTightWhoDoesNotReadIsCutOff() {
        assumeTrue(!Front.current().isHttp2(), "windows keep the memory from being used (StreamWindowsTest)");
        Pace pace = new Pace(100, Duration.ofSeconds(20));
        ClientLimits budget =
                new ClientLimits(ClientLimits.UNLIMITED, List.of(), ClientLimits.UNLIMITED, 32, pace, 8 * 1024 * 1024);
        byte[] block = new byte[64 * 1024];
        List<RawClient> holding = new ArrayList<>();
        try (RawOrigin origin = RawOrigin.forgetful(connection -> {
                    boolean isLarge = !connection.readRequest().contains("/other");
                    connection.send(isLarge ? "HTTP/1.1 200 OK\r\n\r\n" : OK);
                    while (isLarge) {
                        connection.send(block);
                    }
                });
                Fleet fleet = Fleet.alone(origin.port()).clients(budget).start()) {
            for (int i = 0; i < 24; i++) {
                holding.add(fleet.client("eqiad", 4096).send(RawClient.request("GET", "/large")));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            fleet.metrics("eqiad").contains("fairlead_failures_total{failure=\"client-stalled\",} "));
            try (RawClient other = fleet.client()) {
                assertThat(other.get("/other").status()).isEqualTo(200);
            }
        } finally {
            holding.forEach(RawClient::close);
        }
    }
}
