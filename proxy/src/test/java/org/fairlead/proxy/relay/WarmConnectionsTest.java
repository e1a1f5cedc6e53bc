package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.DatacenterState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Connections are there before they are needed. How they stay so while time passes: {@code WarmFloorTest}. */
@ExtendWith(LeakExtension.class)
class WarmConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static Fleet fleet(RawOrigin origin, PoolSettings.Connections connections) {
        return Fleet.alone(origin.port())
                .pool(PoolSettings.USUAL.withConnections(connections))
                .start();
    }

    private static PoolSettings.Connections warm(int count) {
        return new PoolSettings.Connections(count, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void areThereBeforeTheFirstRequest() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin, warm(3))) {
            await().until(() -> idle(fleet) >= 3);
            assertThat(origin.requests()).isEmpty();

            try (RawClient client = fleet.client()) {
                assertThat(client.get("/").status()).isEqualTo(200);
                // Nor does a request that must not be lost wait for another.
                assertThat(client.exchange("POST", "/", "Content-Length: 0").status())
                        .isEqualTo(200);
            }
            assertThat(fleet.metrics("eqiad")).contains("fairlead_upstream_connections_reused_total 2.0");
        }
    }

    @Test
    void areEndedAfterSoManyRequests() {
        var connections = new PoolSettings.Connections(0, Optional.empty(), Optional.of(2), Optional.empty());
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin, connections);
                RawClient client = fleet.client()) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }

            assertThat(origin.connections()).isBetween(3, 6);
        }
    }

    @Test
    void areEndedAfterSoLong() {
        var connections = new PoolSettings.Connections(
                0, Optional.of(Duration.ofMillis(300)), Optional.empty(), Optional.empty());
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin, connections);
                RawClient client = fleet.client()) {
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                assertThat(client.get("/").status()).isEqualTo(200);
                return origin.connections() >= 3;
            });
        }
    }

    /** Asked once an hour by itself, so that all further questions are those on warm connections. */
    private static PoolSettings.Check check(String path, Duration timeout) {
        return PoolSettings.Check.ofPath(path, new PoolSettings.Pace(Duration.ofHours(1), timeout, 3, 1));
    }

    /** Which is asked after half of that. */
    private static Timeouts idleForASecond(Timeouts usual) {
        return new Timeouts(
                usual.connect(), usual.requestHead(), usual.responseHead(), usual.clientIdle(), Duration.ofSeconds(1));
    }

    private static Fleet.Plan asking(RawOrigin origin, int warm) {
        return Fleet.alone(origin.port())
                .pool(PoolSettings.USUAL
                        .withConnections(warm(warm))
                        .withCheck(check("/healthz", Duration.ofMillis(500))))
                .timeouts(WarmConnectionsTest::idleForASecond);
    }

    /** As behind a firewall that has forgotten them: what is sent on them goes nowhere. */
    @Test
    void thoseThatLeadNowhereAreFoundBeforeARequestGoesOut() {
        AtomicBoolean forgotten = new AtomicBoolean();
        AtomicInteger young = new AtomicInteger();
        CountDownLatch end = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    boolean isOld = !forgotten.get();
                    young.addAndGet(isOld ? 0 : 1);
                    while (!connection.readRequest().isEmpty()) {
                        if (isOld && forgotten.get()) {
                            hold(end);
                        }
                        connection.send(OK);
                    }
                });
                Fleet fleet = asking(origin, 2).start()) {
            await().until(() -> idle(fleet) >= 3);
            forgotten.set(true);
            await().until(() -> found(fleet) >= 1 && young.get() >= 2 && idle(fleet) >= 2);

            try (RawClient client = fleet.client()) {
                for (int i = 0; i < 20; i++) {
                    assertThat(client.get("/").status()).isEqualTo(200);
                    assertThat(client.exchange("POST", "/", "Content-Length: 0").status())
                            .isEqualTo(200);
                }
            }
            assertThat(fleet.metrics("eqiad"))
                    .doesNotContain("fairlead_retried_total{")
                    .contains("fairlead_origin_state{datacenter=\"eqiad\",pool=\"appservers\",origin=\"127.0.0.1:"
                            + origin.port() + "\",state=\"up\",} 1.0");
        } finally {
            end.countDown();
        }
    }

    /** The origin takes longer to answer than the time between two looks at what is under way. */
    @Test
    void questionsAreNotGivenUpWhereAnotherDatacenterIsDrained() {
        AtomicInteger answered = new AtomicInteger();
        PoolSettings.Check patient = check("/healthz", Duration.ofSeconds(8));
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    while (!connection.readRequest().isEmpty()) {
                        LockSupport.parkNanos(600_000_000);
                        connection.send(OK);
                        answered.incrementAndGet();
                    }
                });
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", origin.port())
                        .datacenter("codfw", codfw.port())
                        .state("codfw", DatacenterState.DRAINED)
                        .pool(PoolSettings.USUAL.withConnections(warm(1)).withCheck(patient))
                        .timeouts(WarmConnectionsTest::idleForASecond)
                        .start()) {
            // Of the check itself, and of two questions at least.
            await().until(() -> answered.get() >= 3);

            assertThat(found(fleet)).isZero();
        }
    }

    /** As streams of the one connection. */
    @Test
    void thoseToPeersAreAskedInHttp2(@TempDir Path logs) {
        PoolSettings.Connections warm = new PoolSettings.Connections(
                1, Optional.empty(), Optional.empty(), Optional.empty(), PoolSettings.Spoken.USUAL_OF_PEERS);
        try (RawOrigin origin = RawOrigin.answering(OK);
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", origin.port())
                        .datacenter("codfw", codfw.port())
                        .healthPathForPeers()
                        .peers(PoolSettings.USUAL_OF_PEERS
                                .withConnections(warm)
                                .withCheck(check(Fleet.HEALTH_PATH, Duration.ofSeconds(1))))
                        .timeouts(WarmConnectionsTest::idleForASecond)
                        .accessLogs(logs)
                        .start()) {
            await().until(() -> asked(logs) >= 3);
            try (RawClient client = fleet.client("codfw")) {
                assertThat(client.exchange("POST", "/", "Content-Length: 0").status())
                        .isEqualTo(200);
            }

            assertThat(fleet.metrics("codfw"))
                    .contains("fairlead_upstream_connections_opened_total 1.0")
                    .contains("fairlead_upstream_http2_connections 1.0");
        }
    }

    private static long asked(Path logs) throws IOException {
        return Files.readString(logs.resolve("eqiad"))
                .lines()
                .filter(line -> line.contains("\"path\":\"" + Fleet.HEALTH_PATH + "\""))
                .count();
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double found(Fleet fleet) {
        return figure(fleet, "fairlead_upstream_connections_found_dead_total ");
    }

    private static double idle(Fleet fleet) {
        return figure(fleet, "fairlead_upstream_connections_idle ");
    }

    private static double figure(Fleet fleet, String name) {
        return fleet.metrics("eqiad")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElse(0);
    }
}
