package org.fairlead.proxy.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.DatacenterState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A ledger of what was executed: no POST twice, none reported as done that wasn't, and reads get an answer all the same. */
@OverEveryFront
class NeverTwiceTest {
    private static final int THREADS = 4;
    private static final int REQUESTS = 60;

    private final Map<String, AtomicInteger> ledger = FlakyOrigin.newLedger();
    private final Map<String, Integer> told = new ConcurrentHashMap<>();
    private final Set<String> reads = ConcurrentHashMap.newKeySet();

    /** One client, on one connection as long as that lasts. */
    private final class Sender implements Callable<Void> {
        private final Fleet fleet;
        private final String name;
        private final Random random;
        private final boolean mixed;
        private RawClient client;

        Sender(Fleet fleet, long seed, int number, boolean mixed) {
            this.fleet = fleet;
            this.name = "client" + number + "-";
            this.mixed = mixed;
            random = new Random(seed * 100 + number);
            client = fleet.client("codfw");
        }

        @Override
        public Void call() {
            for (int i = 0; i < REQUESTS; i++) {
                String id = name + i;
                boolean isRead = mixed && random.nextInt(3) == 0;
                send(id, isRead ? "GET" : "POST", isRead ? read(id) : write(id));
            }
            client.close();
            return null;
        }

        private void send(String id, String method, String request) {
            try {
                RawClient.Response response = client.send(request).read(method);
                told.put(id, response.status());
                if (!response.field("Connection").equals("close")) {
                    return;
                }
            } catch (UncheckedIOException | AssertionError e) {
                // It was cut off: the client knows that it doesn't know.
                told.put(id, 0);
            }
            client.close();
            client = fleet.client("codfw");
        }

        private String read(String id) {
            reads.add(id);
            return RawClient.request("GET", "/r", "X-Number: " + id);
        }

        private String write(String id) {
            String body = "x".repeat(random.nextInt(5) == 0 ? random.nextInt(100_000) : random.nextInt(100)) + "END";
            if (random.nextBoolean()) {
                return RawClient.request("POST", "/w", "X-Number: " + id, "Content-Length: " + body.length()) + body;
            }
            return RawClient.request("POST", "/w", "X-Number: " + id, "Transfer-Encoding: chunked")
                    + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        }
    }

    @ParameterizedTest(name = "seed {0}, peers: {1}, primary comes and goes: {2}")
    @CsvSource({"1, false, false", "2, false, true", "3, true, false", "4, true, true", "5, true, true"})
    void noWriteIsExecutedTwice(long seed, boolean peers, boolean flaps) throws Exception {
        try (RawOrigin first = new FlakyOrigin(seed, 5, false, ledger).start();
                RawOrigin second = new FlakyOrigin(-seed, 3, false, ledger).start();
                RawOrigin replica = new FlakyOrigin(0, 0, false, ledger).start()) {
            Fleet.Plan plan = Fleet.plan()
                    .datacenter("eqiad", first.port(), second.port(), RawOrigin.closedPort())
                    .datacenter("codfw", replica.port());
            try (Fleet fleet = (peers ? plan : plan.withoutPeers()).start()) {
                run(fleet, plan, seed, false, flaps);
            }
            assertThat(replica.requests()).isEmpty();
        }
        assertThat(ledger.values()).extracting(AtomicInteger::get).containsOnly(1);
        told.forEach((id, status) -> {
            if (status >= 200 && status < 300) {
                assertThat(ledger).as("told as done").containsKey(id);
            }
        });
        assertThat(told.values()).contains(200).containsAnyOf(502, 503);
        assertThat(told).hasSize(THREADS * REQUESTS);
    }

    @ParameterizedTest(name = "seed {0}, peers: {1}")
    @CsvSource({"11, false", "12, true", "13, true"})
    void readsAreAnsweredWhereAnOriginLives(long seed, boolean peers) throws Exception {
        try (RawOrigin eqiad = new FlakyOrigin(seed, 5, true, ledger).start();
                RawOrigin flaky = new FlakyOrigin(-seed, 7, true, ledger).start();
                RawOrigin live = new FlakyOrigin(0, 0, true, ledger).start()) {
            // More fail here than any budget for further attempts is meant for.
            Fleet.Plan plan = Fleet.plan()
                    .datacenter("eqiad", eqiad.port())
                    .datacenter("codfw", flaky.port(), live.port())
                    .budget(100, 1000);
            try (Fleet fleet = (peers ? plan : plan.withoutPeers()).start()) {
                run(fleet, plan, seed, true, false);
            }
        }
        told.forEach((id, status) -> {
            int executed = ledger.getOrDefault(id, new AtomicInteger()).get();
            boolean isRead = reads.contains(id);
            assertThat(isRead ? status : 200).as(id).isEqualTo(200);
            assertThat(isRead || executed <= 1).as(id).isTrue();
        });
        assertThat(reads).isNotEmpty();
    }

    private void run(Fleet fleet, Fleet.Plan plan, long seed, boolean mixed, boolean flaps) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        AtomicBoolean over = new AtomicBoolean();
        try {
            Future<?> flapping = threads.submit(() -> {
                for (boolean readOnly = true; flaps && !over.get(); readOnly = !readOnly) {
                    plan.state("eqiad", readOnly ? DatacenterState.READ_ONLY : DatacenterState.ACTIVE);
                    fleet.serve("eqiad", fleet.configuration("eqiad"));
                }
            });
            List<Callable<Void>> senders = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                senders.add(new Sender(fleet, seed, i, mixed));
            }
            for (Future<Void> sender : threads.invokeAll(senders)) {
                sender.get();
            }
            over.set(true);
            flapping.get();
        } finally {
            threads.shutdownNow();
        }
    }
}
