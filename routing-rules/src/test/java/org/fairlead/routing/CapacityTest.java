package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.fairlead.matching.ClientAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seen from codfw; eqiad is the primary; the order of failover is eqiad, codfw, drmrs. */
class CapacityTest {
    private static final Capacity.Share GONE = new Capacity.Share(0, false);
    private static final int CLIENTS = 4000;

    private static TestService wiki() {
        return new TestService("wiki").honour(When.cookie("UseDC", "master"));
    }

    private static Capacity.Share takes(int reads) {
        return new Capacity.Share(reads, true);
    }

    /** How many of many clients' reads go where. */
    private static Map<String, Integer> places(TestFleet fleet, String fields) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < CLIENTS; i++) {
            counts.merge(place(fleet, i, fields), 1, Integer::sum);
        }
        return counts;
    }

    private static String place(TestFleet fleet, int client, String fields) {
        var address =
                ClientAddress.parse("10.7." + client / 250 + "." + client % 250).orElseThrow();
        Decision decision = fleet.decide("GET /wiki/Foo", fields, new RequestFacts().next(address, TestFleet.NOW, 0));
        return decision instanceof Decision.Forward forward
                ? forward.datacenter().name()
                : TestFleet.words(decision);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 5000, 9000, 10_000})
    void asManyReadsLeaveAsItCannotTake(int reads) {
        TestFleet fleet = new TestFleet(wiki()).capacity(Map.of("codfw", takes(reads)), Map.of());

        int stay = places(fleet, "").getOrDefault("codfw", 0);

        assertThat(stay).isBetween(CLIENTS * (reads - 300) / 10_000, CLIENTS * (reads + 300) / 10_000);
    }

    @Test
    void aClientThatLeftStaysAwayAsMoreLeaveAndGoesToTheSamePlace() {
        Map<Integer, String> left = new HashMap<>();
        for (int reads : new int[] {9000, 6000, 3000, 0}) {
            TestFleet fleet = new TestFleet(wiki()).capacity(Map.of("codfw", takes(reads)), Map.of("eqiad", 3000));
            for (int client = 0; client < 500; client++) {
                String place = place(fleet, client, "");
                if (left.containsKey(client)) {
                    assertThat(place).isEqualTo(left.get(client));
                } else if (!place.equals("codfw")) {
                    left.put(client, place);
                }
            }
        }
        assertThat(left.values()).contains("eqiad", "drmrs");
    }

    @Test
    void noneGetsMoreThanItHasRoomFor() {
        TestFleet fleet = new TestFleet(wiki()).capacity(Map.of("codfw", GONE), Map.of("eqiad", 3000, "drmrs", 2000));

        Map<String, Integer> places = places(fleet, "");

        assertThat(places.get("eqiad")).isBetween(CLIENTS * 27 / 100, CLIENTS * 33 / 100);
        assertThat(places.get("drmrs")).isBetween(CLIENTS * 17 / 100, CLIENTS * 23 / 100);
        assertThat(places.get("503 no-datacenter")).isBetween(CLIENTS * 46 / 100, CLIENTS * 54 / 100);
    }

    @Test
    void whoFindsNoRoomStaysWhereSomethingIsLeft() {
        TestFleet fleet = new TestFleet(wiki()).capacity(Map.of("codfw", takes(1000)), Map.of("eqiad", 0, "drmrs", 0));

        assertThat(places(fleet, "")).containsOnlyKeys("codfw");
    }

    @Test
    void oneThatIsWeakItselfTakesNothingForOthers() {
        TestFleet fleet = new TestFleet(wiki()).capacity(Map.of("codfw", takes(5000), "eqiad", takes(9900)), Map.of());

        assertThat(places(fleet, "")).containsOnlyKeys("codfw", "drmrs");
    }

    @Test
    void oneThatIsDrainedTakesNothingForOthers() {
        TestFleet fleet =
                new TestFleet(wiki()).states("eqiad drained").capacity(Map.of("codfw", takes(5000)), Map.of());

        assertThat(places(fleet, "")).containsOnlyKeys("codfw", "drmrs");
    }

    @Test
    void aWriteNeverLeavesButIsRefusedAtOnceWhereNothingIsLeft() {
        TestFleet weak = new TestFleet(wiki()).capacity(Map.of("eqiad", takes(100)), Map.of());
        assertThat(TestFleet.words(weak.decide("POST /", ""))).isEqualTo("write at eqiad: write");

        TestFleet gone = new TestFleet(wiki()).capacity(Map.of("eqiad", GONE), Map.of());
        assertThat(TestFleet.words(gone.decide("POST /", ""))).isEqualTo("503 primary-down");
    }

    @Test
    void aPinnedReadStaysUnlessNothingIsLeft() {
        TestFleet weak = new TestFleet(wiki()).capacity(Map.of("eqiad", takes(100)), Map.of());
        assertThat(places(weak, "Cookie: UseDC=master")).containsOnlyKeys("eqiad");

        TestFleet gone = new TestFleet(wiki()).capacity(Map.of("eqiad", GONE), Map.of());
        assertThat(places(gone, "Cookie: UseDC=master")).containsOnlyKeys("503 pin-unavailable");
    }

    @Test
    void whoWantsWhatOnlyThePrimaryHasStaysUnlessNothingIsLeft() {
        TestService service = wiki().rule("fresh", When.path("/wiki/**"), new Effect.SendToPrimary());
        TestFleet weak = new TestFleet(service).capacity(Map.of("eqiad", takes(100)), Map.of());
        assertThat(places(weak, "")).containsOnlyKeys("eqiad");
        assertThat(places(new TestFleet(wiki()).killSwitch(true).capacity(Map.of("eqiad", takes(100)), Map.of()), ""))
                .containsOnlyKeys("eqiad");

        TestFleet gone = new TestFleet(service).capacity(Map.of("eqiad", GONE), Map.of());
        assertThat(places(gone, "")).containsOnlyKeys("codfw");
    }

    @Test
    void readsStayWhereReadFailoverIsOff() {
        TestService service = wiki().readFailover(false);
        TestFleet weak = new TestFleet(service).capacity(Map.of("codfw", takes(100)), Map.of());
        assertThat(places(weak, "")).containsOnlyKeys("codfw");

        TestFleet gone = new TestFleet(service).capacity(Map.of("codfw", GONE), Map.of());
        assertThat(places(gone, "")).containsOnlyKeys("503 no-datacenter");
    }

    @Test
    void aReadThatLeavesADrainedDatacenterPassesOverOneWithNothingLeft() {
        TestFleet fleet = new TestFleet(wiki()).states("codfw drained").capacity(Map.of("eqiad", GONE), Map.of());

        assertThat(places(fleet, "")).containsOnlyKeys("drmrs");
    }

    @Test
    void explainsWhatItDid() {
        Explanation explanation = new Explanation();
        new DecisionEngine()
                .decide(
                        new TestFleet(wiki())
                                .capacity(Map.of("codfw", takes(0)), Map.of())
                                .snapshot(),
                        TestFleet.request("GET /wiki/Foo", ""),
                        TestFleet.facts(),
                        PinTable.EMPTY,
                        explanation);

        assertThat(explanation.steps())
                .anyMatch(step -> step.step().equals("capacity")
                        && step.finding()
                                .matches("codfw takes 0 of 10000 of its reads now, bucket \\d+ moves on to eqiad"));
    }
}
