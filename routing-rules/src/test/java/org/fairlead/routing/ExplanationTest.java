package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {
    private static TestService wiki() {
        return new TestService("wiki")
                .reads(Service.Reads.LOCAL_ANONYMOUS)
                .honour(When.cookie("UseDC", "master"))
                .shift(Optional.of(TestFleet.DRMRS), 200, new ClientKey.OfCookie("userID"))
                .rule("rollback", When.query("action", "rollback"), new Effect.TreatAs(TreatedAs.WRITE))
                .rule(
                        "near",
                        When.path("/near"),
                        new Effect.SendToLocal(),
                        new Effect.Pin(java.time.Duration.ofSeconds(5)))
                .rule("css", When.path("/css"), new Effect.IgnorePin())
                .rule("gone", When.path("/gone"), new Effect.Respond(410, Map.of(), ""));
    }

    private static String explain(TestFleet fleet, String line, String fields) {
        Explanation explanation = new Explanation();
        new DecisionEngine()
                .decide(
                        fleet.snapshot(),
                        TestFleet.request(line, fields),
                        TestFleet.facts(),
                        PinTable.EMPTY,
                        explanation);
        StringBuilder text = new StringBuilder();
        explanation
                .steps()
                .forEach(step -> text.append(step.step())
                        .append(": ")
                        .append(step.finding())
                        .append('\n'));
        return text.toString();
    }

    @Test
    void tellsEveryStepInItsOrder() {
        assertThat(explain(new TestFleet(wiki()), "GET /wiki/Foo", "Cookie: userID=1"))
                .isEqualTo("""
                        host en.wikipedia.org: service wiki
                        rule "rollback": no: it isn't so that query action is rollback
                        rule "near": no: it isn't so that path is /near
                        rule "css": no: it isn't so that path is /css
                        rule "gone": no: it isn't so that path is /gone
                        class: read: a safe method
                        pin: none
                        kill switch: off
                        session: no cookie of one
                        shift: bucket 3300, the share is 200 of 10000
                        place: codfw, because reads of this service are answered locally (local)
                        """);
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    GET /?action=rollback  |                |            | rule "rollback": yes: query action is rollback → treat-as: write
                    GET /?action=rollback  |                |            | place: eqiad, because it is treated as a write, rule "rollback" (write)
                    GET /?action=%72ollback |               |            | rule "rollback": maybe: query action is rollback in one reading, not in another → treat-as: write
                    GET //near             |                |            | rule "near": maybe: path is /near in one reading, not in another → send: local doesn't apply (it needs every reading), pin: 5000ms doesn't apply (it needs every reading)
                    POST /near             |                |            | rule "near": send: local doesn't apply: a write goes home
                    GET /near              | UseDC=master   |            | rule "near": send: local doesn't apply: a live pin beats it
                    GET /near              | UseDC=master   |            | pin: live: cookie UseDC is master
                    GET /css               | UseDC=master   |            | pin: not looked at: rule "css" says ignore-pin
                    GET /                  | xSession=1     |            | session: a cookie says so
                    GET /                  |                |            | shift: no key in the request
                    GET /gone              |                |            | place: answered here, rule "gone"
                    GET /                  |                | codfw down | availability: codfw is down, so it moves on to eqiad
                    POST /                 |                | eqiad down | refused: 503 primary-down: eqiad
                    TRACE /                |                |            | refused: 405 method-not-allowed: TRACE
                    """)
    void saysWhatFollowedAndWhatDidNot(String line, String cookie, String states, String step) {
        TestFleet fleet = new TestFleet(wiki()).states(states == null ? "" : states);
        assertThat(explain(fleet, line, cookie == null ? "" : "Cookie: " + cookie)
                        .lines())
                .contains(step);
    }

    @Test
    void saysThatTheKillSwitchBeatsARule() {
        assertThat(explain(new TestFleet(wiki()).killSwitch(true), "GET /near", "")
                        .lines())
                .contains("kill switch: on: reads go to the primary")
                .contains("rule \"near\": send: local doesn't apply: the kill switch beats it");
    }
}
