package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.matching.ClientAddress;
import org.fairlead.trust.PinCookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The order of placing: a write, the rules, a pin, what the service says of reads, the kill switch, the shift. */
class PlacementTest {
    private static final String PIN = "fairlead-pin=" + PinCookie.render(TestFleet.KEYS, "wiki", TestFleet.NOW + 5000);

    private static TestService wiki() {
        return new TestService("wiki")
                .honour(When.cookie("UseDC", "master"), When.query("cpPosIndex", "*"))
                .rule("moved", When.path("/old"), new Effect.Respond(301, Map.of(), ""))
                .rule("fresh", When.path("/fresh"), new Effect.SendToPrimary())
                .rule("here", When.path("/here", "/here/fresh"), new Effect.SendToLocal())
                .rule("here, too late", When.path("/fresh"), new Effect.SendToLocal())
                .rule("fresh, too late", When.path("/here/fresh"), new Effect.SendToPrimary())
                .rule("there", When.path("/there"), new Effect.SendTo(TestFleet.DRMRS))
                .rule("css", When.path("/css"), new Effect.IgnorePin())
                .rule("css there", When.path("/css/there"), new Effect.IgnorePin(), new Effect.SendTo(TestFleet.DRMRS))
                .rule("css fresh", When.path("/css/fresh"), new Effect.IgnorePin(), new Effect.SendToPrimary())
                .rule("rollback", When.query("action", "rollback"), new Effect.TreatAs(TreatedAs.WRITE));
    }

    /** PIN stands for our own live cookie. Every reads: mode gives the same in this table, but for the last column. */
    @ParameterizedTest(name = "{0} {1} {2}  →  {3}, session {4}")
    @CsvSource(delimiter = '|', textBlock = """
                    # request          | cookie         | kill switch | goes to                              | with a session, under local-anonymous
                    GET /              |                |       | read at codfw: local                       | read at eqiad: session
                    GET /              |                | on    | read at eqiad: override                    | read at eqiad: override
                    GET /              | PIN            |       | read at eqiad: pin                         | read at eqiad: pin
                    GET /              | PIN            | on    | read at eqiad: pin                         | read at eqiad: pin
                    GET /              | UseDC=master   |       | read at eqiad: pin                         | read at eqiad: pin
                    GET /              | UseDC="master" |       | read at eqiad: pin                         | read at eqiad: pin
                    GET /              | UseDC=x; UseDC=master |  | read at eqiad: pin                       | read at eqiad: pin
                    GET /              | UseDC=masterful|       | read at codfw: local                       | read at eqiad: session
                    GET /              | notUseDC=master|       | read at codfw: local                       | read at eqiad: session
                    GET /?cpPosIndex=3 |                |       | read at eqiad: pin                         | read at eqiad: pin
                    GET /?cpPosInde%78=|                |       | read at eqiad: pin                         | read at eqiad: pin
                    POST /             |                |       | write at eqiad: write                      | write at eqiad: write
                    POST /             | PIN            | on    | write at eqiad: write                      | write at eqiad: write
                    GET /?action=rollback |             |       | write at eqiad: write "rollback"           | write at eqiad: write "rollback"
                    GET /old           | PIN            | on    | answers 301: rule "moved"                  | answers 301: rule "moved"
                    POST /old          |                |       | answers 301: rule "moved"                  | answers 301: rule "moved"
                    GET /%6fld         |                |       | answers 301: rule "moved"                  | answers 301: rule "moved"
                    GET /fresh         |                |       | read at eqiad: rule "fresh"                | read at eqiad: rule "fresh"
                    GET /fresh         | PIN            | on    | read at eqiad: rule "fresh"                | read at eqiad: rule "fresh"
                    GET //fresh        |                |       | read at eqiad: rule "fresh"                | read at eqiad: rule "fresh"
                    POST /fresh        |                |       | write at eqiad: rule "fresh"               | write at eqiad: rule "fresh"
                    GET /here          |                |       | read at codfw: rule "here"                 | read at codfw: rule "here"
                    GET /here          | PIN            |       | read at eqiad: pin                         | read at eqiad: pin
                    GET /here          |                | on    | read at eqiad: override                    | read at eqiad: override
                    GET /here/fresh    |                |       | read at codfw: rule "here"                 | read at codfw: rule "here"
                    GET /here%2Ffresh  |                |       | read at eqiad: rule "fresh, too late"      | read at eqiad: rule "fresh, too late"
                    POST /here         |                |       | write at eqiad: write                      | write at eqiad: write
                    POST /here/fresh   |                |       | write at eqiad: rule "fresh, too late"     | write at eqiad: rule "fresh, too late"
                    GET /there         |                |       | read at drmrs: rule "there"                | read at drmrs: rule "there"
                    GET /there         | PIN            |       | read at eqiad: pin                         | read at eqiad: pin
                    GET /there         |                | on    | read at eqiad: override                    | read at eqiad: override
                    GET //there        |                |       | read at codfw: local                       | read at eqiad: session
                    POST /there        |                |       | write at eqiad: write                      | write at eqiad: write
                    GET /css           | PIN            |       | read at codfw: local                       | read at eqiad: session
                    GET //css          | PIN            |       | read at eqiad: pin                         | read at eqiad: pin
                    GET /css           | PIN            | on    | read at eqiad: override                    | read at eqiad: override
                    GET /css/there     | PIN            |       | read at drmrs: rule "css there"            | read at drmrs: rule "css there"
                    GET /css/there     | PIN            | on    | read at eqiad: override                    | read at eqiad: override
                    GET /css/fresh     | PIN            |       | read at eqiad: rule "css fresh"            | read at eqiad: rule "css fresh"
                    """)
    void takesTheFirstThatApplies(String line, String cookie, String killSwitch, String outcome, String withSession) {
        String cookies = cookie == null ? "a=b" : cookie.replace("PIN", PIN);
        for (Service.Reads reads : List.of(Service.Reads.LOCAL, Service.Reads.LOCAL_ANONYMOUS)) {
            TestFleet fleet = new TestFleet(wiki().reads(reads)).killSwitch(killSwitch != null);
            assertThat(decide(fleet, line, cookies))
                    .as("anonymous, reads: " + reads)
                    .isEqualTo(outcome);
        }
        TestFleet fleet = new TestFleet(wiki().reads(Service.Reads.LOCAL_ANONYMOUS)).killSwitch(killSwitch != null);
        assertThat(decide(fleet, line, "wikiSession=1; " + cookies)).isEqualTo(withSession);
    }

    private static String decide(TestFleet fleet, String line, String cookies) {
        return TestFleet.words(fleet.decide(line, "Cookie: " + cookies));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    wikiSession=abc           | session
                    a=b; enToken=1            | session
                    wikiSession=""            | session
                    wikiSession=              | local
                    wikiSession               | local
                    wikiSessions=1            | local
                    a=wikiSession=1           | local
                    """)
    void knowsASessionByANameWithAValue(String cookies, String reason) {
        TestFleet fleet = new TestFleet(wiki().reads(Service.Reads.LOCAL_ANONYMOUS));
        assertThat(fleet.decide("GET /", "Cookie: " + cookies).reason().label()).isEqualTo(reason);
    }

    @Test
    void sendsReadsHomeWhereTheServiceSaysSo() {
        TestFleet fleet = new TestFleet(wiki().reads(Service.Reads.PRIMARY));
        assertThat(TestFleet.words(fleet.decide("GET /", ""))).isEqualTo("read at eqiad: reads-primary");
        assertThat(TestFleet.words(fleet.decide("GET /here", ""))).isEqualTo("read at codfw: rule \"here\"");
    }

    @Test
    void leavesWritesOfAnActiveActiveServiceHere() {
        TestFleet fleet = new TestFleet(wiki().writes(Service.Home.LOCAL)).primary("none");
        assertThat(TestFleet.words(fleet.decide("POST /", ""))).isEqualTo("write at codfw: write");
        TestFleet withPrimary = new TestFleet(wiki().writes(Service.Home.LOCAL));
        assertThat(TestFleet.words(withPrimary.decide("POST /fresh", ""))).isEqualTo("write at eqiad: rule \"fresh\"");
    }

    @Test
    void knowsAPrimaryOfTheServiceItself() {
        TestFleet fleet = new TestFleet(wiki().primary(TestFleet.DRMRS));
        assertThat(TestFleet.words(fleet.decide("POST /", ""))).isEqualTo("write at drmrs: write");
        assertThat(TestFleet.words(fleet.decide("GET /fresh", ""))).isEqualTo("read at drmrs: rule \"fresh\"");
    }

    /** How a request leaves: eqiad has peers, drmrs has none. */
    @ParameterizedTest
    @CsvSource({"GET /here, NONE", "GET /fresh, PEER", "GET /there, ORIGINS", "POST /, PEER"})
    void crossesThroughAPeerWhereThereIsOne(String line, Decision.Crossing crossing) {
        Decision.Forward forward = (Decision.Forward) new TestFleet(wiki()).decide(line, "");
        assertThat(forward.crossing()).isEqualTo(crossing);
    }

    @ParameterizedTest(name = "{0}, shift to drmrs at 100 %, kill switch {1}, {2}  →  {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    LOCAL           |    | a=b           | drmrs: shift
                    PRIMARY         |    | a=b           | drmrs: shift
                    LOCAL_ANONYMOUS |    | a=b           | drmrs: shift
                    LOCAL_ANONYMOUS |    | wikiSession=1 | eqiad: session
                    LOCAL           | on | a=b           | eqiad: override
                    PRIMARY         | on | a=b           | eqiad: override
                    LOCAL           |    | PIN           | eqiad: pin
                    PRIMARY         |    | PIN           | eqiad: pin
                    LOCAL           |    | UseDC=master  | eqiad: pin
                    """)
    void shiftsWhatNothingElseHoldsAtHome(Service.Reads reads, String killSwitch, String cookie, String outcome) {
        TestService service =
                wiki().reads(reads).shift(Optional.of(TestFleet.DRMRS), Shift.WHOLE, new ClientKey.OfAddress());
        TestFleet fleet = new TestFleet(service).killSwitch(killSwitch != null);
        assertThat(decide(fleet, "GET /", cookie.replace("PIN", PIN))).isEqualTo("read at " + outcome);
        assertThat(decide(fleet, "POST /", cookie)).isEqualTo("write at eqiad: write");
    }

    @ParameterizedTest
    @EnumSource
    void shiftsToLocalWhereTheServiceReadsAtThePrimary(Service.Reads reads) {
        TestService service = wiki().reads(reads).shift(Optional.empty(), Shift.WHOLE, new ClientKey.OfAddress());
        assertThat(decide(new TestFleet(service), "GET /", "a=b")).isEqualTo("read at codfw: shift");
    }

    @Test
    void looksInTheTableForClientsThatSendNoCookieAtAll() {
        TestService service = wiki().cookieless(new ClientKey.OfAddress());
        Snapshot snapshot = new TestFleet(service).snapshot();
        DecisionEngine engine = new DecisionEngine();
        RequestFacts facts = TestFleet.facts();
        var head = TestFleet.request("GET /", "");
        long key = engine.cookielessKey(snapshot.routes().services().get(0), head, facts)
                .orElseThrow();
        PinTable table = (asked, now) -> asked == key && now == TestFleet.NOW;
        assertThat(engine.decide(snapshot, head, facts, table, DecisionListener.NONE)
                        .reason())
                .isEqualTo(Reason.PIN);
        var withCookie = TestFleet.request("GET /", "Cookie: a=b");
        assertThat(engine.decide(snapshot, withCookie, facts, table, DecisionListener.NONE)
                        .reason())
                .isEqualTo(Reason.LOCAL);
        facts.next(ClientAddress.parse("192.0.2.8").orElseThrow(), TestFleet.NOW, 0);
        assertThat(engine.decide(snapshot, head, facts, table, DecisionListener.NONE)
                        .reason())
                .isEqualTo(Reason.LOCAL);
    }

    /** Our own cookie: forged, ended, of another service, of a fleet without pins; a live one among others counts. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    live                                | pin
                    "live"                              | pin
                    forged; fairlead-pin=live           | pin
                    live; fairlead-pin=ended            | pin
                    forged                              | local
                    ended                               | local
                    overlong                            | local
                    other                               | local
                    """)
    void followsItsOwnCookieOnly(String value, String reason) {
        long now = TestFleet.NOW;
        String cookie = "fairlead-pin="
                + value.replace("live", PinCookie.render(TestFleet.KEYS, "wiki", now + 5_000))
                        .replace("ended", PinCookie.render(TestFleet.KEYS, "wiki", now))
                        .replace("overlong", PinCookie.render(TestFleet.KEYS, "wiki", now + 100_000))
                        .replace("other", PinCookie.render(TestFleet.KEYS, "shop", now + 5_000));
        assertThat(new TestFleet(wiki())
                        .decide("GET /", "Cookie: " + cookie)
                        .reason()
                        .label())
                .isEqualTo(reason);
        assertThat(new TestFleet(wiki().withoutPins())
                        .decide("GET /", "Cookie: " + cookie)
                        .reason())
                .isEqualTo(Reason.LOCAL);
    }
}
