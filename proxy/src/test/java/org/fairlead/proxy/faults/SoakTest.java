package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.Retry;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.FaultRelay;
import org.fairlead.proxy.testkit.FaultRelay.Fault;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.DatacenterState;
import org.junit.jupiter.api.Test;

/**
 * Load on two datacenters for a while, of which one at a time has faults, is drained, comes back; and reloads all along. {@code
 * scripts/soak} runs it for longer. No read fails, since one datacenter always lives; the {@link Ledger} balances; nothing is left behind.
 */
class SoakTest {
    private static final long SECONDS = Long.getLong("fairlead.soak.seconds", 8);
    private static final long SEED = Long.getLong("fairlead.soak.seed", 1);
    private static final int CLIENTS = 8;
    private static final long MEBIBYTE = 1 << 20;
    /** Longer than an origin is ejected for, so that what was broken last is well when the other breaks. */
    private static final long RECOVERY_NANOS = 700_000_000;

    private static final PoolSettings POOL = PoolSettings.USUAL
            .withEjection(new PoolSettings.Ejection(5, Duration.ofMillis(100), Duration.ofMillis(300), 10_000))
            .withAllDown(PoolSettings.AllDown.TRY_ANYWAY);

    private final Random random = new Random(SEED);
    private final Ledger ledger = new Ledger();
    private final Map<Fault, Integer> injected = new EnumMap<>(Fault.class);
    private final List<Long> heaps = new ArrayList<>();
    private final long endNanos = System.nanoTime() + SECONDS * 1_000_000_000;
    private int reloads;
    private int drains;

    private static Timeouts brief(Timeouts usual) {
        return new Timeouts(
                Duration.ofMillis(200),
                usual.requestHead(),
                Duration.ofMillis(200),
                usual.clientIdle(),
                Duration.ofSeconds(1));
    }

    @Test
    void noReadFailsNoWriteIsDoneTwiceNothingIsLeftBehind() throws Exception {
        try (RawOrigin eqiad1 = ledger.application(true);
                RawOrigin eqiad2 = ledger.application(true);
                RawOrigin codfw1 = ledger.application(false);
                RawOrigin codfw2 = ledger.application(false);
                FaultRelay toEqiad1 = FaultRelay.before(eqiad1.port());
                FaultRelay toEqiad2 = FaultRelay.before(eqiad2.port());
                FaultRelay toCodfw1 = FaultRelay.before(codfw1.port());
                FaultRelay toCodfw2 = FaultRelay.before(codfw2.port())) {
            Fleet.Plan plan = Fleet.plan()
                    .datacenter("eqiad", toEqiad1.port(), toEqiad2.port())
                    .datacenter("codfw", toCodfw1.port(), toCodfw2.port())
                    .pool(POOL)
                    .retry(new Retry(Set.of(), Duration.ofSeconds(10), Duration.ofMillis(100), true))
                    .timeouts(SoakTest::brief);
            // Every other seed crosses through peers.
            try (Fleet fleet = (SEED % 2 == 0 ? plan : plan.withoutPeers()).start()) {
                Traffic traffic = new Traffic(fleet, ledger);
                load(fleet, plan, traffic, List.of(List.of(toEqiad1, toEqiad2), List.of(toCodfw1, toCodfw2)));
                awaitNothingLeft(fleet);
                tell(fleet, traffic);
                ledger.check();
                assertThat(traffic.failedReads().keySet()).isSubsetOf("0 ");
                assertFlat(heaps);
            }
        }
    }

    private void load(Fleet fleet, Fleet.Plan plan, Traffic traffic, List<List<FaultRelay>> relays) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
        try {
            Future<?> chaos = threads.submit(() -> breakThings(fleet, plan, relays));
            List<Callable<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String at = i % 2 == 0 ? "eqiad" : "codfw";
                String name = "client" + i;
                Random own = new Random(SEED * 1000 + i);
                clients.add(() -> {
                    traffic.run(at, name, own, done -> !isOver());
                    return null;
                });
            }
            for (Future<Void> client : threads.invokeAll(clients)) {
                client.get();
            }
            chaos.get();
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean isOver() {
        return System.nanoTime() - endNanos >= 0;
    }

    /** One datacenter after the other: a second of faults, perhaps drained for it, then time to recover. */
    private void breakThings(Fleet fleet, Fleet.Plan plan, List<List<FaultRelay>> relays) {
        String[] names = {"eqiad", "codfw"};
        while (!isOver()) {
            int which = random.nextInt(names.length);
            boolean drained = random.nextInt(3) == 0;
            if (drained) {
                drains++;
                plan.state(names[which], DatacenterState.DRAINED);
            }
            for (int i = 0; i < 10 && !isOver(); i++) {
                reload(fleet, plan);
                hurt(relays.get(which).get(random.nextInt(2)));
                LockSupport.parkNanos(100_000_000);
            }
            relays.get(which).forEach(relay -> relay.inject(Fault.NONE));
            plan.state(names[which], DatacenterState.ACTIVE);
            reload(fleet, plan);
            LockSupport.parkNanos(RECOVERY_NANOS);
            ledger.forgetOld();
            System.gc();
            heaps.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
    }

    private void reload(Fleet fleet, Fleet.Plan plan) {
        reloads++;
        plan.attempts(3 + random.nextInt(2));
        fleet.reload();
    }

    private void hurt(FaultRelay relay) {
        Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
        injected.merge(fault, 1, Integer::sum);
        relay.inject(fault);
        if (random.nextInt(4) == 0) {
            relay.cutAll();
        }
    }

    private static void awaitNothingLeft(Fleet fleet) {
        for (String at : List.of("eqiad", "codfw")) {
            await(at)
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(fleet.metrics(at))
                            .contains("fairlead_exchanges 0.0")
                            .contains("fairlead_client_connections 0.0")
                            .contains("fairlead_upstream_waiting 0.0")
                            .contains("fairlead_upstream_connections 0.0"));
        }
    }

    @SuppressWarnings("SystemOut") // what scripts/soak shows
    private void tell(Fleet fleet, Traffic traffic) {
        System.out.printf(
                "soak: seed %d, %d s, %d requests, %d reloads, %d drains%nfaults: %s%nledger: %s%nreads that failed: %s%n",
                SEED, SECONDS, traffic.requests(), reloads, drains, injected, ledger, traffic.failedReads());
        for (String at : List.of("eqiad", "codfw")) {
            System.out.println(at + ": "
                    + fleet.metrics(at)
                            .lines()
                            .filter(line -> line.startsWith("fairlead_failures_total")
                                    || line.startsWith("fairlead_retried_total"))
                            .map(line -> line.replaceFirst(
                                    "fairlead_(\\w+)_total\\{\\w+=\"([^\"]+)\",} ([0-9]+).*", "$1 $2 $3"))
                            .toList());
        }
        System.out.printf(
                "heap after collections, MiB: %s; buffers at the end: %s%n",
                heaps.stream().map(bytes -> bytes / MEBIBYTE).toList(),
                fleet.metrics("eqiad")
                        .lines()
                        .filter(line -> line.startsWith("fairlead_memory_held_bytes"))
                        .toList());
    }

    /** The last third holds no more than the first, but for noise. */
    private static void assertFlat(List<Long> heaps) {
        if (heaps.size() >= 6) {
            int third = heaps.size() / 3;
            long before = heaps.subList(0, third).stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
            long after = heaps.subList(heaps.size() - third, heaps.size()).stream()
                    .mapToLong(Long::longValue)
                    .min()
                    .orElseThrow();
            assertThat(after).as("heap: %s", heaps).isLessThan(before + 24 * MEBIBYTE);
        }
    }
}
