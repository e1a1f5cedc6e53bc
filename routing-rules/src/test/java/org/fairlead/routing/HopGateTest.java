package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.message.RequestHead;
import org.fairlead.trust.Hop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a receiver does with a hop, by its own snapshot. */
class HopGateTest {
    private static TestService wiki() {
        return new TestService("wiki")
                .hosts("*.wikipedia.org")
                .rule("rollback", When.query("action", "rollback"), new Effect.TreatAs(TreatedAs.WRITE))
                .rule("fresh", When.path("/fresh"), new Effect.SendToPrimary())
                .rule("there", When.path("/there"), new Effect.SendTo(TestFleet.DRMRS));
    }

    private static Decision receive(TestFleet at, String line, String fields, Hop hop) {
        RequestHead head = TestFleet.request(line, fields);
        String value = hop.signedFor(head, TestFleet.KEYS).render();
        return at.decide(line, fields + " ~ Fairlead-Hop: " + value);
    }

    private static Hop hop(String from, String to, String primary, long epoch, String as) {
        return new Hop(from, to, primary, epoch, as.equals("write"), "wiki", TestFleet.NOW / 1000, "");
    }

    @ParameterizedTest(name = "{0}, hop {1} as {2}: {3}, receiver says {4}  →  {5}")
    @CsvSource(delimiter = '|', textBlock = """
                    # receiver | hop            | as    | sender says | receiver says | states         | request                | outcome
                    eqiad      | codfw to eqiad | write | eqiad 17    | eqiad 17      |                | POST /                 | write at eqiad: hop
                    eqiad      | codfw to eqiad | write | eqiad 17    | eqiad 17      |                | GET /                  | write at eqiad: hop
                    eqiad      | codfw to eqiad | write | eqiad 17    | eqiad 17      | eqiad drained  | POST /                 | write at eqiad: hop
                    eqiad      | codfw to eqiad | read  | eqiad 17    | eqiad 17      |                | GET /fresh             | read at eqiad: hop
                    eqiad      | codfw to eqiad | read  | eqiad 17    | eqiad 17      |                | GET /there             | read at eqiad: hop
                    codfw      | eqiad to codfw | read  | eqiad 17    | eqiad 17      |                | GET /fresh             | read at codfw: hop
                    codfw      | eqiad to codfw | read  | none 17     | none 17       |                | GET /                  | read at codfw: hop
                    codfw      | eqiad to codfw | read  | eqiad 17    | eqiad 17      | codfw read-only | GET /                 | read at codfw: hop
                    codfw      | eqiad to drmrs | read  | eqiad 17    | eqiad 17      |                | GET /                  | 421 hop-misdirected
                    eqiad      | codfw to eqiad | write | eqiad 16    | eqiad 17      |                | POST /                 | 421 hop-stale
                    eqiad      | codfw to eqiad | write | eqiad 18    | eqiad 17      |                | POST /                 | 421 hop-stale
                    eqiad      | codfw to eqiad | write | eqiad 17    | codfw 17      |                | POST /                 | 421 hop-stale
                    eqiad      | codfw to eqiad | write | eqiad 17    | codfw 18      |                | POST /                 | 421 hop-stale
                    eqiad      | codfw to eqiad | write | eqiad 17    | none 17       |                | POST /                 | 421 hop-stale
                    eqiad      | codfw to eqiad | read  | eqiad 16    | eqiad 17      |                | GET /                  | 421 hop-stale
                    eqiad      | codfw to eqiad | read  | codfw 17    | eqiad 17      |                | GET /                  | 421 hop-stale
                    codfw      | eqiad to codfw | write | eqiad 17    | eqiad 17      |                | POST /                 | 421 hop-stale
                    eqiad      | codfw to eqiad | read  | eqiad 17    | eqiad 17      |                | GET /?action=rollback  | 421 hop-write
                    eqiad      | codfw to eqiad | read  | eqiad 17    | eqiad 17      |                | POST /                 | 421 hop-write
                    eqiad      | codfw to eqiad | write | eqiad 17    | eqiad 17      | eqiad read-only | POST /                | 503 hop-unavailable
                    eqiad      | codfw to eqiad | write | eqiad 17    | eqiad 17      | eqiad down     | POST /                 | 503 hop-unavailable
                    codfw      | eqiad to codfw | read  | eqiad 17    | eqiad 17      | codfw drained  | GET /                  | 503 hop-unavailable
                    codfw      | eqiad to codfw | read  | eqiad 17    | eqiad 17      | codfw down     | GET /                  | 503 hop-unavailable
                    eqiad      | codfw to eqiad | read  | eqiad 17    | eqiad 17      |                | GET https://x.org/     | 404 no-service
                    eqiad      | codfw to eqiad | read  | eqiad 17    | eqiad 17      |                | OPTIONS /              | read at eqiad: hop
                    """)
    void servesItHereOrRefusesIt(
            String receiver,
            String ends,
            String as,
            String sender,
            String own,
            String states,
            String line,
            String outcome) {
        String[] says = sender.split(" ", -1);
        String[] knows = own.split(" ", -1);
        TestFleet fleet = new TestFleet(wiki())
                .at(receiver)
                .primary(knows[0])
                .epoch(Long.parseLong(knows[1]))
                .states(states == null ? "" : states);
        String[] names = ends.split(" to ", -1);
        Hop hop = hop(names[0], names[1], says[0], Long.parseLong(says[1]), as);
        Decision decision = receive(fleet, line, "Via: 1.1 wiki-" + names[0], hop);
        assertThat(TestFleet.words(decision)).isEqualTo(outcome);
        if (decision instanceof Decision.Refuse refuse) {
            assertThat(refuse.hop()).as("whose sender gets a signed answer").isNotNull();
        } else {
            assertThat(((Decision.Forward) decision).facesClient()).isFalse();
            assertThat(((Decision.Forward) decision).crossing()).isEqualTo(Decision.Crossing.NONE);
        }
    }

    @Test
    void saysWhoDisagreesWithWhom() {
        Decision.Refuse refuse = (Decision.Refuse)
                receive(new TestFleet(wiki()).at("eqiad"), "POST /", "", hop("codfw", "eqiad", "codfw", 16, "write"));
        assertThat(refuse.detail()).isEqualTo("codfw says codfw under epoch 16, eqiad says eqiad under epoch 17");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Via: 1.1 wiki-codfw                     | read at eqiad: hop
                    Via: 1.1 varnish, 1.1 wiki-codfw        | read at eqiad: hop
                    A: 1                                    | read at eqiad: hop
                    Via: 1.1 wiki-codfw, 1.1 wiki-eqiad     | 508 loop
                    Via: 1.1 wiki-drmrs, 1.1 wiki-codfw     | 508 second-crossing
                    CDN-Loop: wiki-drmrs                    | 508 second-crossing
                    """)
    void noticesThatItIsntTheFirstCrossing(String fields, String outcome) {
        Decision decision =
                receive(new TestFleet(wiki()).at("eqiad"), "GET /", fields, hop("codfw", "eqiad", "eqiad", 17, "read"));
        assertThat(TestFleet.words(decision)).isEqualTo(outcome);
    }

    @Test
    void endsOptionsWhoseForwardsAreUsedUp() {
        Decision decision = receive(
                new TestFleet(wiki()).at("eqiad"),
                "OPTIONS /",
                "Max-Forwards: 0",
                hop("codfw", "eqiad", "eqiad", 17, "read"));
        assertThat(TestFleet.words(decision)).isEqualTo("answers OPTIONS");
    }

    /** Whatever the application's rules answer or a client's pin says was the sender's to look at. */
    @Test
    void looksAtNeitherPinsNorAnswers() {
        TestService service = wiki().honour(When.always())
                .rule("gone", When.always(), new Effect.Respond(410, java.util.Map.of(), ""));
        TestFleet codfw = new TestFleet(service).at("codfw").killSwitch(true);
        assertThat(TestFleet.words(receive(codfw, "GET /", "", hop("eqiad", "codfw", "eqiad", 17, "read"))))
                .isEqualTo("read at codfw: hop");
    }

    @Test
    void believesNoHopTwice() {
        RequestHead head = TestFleet.request("GET /", "");
        String value = hop("codfw", "eqiad", "eqiad", 17, "read")
                .signedFor(head, TestFleet.KEYS)
                .render();
        TestFleet eqiad = new TestFleet(wiki()).at("eqiad");
        String twice = "Fairlead-Hop: " + value + " ~ Fairlead-Hop: " + value;
        assertThat(TestFleet.words(eqiad.decide("GET /", twice))).isEqualTo("read at eqiad: local");
        assertThat(TestFleet.words(
                        eqiad.decide("GET /", twice, TestFleet.facts().fromPeers(true))))
                .isEqualTo("403 hop-required");
    }
}
