package org.fairlead.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.Upstreams;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.Capacity;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A datacenter whose origins fail keeps as many of its reads as it can take; writes never leave. */
@ExtendWith(LeakExtension.class)
@OverEveryFront
class DatacenterLosesOriginsTest {
    private static final PoolSettings CHECKED = PoolSettings.USUAL.withCheck(PoolSettings.Check.ofPath(
            "/healthz", new PoolSettings.Pace(Duration.ofMillis(100), Duration.ofMillis(500), 2, 2)));

    /** Says its name, and whether it is well. */
    private static final class Appserver implements AutoCloseable {
        private final AtomicBoolean isWell = new AtomicBoolean(true);
        private final RawOrigin origin;

        Appserver(String name) {
            String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name;
            origin = RawOrigin.of(connection -> {
                for (String request = connection.readRequest();
                        !request.isEmpty();
                        request = connection.readRequest()) {
                    boolean isSick = request.startsWith("GET /healthz ") && !isWell.get();
                    connection.send(isSick ? "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n" : answer);
                }
            });
        }

        int port() {
            return origin.port();
        }

        long writes() {
            return origin.requests().stream()
                    .filter(request -> request.startsWith("POST"))
                    .count();
        }

        @Override
        public void close() {
            origin.close();
        }
    }

    @Test
    void itsReadsMoveOnAndItsWritesAreRefusedAtOnce() {
        try (Appserver eqiad = new Appserver("eqiad");
                Appserver codfw = new Appserver("codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .withoutPeers()
                        .pool(CHECKED)
                        .start()) {
            awaitUp(fleet, "eqiad");
            assertThat(read(fleet, "eqiad", "192.0.2.1")).isEqualTo("200 eqiad");

            eqiad.isWell.set(false);
            await().until(() -> !share(fleet, "eqiad", "eqiad").isUsable());

            assertThat(read(fleet, "eqiad", "192.0.2.1")).isEqualTo("200 codfw");
            try (RawClient client = fleet.client("eqiad")) {
                long began = System.nanoTime();
                RawClient.Response refused = client.exchange("POST", "/wiki/Foo", "Content-Length: 0");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.field("Retry-After")).isNotEmpty();
                assertThat(refused.body()).contains("primary-down");
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
            }
            assertThat(eqiad.writes() + codfw.writes()).isZero();
        }
    }

    @Test
    void itKeepsAsManyReadsAsItCanTake() {
        List<Appserver> eqiad = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            eqiad.add(new Appserver("eqiad"));
        }
        try (Appserver codfw = new Appserver("codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.stream().map(Appserver::port).toArray(Integer[]::new))
                        .datacenter("codfw", codfw.port())
                        .withoutPeers()
                        .trusts("127.0.0.0/8")
                        .pool(CHECKED)
                        .start()) {
            awaitUp(fleet, "eqiad");

            eqiad.get(0).isWell.set(false);
            await().until(() ->
                    health(fleet, "eqiad").stream().anyMatch(one -> one.status().state() == OriginState.DOWN));
            assertThat(share(fleet, "eqiad", "eqiad").reads()).as("75 of 100").isEqualTo(10_000);

            eqiad.get(1).isWell.set(false);
            eqiad.get(2).isWell.set(false);
            // A quarter is left, of 70 % that are enough for all.
            await().until(() -> share(fleet, "eqiad", "eqiad").reads() == 3_500);
            int stay = 0;
            for (int i = 0; i < 200; i++) {
                stay += read(fleet, "eqiad", "10.1.2." + i).equals("200 eqiad") ? 1 : 0;
            }
            assertThat(stay).isBetween(40, 100);
            assertThat(read(fleet, "eqiad", "10.1.2.3")).isEqualTo(read(fleet, "eqiad", "10.1.2.3"));
        } finally {
            eqiad.forEach(Appserver::close);
        }
    }

    @Test
    void anotherTakesNoMoreThanItsSpillLimit() {
        try (Appserver eqiad = new Appserver("eqiad");
                Appserver codfw = new Appserver("codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .withoutPeers()
                        .trusts("127.0.0.0/8")
                        .failover("codfw", new Upstreams.Failover(7_000, 3_000))
                        .pool(CHECKED)
                        .start()) {
            awaitUp(fleet, "eqiad");
            eqiad.isWell.set(false);
            await().until(() -> !share(fleet, "eqiad", "eqiad").isUsable());

            int taken = 0;
            for (int i = 0; i < 200; i++) {
                taken += read(fleet, "eqiad", "10.1.2." + i).equals("200 codfw") ? 1 : 0;
            }
            assertThat(taken).isBetween(30, 95);
        }
    }

    @Test
    void itsPeersAreAskedOnTheirHealthPath() {
        PoolSettings peers = PoolSettings.USUAL.withCheck(PoolSettings.Check.ofPath(
                Fleet.HEALTH_PATH, new PoolSettings.Pace(Duration.ofMillis(100), Duration.ofMillis(500), 2, 2)));
        try (Appserver eqiad = new Appserver("eqiad");
                Appserver codfw = new Appserver("codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .healthPathForPeers()
                        .peers(peers)
                        .start()) {
            await().until(() -> share(fleet, "codfw", "eqiad").isUsable());
            try (RawClient client = fleet.client("codfw")) {
                assertThat(client.exchange("POST", "/wiki/Foo", "Content-Length: 0")
                                .status())
                        .isEqualTo(200);
            }

            fleet.proxy("eqiad").close();
            await().until(() -> !share(fleet, "codfw", "eqiad").isUsable());

            try (RawClient client = fleet.client("codfw")) {
                RawClient.Response refused = client.exchange("POST", "/wiki/Foo", "Content-Length: 0");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.body()).contains("primary-down");
            }
            assertThat(read(fleet, "codfw", "192.0.2.1")).isEqualTo("200 codfw");
        }
    }

    @Test
    void aPeerWhoseOriginsAreGoneSaysSoAndIsNotBlamed() {
        try (Appserver eqiad = new Appserver("eqiad");
                Appserver codfw = new Appserver("codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .pool(CHECKED)
                        .start()) {
            awaitUp(fleet, "eqiad");
            eqiad.isWell.set(false);
            await().until(() -> !share(fleet, "eqiad", "eqiad").isUsable());

            for (int i = 0; i < 10; i++) {
                try (RawClient client = fleet.client("codfw")) {
                    assertThat(client.exchange("POST", "/wiki/Foo", "Content-Length: 0")
                                    .status())
                            .isEqualTo(503);
                }
            }
            assertThat(eqiad.writes()).isZero();
            assertThat(fleet.proxy("codfw").health().pools().stream()
                            .filter(pool -> pool.id().isPeers())
                            .flatMap(pool -> pool.origins().stream()))
                    .allMatch(OriginHealth::isUsable);
        }
    }

    private static void awaitUp(Fleet fleet, String at) {
        await().until(() -> health(fleet, at).stream().allMatch(OriginHealth::isUsable));
    }

    private static List<OriginHealth> health(Fleet fleet, String at) {
        return fleet.proxy(at).health().pools().stream()
                .flatMap(pool -> pool.origins().stream())
                .toList();
    }

    /** What the proxy {@code at} one datacenter thinks that {@code of} another takes. */
    private static Capacity.Share share(Fleet fleet, String at, String of) {
        Snapshot snapshot = fleet.proxy(at).configuration().snapshot();
        Datacenter datacenter = snapshot.topology().named(of).orElseThrow();
        return snapshot.capacity().of(snapshot.routes().services().get(0), datacenter);
    }

    /** Status and body. */
    private static String read(Fleet fleet, String at, String clientAddress) {
        try (RawClient client = fleet.client(at)) {
            RawClient.Response response = client.get("/wiki/Foo", "X-Forwarded-For: " + clientAddress);
            return response.status() + " " + response.body();
        }
    }
}
