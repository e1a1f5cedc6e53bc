package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.fairlead.message.RequestHead;
import org.fairlead.routing.RandomWorld.Plain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody turns a write into a read, or a request that goes home into one that doesn't, with a second spelling. */
class RespellingTest {
    private static final int REQUESTS = 60;

    static LongStream seeds() {
        return LongStream.range(0, 250);
    }

    private static Decision decide(Snapshot snapshot, String line, String fields, RequestFacts facts) {
        RequestHead head = TestFleet.request(line, fields);
        return new DecisionEngine().decide(snapshot, head, facts, PinTable.EMPTY, DecisionListener.NONE);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void changesNothingForTheWorse(long seed) {
        RandomWorld world = new RandomWorld(seed, true);
        Snapshot snapshot = world.snapshot();
        Respelling respelling = new Respelling(world.random);
        for (int i = 0; i < REQUESTS; i++) {
            Plain plain = world.plain();
            RequestFacts facts = world.facts();
            String line = respelling.line(plain);
            String fields = respelling.fields(plain);
            Decision before = decide(snapshot, plain.line(), plain.fields(), facts);
            Decision after = decide(snapshot, line, fields, facts);
            if (after instanceof Decision.Forward now) {
                check(before, now, plain + " as " + line + " ~ " + fields);
            }
        }
    }

    private static void check(Decision before, Decision.Forward now, String what) {
        boolean wasWrite = before instanceof Decision.Forward forward && forward.isWrite()
                || before instanceof Decision.Refuse refuse && isOfWrites(refuse.reason());
        assertThat(wasWrite && !now.isWrite())
                .as("a write became a read: %s", what)
                .isFalse();
        if (sends(now, Effect.SendToPrimary.class)) {
            return;
        }
        assertThat(before).as("a rule no longer answers: %s", what).isNotInstanceOf(Decision.Respond.class);
        boolean mayAsWell = before instanceof Decision.Forward forward && isSentAway(forward);
        assertThat(isSentAway(now) && !mayAsWell)
                .as("a rule sends it away now: %s", what)
                .isFalse();
        if (before instanceof Decision.Forward was && isHome(was)) {
            assertThat(now.datacenter()).as("it left home: %s", what).isEqualTo(was.datacenter());
        }
    }

    private static boolean isOfWrites(Reason reason) {
        return reason == Reason.NO_PRIMARY || reason == Reason.PRIMARY_DOWN || reason == Reason.READ_ONLY;
    }

    /** Where writes stay anywhere, and where a read was moved on, there is no home to leave. */
    private static boolean isHome(Decision.Forward forward) {
        Reason reason = forward.reason();
        boolean hasHome = forward.service().policy().writes() == Service.Home.PRIMARY && forward.movedFrom() == null;
        return hasHome
                && (reason == Reason.PIN || reason == Reason.OVERRIDE || forward.isWrite() || reason == Reason.SESSION);
    }

    private static boolean isSentAway(Decision.Forward forward) {
        return sends(forward, Effect.SendToLocal.class) || sends(forward, Effect.SendTo.class);
    }

    private static boolean sends(Decision.Forward forward, Class<? extends Effect> effect) {
        Rule rule = forward.rule();
        return forward.reason() == Reason.RULE
                && rule != null
                && rule.effects().stream().anyMatch(effect::isInstance);
    }

    /** Each spelling is one that some server in the field takes for {@code /w/save?do=it}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /w/save?do=it
                    /w/sav%65?do=it
                    /w/%73%61%76%65?do=it
                    /w%2Fsave?do=it
                    //w///save?do=it
                    /./w/./save?do=it
                    /x/../w/save?do=it
                    /x/%2e%2E/w/save?do=it
                    /x//../w/save?do=it
                    /x//../../w/save?do=it
                    /x%2Fy/../w/save?do=it
                    /x%2F/..//w/save?do=it
                    /%2F/../w/save?do=it
                    /w/save?%64o=it
                    /w/save?do=%69t
                    /w/save?do=no&do=it
                    /w/save?do=it&do=no
                    /w/save?&&do=it
                    /w/save?x&do=it
                    """)
    void leavesAWriteAWrite(String target) {
        TestService service = new TestService("wiki")
                .rule("away", When.path("/**"), new Effect.SendTo(TestFleet.DRMRS))
                .rule(
                        "save",
                        When.all(When.path("/w/save"), When.query("do", "it")),
                        new Effect.TreatAs(TreatedAs.WRITE));
        assertThat(TestFleet.words(new TestFleet(service).decide("GET " + target, "")))
                .isEqualTo("write at eqiad: write \"save\"");
    }
}
