package org.fairlead.config.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.Configuration;
import org.fairlead.config.Operations;
import org.fairlead.routing.DatacenterState;
import org.fairlead.routing.Service;
import org.fairlead.routing.Shift;
import org.fairlead.routing.Snapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeTest {
    private static final Operations.Control.Ramp RAMP = new Operations.Control.Ramp(2500);
    private static final Optional<String> ALL = Optional.empty();

    @TempDir
    Path folder;

    private Configuration loaded;
    private RuntimeState state = RuntimeState.EMPTY;

    @BeforeEach
    void load() {
        loaded = Deployment.in(folder).load();
    }

    private Change.Outcome ask(OperatorOverride override, boolean sets, boolean force) {
        var entry = new RuntimeState.Entry(override, "ann", "why not", Instant.EPOCH);
        return new Change(override, sets, force).apply(loaded, state, entry, RAMP);
    }

    private Snapshot accepted(OperatorOverride override, boolean sets) {
        Change.Outcome outcome = ask(override, sets, false);
        assertThat(outcome).isInstanceOf(Change.Outcome.Accepted.class);
        Change.Outcome.Accepted accepted = (Change.Outcome.Accepted) outcome;
        state = accepted.next();
        return accepted.effective().configuration().snapshot();
    }

    private Snapshot set(OperatorOverride override) {
        return accepted(override, true);
    }

    private String refused(OperatorOverride override) {
        return ((Change.Outcome.Refused) ask(override, true, false)).problem();
    }

    private Service service(Snapshot snapshot, String name) {
        return snapshot.routes().named(name).orElseThrow();
    }

    private DatacenterState state(Snapshot snapshot, String service, String datacenter) {
        return snapshot.state(
                service(snapshot, service),
                snapshot.topology().named(datacenter).orElseThrow());
    }

    private static OperatorOverride.Share share(int hundredths) {
        return new OperatorOverride.Share("wiki", hundredths, 200);
    }

    private static OperatorOverride.Drained drained(String datacenter) {
        return new OperatorOverride.Drained(datacenter, ALL);
    }

    @Test
    void theKillSwitchIsForAllOrForOneService() {
        assertThat(set(new OperatorOverride.ReadsToPrimary(ALL)).overrides().readsToPrimary())
                .isTrue();
        Snapshot after = accepted(new OperatorOverride.ReadsToPrimary(ALL), false);
        assertThat(after.overrides()).isEqualTo(Snapshot.Overrides.NONE);
        assertThat(set(new OperatorOverride.ReadsToPrimary(Optional.of("shop")))
                        .overrides()
                        .readsToPrimaryOf())
                .containsExactly("shop");
    }

    @Test
    void aShareReplacesTheConfiguredOneAndNothingElse() {
        Snapshot after = set(share(500));

        assertThat(service(after, "wiki").shift()).map(Shift::hundredths).contains(500);
        assertThat(service(after, "wiki").shift().orElseThrow().by())
                .isEqualTo(
                        service(loaded.snapshot(), "wiki").shift().orElseThrow().by());
    }

    @Test
    void aShareGrowsByStepsButShrinksAtOnce() {
        assertThat(refused(share(2701))).startsWith("from 2 % to 27.01 % (expected: a step of 25 % at most");
        assertThat(ask(share(10_000), true, true)).isInstanceOf(Change.Outcome.Accepted.class);
        set(share(2700));
        set(share(5200));
        set(share(0));
        assertThat(refused(share(5200))).startsWith("from 0 % to 52 %");
    }

    @Test
    void aShareNeedsAShiftAndIsAPercentage() {
        assertThat(refused(share(10_001))).isEqualTo("100.01 % (expected: 0 % to 100 %)");
        assertThat(refused(new OperatorOverride.Share("shop", 100, 0))).startsWith("service shop has no shift");
    }

    @Test
    void aPoolIsDrainedForTheServicesThatAreOfIt() {
        Snapshot after = set(new OperatorOverride.PoolDrained("codfw", "appservers"));

        assertThat(state(after, "wiki", "codfw")).isEqualTo(DatacenterState.DRAINED);
        assertThat(state(after, "shop", "codfw")).isEqualTo(DatacenterState.DRAINED);
        assertThat(after.state(after.topology().named("codfw").orElseThrow())).isEqualTo(DatacenterState.ACTIVE);
        assertThat(refused(new OperatorOverride.PoolDrained("eqiad", "appservers")))
                .startsWith("no datacenter would be left to take the reads of wiki, shop");
    }

    @Test
    void allOriginsOfAPoolButOneMayBeDrained() {
        set(origin("127.0.0.1:8001"));
        assertThat(refused(origin("127.0.0.1:8002")))
                .startsWith("no origin would be left of appservers@eqiad (expected: one that isn't drained");
        assertThat(refused(origin("127.0.0.1:8003"))).contains("unknown origin");
        assertThat(state.entries()).hasSize(1);
        accepted(origin("127.0.0.1:8001"), false);
        assertThat(state.entries()).isEmpty();
    }

    private static OperatorOverride origin(String name) {
        return new OperatorOverride.OriginDrained("eqiad", name, Optional.of("appservers"));
    }

    /** After a reload that took the others away: writes have nowhere else to go. */
    @Test
    void whatWouldLeaveNobodyIsntApplied() {
        set(origin("127.0.0.1:8001"));
        Configuration fewer =
                Deployment.in(folder).with(", \"http://127.0.0.1:8002\"", "").load();

        EffectiveConfiguration effective = EffectiveConfiguration.of(fewer, state);

        assertThat(effective.configuration().drained()).isEmpty();
        assertThat(effective.contradictions()).singleElement().asString().contains("no origin would be left");
    }

    @Test
    void statesCombine() {
        set(drained("codfw"));
        Snapshot after = set(new OperatorOverride.ReadOnly(Optional.of("codfw"), Optional.of("wiki")));

        assertThat(state(after, "wiki", "codfw")).isEqualTo(DatacenterState.DRAINED_READ_ONLY);
        assertThat(state(after, "shop", "codfw")).isEqualTo(DatacenterState.DRAINED);
        assertThat(state(after, "wiki", "eqiad")).isEqualTo(DatacenterState.ACTIVE);
    }

    @Test
    void everyDatacenterMayBeReadOnly() {
        Snapshot after = set(new OperatorOverride.ReadOnly(Optional.empty(), ALL));

        assertThat(after.states()).containsOnly(DatacenterState.READ_ONLY);
    }

    @Test
    void theLastDatacenterThatReadsIsNotDrained() {
        set(drained("codfw"));

        assertThat(refused(drained("eqiad")))
                .startsWith("no datacenter would be left to take the reads of wiki, shop (expected:");
        assertThat(refused(new OperatorOverride.Drained("eqiad", Optional.of("shop"))))
                .contains("the reads of shop (");
    }

    @Test
    void unknownNamesAreRefusedWithAGuess() {
        assertThat(refused(drained("codwf"))).isEqualTo("\"codwf\": unknown datacenter (did you mean codfw?)");
        assertThat(refused(new OperatorOverride.ReadsToPrimary(Optional.of("wik"))))
                .contains("did you mean wiki?");
    }

    @Test
    void whatWasNotSetCanNotBeTakenBack() {
        Change.Outcome outcome = ask(drained("codfw"), false, false);

        assertThat(((Change.Outcome.Refused) outcome).problem())
                .startsWith("nothing was set at run time for the reads of all services at codfw (expected:");
    }

    @Test
    void askingTwiceChangesNothing() {
        set(drained("codfw"));
        var again = (Change.Outcome.Accepted) ask(drained("codfw"), true, false);

        assertThat(again.effects()).isEmpty();
        assertThat(again.next()).isEqualTo(state);
    }

    @Test
    void whatContradictsTheConfigurationIsToldAndCanBeTakenBack() {
        set(share(500));
        set(new OperatorOverride.Drained("codfw", Optional.of("shop")));
        loaded = Deployment.in(folder)
                .with("  shop: {hosts: shop.example, pool: appservers}\n", "")
                .with("percent: 2", "percent: 10")
                .load();

        EffectiveConfiguration effective = EffectiveConfiguration.of(loaded, state);
        assertThat(effective.contradictions())
                .satisfiesExactly(
                        one -> assertThat(one)
                                .contains(
                                        "share of wiki is 5 %",
                                        "still holds; the rule file says 10 % now, and said 2 % then"),
                        other -> assertThat(other)
                                .contains("codfw is drained for shop", "isn't applied: \"shop\": unknown service"));
        assertThat(service(effective.configuration().snapshot(), "wiki").shift())
                .map(Shift::hundredths)
                .contains(500);
        accepted(new OperatorOverride.Drained("codfw", Optional.of("shop")), false);
        assertThat(state.entries()).hasSize(1);
    }

    @Test
    void withNothingSetTheConfigurationIsAsItWas() {
        EffectiveConfiguration effective = EffectiveConfiguration.of(loaded, RuntimeState.EMPTY);

        assertThat(effective.configuration().snapshot().routes())
                .isSameAs(loaded.snapshot().routes());
        assertThat(effective.contradictions()).isEqualTo(List.of());
    }
}
