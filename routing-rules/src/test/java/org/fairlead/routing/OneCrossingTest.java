package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every combination of two and three datacenters, with and without peers, each believing any of them (or none) to be the primary
 * under the old or the new epoch: no path crosses twice, no write is executed at what its executor takes for a replica, nothing is
 * executed twice, and every loop is answered 508.
 */
class OneCrossingTest {
    private static final String[] LINES = {
        "GET /", "GET /fresh", "GET /near", "GET /there", "GET /do", "POST /", "PUT /near"
    };
    private static final String[] FIELDS = {"", "", "Cookie: UseDC=master", "Cookie: aSession=1", "Via: 1.1 varnish"};

    /** What a proxy believes: {@code primary} is an index, or the number of datacenters for none. */
    private record Belief(int primary, long epoch) {}

    @TestFactory
    Stream<DynamicTest> neverCrossesTwiceAndNeverWritesAtAReplica() {
        return IntStream.of(2, 3)
                .boxed()
                .flatMap(size -> IntStream.range(0, 1 << size)
                        .mapToObj(peers -> DynamicTest.dynamicTest(
                                size + " datacenters, peers " + Integer.toBinaryString(peers) + ", seed " + peers,
                                () -> new Combinations(size, peers).run())));
    }

    private static final class Combinations {
        private final List<Datacenter> datacenters;
        private final Random random;
        private final Map<String, Optional<RoutingTable>> tables = new HashMap<>();
        private int executed;
        private int refused;
        private int loops;

        Combinations(int size, int peers) {
            random = new Random(peers * 31L + size);
            datacenters = IntStream.range(0, size)
                    .mapToObj(i -> new Datacenter("dc" + i, i, (peers >> i & 1) == 1))
                    .toList();
        }

        void run() {
            int beliefs = (datacenters.size() + 1) * 2;
            int all = (int) Math.pow(beliefs, datacenters.size());
            for (int combination = 0; combination < all; combination++) {
                List<Belief> believed = new ArrayList<>();
                for (int i = 0, rest = combination; i < datacenters.size(); i++, rest /= beliefs) {
                    int belief = rest % beliefs;
                    believed.add(new Belief(belief / 2, 16 + belief % 2));
                }
                for (int draw = 0; draw < (datacenters.size() == 2 ? 60 : 16); draw++) {
                    send(believed, draw % 4 == 0);
                }
            }
            assertThat(executed).isGreaterThan(all);
            assertThat(refused > 0)
                    .as("a peer refused")
                    .isEqualTo(datacenters.stream().anyMatch(Datacenter::hasPeers));
            assertThat(loops).isPositive();
        }

        private void send(List<Belief> believed, boolean misconfigured) {
            Service.Reads reads = pick(Service.Reads.values());
            List<Snapshot> views = IntStream.range(0, datacenters.size())
                    .mapToObj(i -> view(i, believed.get(i), reads, random.nextBoolean()))
                    .toList();
            SimulatedFleet fleet = new SimulatedFleet(views, random);
            SimulatedFleet.Trace trace = (misconfigured ? fleet.misconfigured() : fleet)
                    .send(random.nextInt(datacenters.size()), pick(LINES), pick(FIELDS));
            assertThat(trace.faults).as("%s", believed).isEmpty();
            assertThat(trace.executions).as("%s", trace.steps).hasSizeLessThanOrEqualTo(1);
            assertThat(trace.executions.isEmpty()).as("%s", trace.steps).isEqualTo(trace.status != 200);
            executed += trace.executions.size();
            refused += trace.status == 421 ? 1 : 0;
            loops += trace.loops;
        }

        private <T> T pick(T[] values) {
            return values[random.nextInt(values.length)];
        }

        private Snapshot view(int at, Belief belief, Service.Reads reads, boolean freshRules) {
            Optional<Datacenter> primary = belief.primary() == datacenters.size()
                    ? Optional.empty()
                    : Optional.of(datacenters.get(belief.primary()));
            int share = random.nextInt(3) * Shift.WHOLE / 2;
            Optional<RoutingTable> table = tables.computeIfAbsent(
                    reads + " " + share + " " + freshRules, key -> Optional.of(table(reads, share, freshRules)));
            return new Snapshot(
                    new Topology("wiki", datacenters.get(at), primary, belief.epoch(), datacenters, datacenters),
                    table.orElseThrow(),
                    new Snapshot.Overrides(random.nextInt(8) == 0),
                    datacenters.stream()
                            .map(dc -> random.nextInt(4) > 0 ? DatacenterState.ACTIVE : pick(DatacenterState.values()))
                            .toList(),
                    Optional.of(TestFleet.KEYS));
        }

        /** Fresh rules know that {@code GET /do} writes, and where {@code /there} is. */
        private RoutingTable table(Service.Reads reads, int share, boolean fresh) {
            IntFunction<Datacenter> from = i -> datacenters.get(i % datacenters.size());
            TestService service = new TestService("wiki")
                    .reads(reads)
                    .honour(When.cookie("UseDC", "master"))
                    .pinFailover(fresh ? PinSettings.Failover.LOCAL : PinSettings.Failover.REFUSE)
                    .shift(Optional.of(from.apply(share)), share, new ClientKey.OfAddress())
                    .rule("fresh", When.path("/fresh"), new Effect.SendToPrimary())
                    .rule("near", When.path("/near"), new Effect.SendToLocal())
                    .rule("there", When.path("/there"), new Effect.SendTo(from.apply(fresh ? 0 : 1)));
            if (fresh) {
                service.rule("do", When.path("/do"), new Effect.TreatAs(TreatedAs.WRITE));
            }
            return RoutingTable.compile(List.of(service.build()), datacenters.size());
        }
    }

    /** Where all agree and all are up, nothing is refused, and writes are executed at the primary. */
    @TestFactory
    Stream<DynamicTest> servesEverythingWhereAllAgree() {
        return IntStream.range(0, 24)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    List<Datacenter> datacenters = IntStream.range(0, 2 + seed % 2)
                            .mapToObj(i -> new Datacenter("dc" + i, i, random.nextBoolean()))
                            .toList();
                    Datacenter primary = datacenters.get(random.nextInt(datacenters.size()));
                    Service service = new TestService("wiki")
                            .rule("fresh", When.path("/fresh"), new Effect.SendToPrimary())
                            .build();
                    List<Snapshot> views = datacenters.stream()
                            .map(local -> new Snapshot(
                                    new Topology("wiki", local, Optional.of(primary), 17, datacenters, datacenters),
                                    RoutingTable.compile(List.of(service), datacenters.size()),
                                    Snapshot.Overrides.NONE,
                                    datacenters.stream()
                                            .map(dc -> DatacenterState.ACTIVE)
                                            .toList(),
                                    Optional.of(TestFleet.KEYS)))
                            .toList();
                    SimulatedFleet fleet = new SimulatedFleet(views, random);
                    for (Datacenter client : datacenters) {
                        assertThat(fleet.send(client.index(), "GET /", "").executions)
                                .containsExactly("read at " + client.name());
                        assertThat(fleet.send(client.index(), "GET /fresh", "").executions)
                                .containsExactly("read at " + primary.name());
                        assertThat(fleet.send(client.index(), "POST /", "").executions)
                                .containsExactly("write at " + primary.name());
                    }
                }));
    }
}
