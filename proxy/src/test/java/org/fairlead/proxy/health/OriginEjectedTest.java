package org.fairlead.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An origin whose requests fail gets no more of them for a while. */
@ExtendWith(LeakExtension.class)
class OriginEjectedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    private static final Duration LONG = Duration.ofMinutes(5);

    /** How an origin fails. */
    private enum Fault {
        CLOSES,
        RESETS,
        GARBAGE,
        UNAVAILABLE,
        STOPS_IN_BODY;

        void happen(RawOrigin.Connection connection) throws java.io.IOException {
            switch (this) {
                case CLOSES -> {}
                case RESETS -> connection.resetAtClose();
                case GARBAGE -> connection.send("garbage\r\n\r\n");
                case UNAVAILABLE -> connection.send(OriginEjectedTest.UNAVAILABLE);
                case STOPS_IN_BODY -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterFailuresInARow(Fault fault) {
        try (RawOrigin bad = failing(fault);
                RawOrigin good = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(bad.port(), good.port())
                        .pool(ejecting(3, LONG, 5_000, PoolSettings.AllDown.REFUSE))
                        .start()) {
            await().until(() -> {
                get(fleet);
                return isEjected(fleet, bad);
            });

            int before = bad.requests().size();
            for (int i = 0; i < 20; i++) {
                assertThat(get(fleet)).isEqualTo(200);
            }
            assertThat(bad.requests()).hasSize(before);
            assertThat(fleet.metrics("eqiad"))
                    .contains("fairlead_origin_state{datacenter=\"eqiad\",pool=\"appservers\",origin=\"127.0.0.1:"
                            + bad.port() + "\",state=\"ejected\",} 1.0")
                    .containsPattern("fairlead_ejections_total\\{datacenter=\"eqiad\",pool=\"appservers\",.*} 1.0");
        }
    }

    @Test
    void thatRefusesConnections() {
        int closed = RawOrigin.closedPort();
        try (RawOrigin good = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(closed, good.port())
                        .pool(ejecting(3, LONG, 5_000, PoolSettings.AllDown.REFUSE))
                        .start()) {
            await().until(() -> {
                assertThat(get(fleet)).isEqualTo(200);
                return states(fleet).contains(OriginState.EJECTED);
            });
        }
    }

    @Test
    void comesBackWhenItsTimeIsOver() {
        AtomicBoolean isBad = new AtomicBoolean(true);
        try (RawOrigin mended = RawOrigin.of(connection -> {
                    while (!connection.readRequest().isEmpty()) {
                        connection.send(isBad.get() ? UNAVAILABLE : OK);
                    }
                });
                RawOrigin good = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(mended.port(), good.port())
                        .pool(ejecting(2, Duration.ofMillis(500), 5_000, PoolSettings.AllDown.REFUSE))
                        .start()) {
            await().until(() -> {
                get(fleet);
                return isEjected(fleet, mended);
            });
            isBad.set(false);
            int before = mended.requests().size();

            await().until(() -> get(fleet) == 200 && mended.requests().size() > before);

            assertThat(states(fleet)).containsOnly(OriginState.UP);
        }
    }

    @Test
    void neverTheLastOneOfAPool() {
        try (RawOrigin lone = RawOrigin.answering(UNAVAILABLE);
                Fleet fleet = Fleet.alone(lone.port())
                        .pool(ejecting(2, LONG, 9_900, PoolSettings.AllDown.REFUSE))
                        .start()) {
            for (int i = 0; i < 20; i++) {
                get(fleet);
            }

            assertThat(lone.requests()).hasSize(20);
            assertThat(states(fleet)).containsOnly(OriginState.UP);
        }
    }

    @Test
    void whereAllAreOutTheAnswerComesAtOnce() {
        try (RawOrigin lone = RawOrigin.answering(UNAVAILABLE);
                Fleet fleet = Fleet.alone(lone.port())
                        .pool(ejecting(2, LONG, 10_000, PoolSettings.AllDown.REFUSE))
                        .start()) {
            await().until(() -> {
                get(fleet);
                return isEjected(fleet, lone);
            });
            int before = lone.requests().size();

            assertThat(get(fleet)).isEqualTo(503);
            assertThat(lone.requests()).hasSize(before);
        }
    }

    @Test
    void whereAllAreOutTheyAreTriedAnywayIfSoWanted() {
        try (RawOrigin lone = RawOrigin.answering(UNAVAILABLE);
                Fleet fleet = Fleet.alone(lone.port())
                        .pool(ejecting(2, LONG, 10_000, PoolSettings.AllDown.TRY_ANYWAY))
                        .start()) {
            await().until(() -> {
                get(fleet);
                return isEjected(fleet, lone);
            });
            int before = lone.requests().size();

            get(fleet);

            assertThat(lone.requests()).hasSize(before + 1);
        }
    }

    @Test
    void aReloadKeepsItOut() {
        try (RawOrigin bad = RawOrigin.answering(UNAVAILABLE);
                RawOrigin good = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(bad.port(), good.port())
                        .pool(ejecting(2, LONG, 5_000, PoolSettings.AllDown.REFUSE))
                        .start()) {
            await().until(() -> {
                get(fleet);
                return isEjected(fleet, bad);
            });
            int before = bad.requests().size();

            fleet.reload();
            for (int i = 0; i < 20; i++) {
                assertThat(get(fleet)).isEqualTo(200);
            }

            assertThat(bad.requests()).hasSize(before);
        }
    }

    private static RawOrigin failing(Fault fault) {
        return RawOrigin.of(connection -> {
            if (!connection.readRequest().isEmpty()) {
                fault.happen(connection);
            }
        });
    }

    private static PoolSettings ejecting(int after, Duration length, int most, PoolSettings.AllDown allDown) {
        return PoolSettings.USUAL
                .withEjection(new PoolSettings.Ejection(after, length, LONG, most))
                .withAllDown(allDown);
    }

    private static boolean isEjected(Fleet fleet, RawOrigin origin) {
        return fleet.proxy("eqiad").health().pools().stream()
                .flatMap(pool -> pool.origins().stream())
                .anyMatch(known -> known.id().origin().port() == origin.port()
                        && known.status().state() == OriginState.EJECTED);
    }

    private static List<OriginState> states(Fleet fleet) {
        return fleet.proxy("eqiad").health().pools().stream()
                .flatMap(pool -> pool.origins().stream())
                .map(origin -> origin.status().state())
                .toList();
    }

    /** The status; 0 where the answer broke off. */
    private static int get(Fleet fleet) {
        try (RawClient client = fleet.client()) {
            return client.get("/wiki/Foo").status();
        } catch (java.io.UncheckedIOException e) {
            return 0;
        }
    }
}
