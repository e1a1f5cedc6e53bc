package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.FaultRelay;
import org.fairlead.proxy.testkit.FaultRelay.Fault;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Writes with numbers, under every fault that the network has, in an order drawn from a seed: no number is executed twice, none
 * is told as done that wasn't, none is executed at a replica, and nobody is cut off who could have been answered.
 */
@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class LedgerTest {
    private static final int CLIENTS = 16;
    private static final int REQUESTS = 90;
    private static final PoolSettings POOL = PoolSettings.USUAL.withEjection(
            new PoolSettings.Ejection(5, Duration.ofMillis(200), Duration.ofMillis(500), 5_000));

    static Timeouts brief(Timeouts usual) {
        return new Timeouts(
                Duration.ofMillis(200),
                usual.requestHead(),
                Duration.ofMillis(100),
                usual.clientIdle(),
                usual.upstreamIdle());
    }

    /** Always the same three, or those that {@code fairlead.ledger.seeds} names; every other seed crosses through peers. */
    static LongStream seeds() {
        return Stream.of(System.getProperty("fairlead.ledger.seeds", "101,102,104")
                        .split(",", -1))
                .mapToLong(Long::parseLong);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @SuppressWarnings("SystemOut") // what a run by hand is for
    void everyWriteIsDoneOnceOrNotKnownToBeDone(long seed) throws Exception {
        Ledger ledger = new Ledger();
        try (RawOrigin first = ledger.application(true);
                RawOrigin second = ledger.application(true);
                RawOrigin replica = ledger.application(false);
                FaultRelay toFirst = FaultRelay.before(first.port());
                FaultRelay toSecond = FaultRelay.before(second.port())) {
            Fleet.Plan plan = Fleet.plan()
                    .datacenter("eqiad", toFirst.port(), toSecond.port())
                    .datacenter("codfw", replica.port())
                    .pool(POOL)
                    .budget(100, 10_000)
                    .timeouts(LedgerTest::brief);
            try (Fleet fleet = (seed % 2 == 0 ? plan : plan.withoutPeers()).start()) {
                run(fleet, ledger, seed, List.of(toFirst, toSecond));
            }
            ledger.check();
            assertThat(ledger.toldStatuses()).contains(200, 502);
        }
        System.out.println("ledger: seed " + seed + ": " + ledger);
    }

    private static void run(Fleet fleet, Ledger ledger, long seed, List<FaultRelay> relays) throws Exception {
        Traffic traffic = new Traffic(fleet, ledger);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
        AtomicBoolean over = new AtomicBoolean();
        try {
            Future<?> chaos = threads.submit(() -> breakThings(new Random(seed), relays, over));
            List<Callable<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String at = i % 2 == 0 ? "eqiad" : "codfw";
                String name = "client" + i;
                Random random = new Random(seed * 1000 + i);
                clients.add(() -> {
                    traffic.run(at, name, random, done -> done < REQUESTS);
                    return null;
                });
            }
            for (Future<Void> client : threads.invokeAll(clients)) {
                client.get();
            }
            over.set(true);
            chaos.get();
        } finally {
            threads.shutdownNow();
        }
    }

    /** All faults come by, one relay at a time being well twice as often as not. */
    private static void breakThings(Random random, List<FaultRelay> relays, AtomicBoolean over) {
        Fault[] faults = Fault.values();
        while (!over.get()) {
            FaultRelay relay = relays.get(random.nextInt(relays.size()));
            relay.inject(random.nextInt(3) == 0 ? Fault.NONE : faults[random.nextInt(faults.length)]);
            if (random.nextInt(5) == 0) {
                relay.cutAll();
            }
            LockSupport.parkNanos(10_000_000L + random.nextInt(20_000_000));
        }
    }
}
