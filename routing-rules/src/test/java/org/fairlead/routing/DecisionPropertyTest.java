package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.fairlead.message.RequestHead;
import org.fairlead.routing.RandomWorld.Plain;
import org.fairlead.trust.Hop;
import org.fairlead.trust.PinCookie;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every decision, over random topologies, rules and requests. */
class DecisionPropertyTest {
    private static final int REQUESTS = 40;

    static LongStream seeds() {
        return LongStream.range(0, 250);
    }

    private static void forEach(long seed, BiConsumer<RandomWorld, Snapshot> check) {
        RandomWorld world = new RandomWorld(seed, true);
        Snapshot snapshot = world.snapshot();
        for (int i = 0; i < REQUESTS; i++) {
            check.accept(world, snapshot);
        }
    }

    private static Decision decide(Snapshot snapshot, RequestHead head, RequestFacts facts) {
        return new DecisionEngine().decide(snapshot, head, facts, PinTable.EMPTY, DecisionListener.NONE);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sendsAWriteToThePrimaryOrNowhere(long seed) {
        forEach(seed, (world, snapshot) -> {
            Plain request = world.plain();
            Decision decision = decide(snapshot, TestFleet.request(request.line(), request.fields()), world.facts());
            if (decision instanceof Decision.Forward forward && forward.isWrite()) {
                Service service = forward.service();
                boolean isHome = snapshot.primaryOf(service).equals(Optional.of(forward.datacenter()));
                boolean staysHere = service.policy().writes() == Service.Home.LOCAL
                        && forward.datacenter().equals(snapshot.topology().local());
                assertThat(isHome || staysHere).as("%s to %s", request, forward).isTrue();
                assertThat(forward.movedFrom()).isNull();
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void choosesADatacenterThatTakesTheRequest(long seed) {
        forEach(seed, (world, snapshot) -> {
            Plain request = world.plain();
            RequestFacts facts = world.facts();
            if (world.random.nextInt(3) == 0) {
                facts.exclude(world.any());
            }
            Decision decision = decide(snapshot, TestFleet.request(request.line(), request.fields()), facts);
            if (decision instanceof Decision.Forward forward) {
                DatacenterState state = snapshot.state(forward.datacenter());
                assertThat(forward.isWrite() ? state.takesWrites() : state.takesReads())
                        .as("%s to %s, which is %s", request, forward, state)
                        .isTrue();
                assertThat(forward.isWrite()
                                || (facts.excluded() & forward.datacenter().bit()) == 0)
                        .isTrue();
                boolean crosses = forward.crossing() != Decision.Crossing.NONE;
                assertThat(crosses)
                        .isEqualTo(
                                !forward.datacenter().equals(snapshot.topology().local()));
            }
        });
    }

    /** With a listener every rule is looked at, without one those that the index finds: so this is about the index, too. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void explainsTheDecisionThatItTakes(long seed) {
        DecisionEngine reused = new DecisionEngine();
        forEach(seed, (world, snapshot) -> {
            Respelling respelling = new Respelling(world.random);
            Plain request = world.plain();
            String line = world.random.nextBoolean() ? request.line() : respelling.line(request);
            RequestHead head = TestFleet.request(line, request.fields());
            RequestFacts facts = world.facts();
            Explanation explanation = new Explanation();
            Decision explained = new DecisionEngine().decide(snapshot, head, facts, PinTable.EMPTY, explanation);
            assertThat(decide(snapshot, head, facts)).as(line).isEqualTo(explained);
            assertThat(reused.decide(snapshot, head, facts, PinTable.EMPTY, DecisionListener.NONE))
                    .as(line)
                    .isEqualTo(explained);
            Service service = explained.service();
            if (service != null) {
                List<String> steps =
                        explanation.steps().stream().map(Explanation.Step::step).toList();
                assertThat(steps)
                        .containsAll(service.rules().stream()
                                .map(rule -> "rule \"" + rule.name() + "\"")
                                .toList());
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void showsAClientItsOwnWrites(long seed) {
        RandomWorld world = new RandomWorld(seed, false);
        Snapshot snapshot = world.snapshot();
        for (int i = 0; i < REQUESTS; i++) {
            Plain write = world.plain().with("POST");
            Decision decision = decide(snapshot, TestFleet.request(write.line(), write.fields()), world.facts());
            if (!(decision instanceof Decision.Forward forward) || !forward.isWrite()) {
                continue;
            }
            Duration length = PinPolicy.length(
                    forward, PinPolicy.Outcome.ofStatus(200), Optional.empty(), WritesOnSafe.Finding.NOTHING);
            assertThat(length).isPositive();
            String pin = PinCookie.render(TestFleet.KEYS, forward.service().name(), TestFleet.NOW + length.toMillis());
            Plain read = world.plain();
            RequestHead head = TestFleet.request(read.line(), "Cookie: fairlead-pin=" + pin + " ~ " + read.fields());
            Decision then = decide(snapshot, head, world.facts());
            if (then instanceof Decision.Forward seen
                    && !seen.isWrite()
                    && seen.service().name().equals(forward.service().name())) {
                checkSeen(snapshot, seen);
            }
        }
    }

    private static void checkSeen(Snapshot snapshot, Decision.Forward seen) {
        Optional<Datacenter> primary = snapshot.primaryOf(seen.service());
        boolean isHome = primary.equals(Optional.of(seen.datacenter()));
        boolean cannot = primary.isEmpty()
                || !snapshot.state(primary.get()).takesReads()
                || !snapshot.capacity().of(seen.service(), primary.get()).isUsable();
        boolean may = seen.reason() == Reason.RULE || seen.service().pin().failover() == PinSettings.Failover.LOCAL;
        assertThat(isHome || cannot && may).as("%s", seen).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void believesNothingFromOutside(long seed) {
        forEach(seed, (world, snapshot) -> {
            Plain request = world.plain();
            RequestFacts facts = world.facts();
            RequestHead head = TestFleet.request(request.line(), request.fields());
            Decision decision = decide(snapshot, head, facts);
            String local = snapshot.topology().local().name();
            Hop forged = new Hop("dc0", local, local, 17, true, "all", TestFleet.NOW / 1000, "AAAAAAAAAAAAAAAAAAAAAA");
            String lies = " ~ Fairlead-Hop: " + forged.render()
                    + " ~ Fairlead-Decision: dc=dc1, reason=pin"
                    + " ~ Fairlead-Request: dc=dc1, role=primary, treated-as=write, epoch=99"
                    + " ~ Fairlead-Write: done ~ Fairlead-Pin: 60s"
                    + " ~ X-Forwarded-For: 192.0.2.1 ~ Forwarded: for=192.0.2.1;proto=http"
                    + " ~ X-Forwarded-Host: two.org ~ X-Forwarded-Proto: http ~ X-Fairlead-Epoch: 99"
                    + " ~ Cookie: fairlead-pin=zzzzzzzz.AAAAAAAAAAAAAAAAAAAAAA";
            RequestHead lying = TestFleet.request(request.line(), request.fields() + lies);
            assertThat(decide(snapshot, lying, facts)).isEqualTo(decision);
        });
    }
}
