package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.testkit.FaultRelay;
import org.fairlead.proxy.testkit.FaultRelay.Fault;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** An origin is found to be dead while requests wait for it: those that may go elsewhere do, at once. */
@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class NobodyWaitsForTheDeadTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final PoolSettings.Ejection QUICK =
            new PoolSettings.Ejection(2, Duration.ofMinutes(1), Duration.ofMinutes(1), 10_000);
    private static final PoolSettings POOL = PoolSettings.USUAL.withEjection(QUICK);

    /** Longer than a client of the tests waits. */
    private static Timeouts patient(Timeouts usual) {
        Duration longer = Duration.ofSeconds(60);
        return new Timeouts(longer, usual.requestHead(), longer, usual.clientIdle(), usual.upstreamIdle());
    }

    private static Fleet.Plan plan() {
        return Fleet.plan().pool(POOL).timeouts(NobodyWaitsForTheDeadTest::patient);
    }

    private static void eject(Fleet fleet, int port) {
        fleet.proxy("eqiad").health().pools().stream()
                .flatMap(pool -> pool.origins().stream())
                .filter(origin -> origin.id().origin().port() == port)
                .forEach(origin -> {
                    origin.report(Outcome.CONNECT_FAILED);
                    origin.report(Outcome.CONNECT_FAILED);
                });
    }

    private static void awaitRequests(RawOrigin origin, int count) {
        await().until(() -> origin.requests().size() == count);
    }

    private static RawOrigin answeringAfter(CountDownLatch latch) {
        return RawOrigin.of(connection -> {
            connection.readRequest();
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            connection.send(OK);
        });
    }

    @Test
    void aReadGoesToAnotherOrigin() {
        CountDownLatch never = new CountDownLatch(1);
        try (RawOrigin dead = answeringAfter(never);
                RawOrigin live = RawOrigin.answering(OK);
                Fleet fleet =
                        plan().datacenter("eqiad", dead.port(), live.port()).start()) {
            // Whoever is sent to the live one is answered; sooner or later one is sent to the other.
            RawClient client = fleet.client();
            while (dead.requests().isEmpty()) {
                int answered = live.requests().size();
                client.send(RawClient.request("GET", "/"));
                await().until(() ->
                        dead.requests().size() == 1 || live.requests().size() == answered + 1);
                if (dead.requests().isEmpty()) {
                    assertThat(client.read("GET").status()).isEqualTo(200);
                }
            }
            eject(fleet, dead.port());

            assertThat(client.read("GET").status()).isEqualTo(200);
            assertThat(fleet.metrics("eqiad")).contains("fairlead_retried_total{reason=\"origin-lost\",} 1.0");
            client.close();
        }
    }

    @Test
    void aReadGoesToAnotherDatacenter() {
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                RawOrigin codfw = RawOrigin.answering(OK);
                FaultRelay relay = FaultRelay.before(eqiad.port());
                Fleet fleet = plan().datacenter("eqiad", relay.port())
                        .datacenter("codfw", codfw.port())
                        .start();
                RawClient waiting = fleet.client("eqiad");
                RawClient client = fleet.client("eqiad")) {
            relay.inject(Fault.SILENT_AFTER_REQUEST);
            waiting.send(RawClient.request("GET", "/"));
            awaitRequests(eqiad, 1);
            // What is there stays silent, what is new is refused.
            relay.inject(Fault.REFUSE);
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(200);

            assertThat(waiting.read("GET").status()).isEqualTo(200);
            assertThat(codfw.requests()).hasSize(3);
        }
    }

    @Test
    void aReadWaitsOnWhereThereIsNobodyElse() {
        CountDownLatch answers = new CountDownLatch(1);
        try (RawOrigin origin = answeringAfter(answers);
                Fleet fleet = plan().datacenter("eqiad", origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", "/"));
            awaitRequests(origin, 1);
            eject(fleet, origin.port());
            await().until(() -> fleet.client().get("/").status() == 503);
            answers.countDown();

            assertThat(client.read("GET").status()).isEqualTo(200);
        }
    }

    @Test
    void aReadWaitsOnWhereTheBudgetIsUsedUp() {
        CountDownLatch answers = new CountDownLatch(1);
        try (RawOrigin origin = answeringAfter(answers);
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = plan().datacenter("eqiad", origin.port())
                        .datacenter("codfw", codfw.port())
                        .budget(0, 0)
                        .start();
                RawClient client = fleet.client("eqiad")) {
            client.send(RawClient.request("GET", "/"));
            awaitRequests(origin, 1);
            eject(fleet, origin.port());
            await().until(() -> fleet.metrics("eqiad").contains("fairlead_retries_refused_total 1.0"));
            answers.countDown();

            assertThat(client.read("GET").status()).isEqualTo(200);
            assertThat(codfw.requests()).isEmpty();
        }
    }

    /** Nobody knows whether it was done: the one who may know is waited for, as long as that lasts. */
    @Test
    void aWriteThatWasSentStays() {
        CountDownLatch answers = new CountDownLatch(1);
        try (RawOrigin origin = answeringAfter(answers);
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = plan().datacenter("eqiad", origin.port())
                        .datacenter("codfw", codfw.port())
                        .start();
                RawClient client = fleet.client("eqiad")) {
            client.send(RawClient.request("POST", "/", "Content-Length: 3") + "abc");
            awaitRequests(origin, 1);
            eject(fleet, origin.port());
            await().until(() -> fleet.client("eqiad").exchange("DELETE", "/").status() == 503);
            answers.countDown();

            assertThat(client.read("POST").status()).isEqualTo(200);
            assertThat(codfw.requests()).isEmpty();
        }
    }

    /** Its queue is full: the kernel answers nothing to those who connect. */
    @Test
    void aWriteThatStillConnectsGoesToAnotherOriginOfThePrimary() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket();
                Socket second = new Socket();
                RawOrigin live = RawOrigin.answering(OK);
                RawOrigin replica = RawOrigin.answering(OK);
                Fleet fleet = plan().datacenter("eqiad", full.getLocalPort(), live.port())
                        .datacenter("codfw", replica.port())
                        .start()) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort());
            first.connect(address);
            second.connect(address);
            RawClient client = fleet.client("eqiad");
            while (!fleet.metrics("eqiad").contains("fairlead_upstream_waiting 1.0")) {
                int answered = live.requests().size();
                client.send(RawClient.request("POST", "/", "Content-Length: 3") + "abc");
                await().until(() -> live.requests().size() == answered + 1
                        || fleet.metrics("eqiad").contains("fairlead_upstream_waiting 1.0"));
                if (live.requests().size() == answered + 1) {
                    assertThat(client.read("POST").status()).isEqualTo(200);
                }
            }
            int before = live.requests().size();
            eject(fleet, full.getLocalPort());

            assertThat(client.read("POST").status()).isEqualTo(200);
            assertThat(live.requests()).hasSize(before + 1).last().asString().endsWith("abc");
            assertThat(replica.requests()).isEmpty();
            client.close();
        }
    }

    /** Nobody is asked, so nobody waits. */
    @Test
    void aWriteIsRefusedAtOnceWhereAllOfThePrimaryAreKnownToBeDead() {
        try (RawOrigin replica = RawOrigin.answering(OK);
                Fleet fleet = plan().datacenter("eqiad", RawOrigin.closedPort(), RawOrigin.closedPort())
                        .datacenter("codfw", replica.port())
                        .start();
                RawClient client = fleet.client("eqiad")) {
            await().until(() -> client.exchange("DELETE", "/").status() == 503);
            long begun = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                RawClient.Response answer = client.exchange("DELETE", "/");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.field("Retry-After")).isNotEmpty();
            }

            assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
            assertThat(replica.requests()).isEmpty();
        }
    }
}
