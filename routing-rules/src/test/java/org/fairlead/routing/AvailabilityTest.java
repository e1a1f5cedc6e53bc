package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Seen from codfw; eqiad is the primary; the order of failover is eqiad, codfw, drmrs. */
class AvailabilityTest {
    private static TestService wiki() {
        return new TestService("wiki")
                .honour(When.cookie("UseDC", "master"))
                .rule("fresh", When.path("/fresh"), new Effect.SendToPrimary())
                .rule("there", When.path("/there"), new Effect.SendTo(TestFleet.DRMRS));
    }

    @ParameterizedTest(name = "{0}: {1}  →  {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    # states                                 | request    | goes to
                                                             | GET /      | read at codfw: local
                    codfw drained                            | GET /      | read at eqiad: local
                    codfw read-only                          | GET /      | read at codfw: local
                    codfw down                               | GET /      | read at eqiad: local
                    codfw down, eqiad drained                | GET /      | read at drmrs: local
                    codfw down, eqiad read-only              | GET /      | read at eqiad: local
                    codfw down, eqiad down, drmrs drained    | GET /      | 503 no-datacenter
                    drmrs down                               | GET /there | read at codfw: rule "there"
                    drmrs drained, codfw down                | GET /there | read at eqiad: rule "there"
                    drmrs read-only                          | GET /there | read at drmrs: rule "there"
                    eqiad down                               | GET /fresh | read at codfw: rule "fresh"
                    eqiad drained                            | GET /fresh | read at codfw: rule "fresh"
                    eqiad read-only                          | GET /fresh | read at eqiad: rule "fresh"
                                                             | POST /     | write at eqiad: write
                    eqiad drained                            | POST /     | write at eqiad: write
                    eqiad read-only                          | POST /     | 503 read-only
                    eqiad down                               | POST /     | 503 primary-down
                    eqiad down                               | POST /fresh | 503 primary-down
                    codfw down, drmrs down                   | POST /     | write at eqiad: write
                    """)
    void movesReadsOnAndKeepsWritesHome(String states, String line, String outcome) {
        TestFleet fleet = new TestFleet(wiki()).states(states == null ? "" : states);
        assertThat(TestFleet.words(fleet.decide(line, ""))).isEqualTo(outcome);
    }

    @ParameterizedTest(name = "{0}, pin-failover {1}, read-failover {2}  →  {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    # states                  | pin-failover | read-failover | a pinned read goes to
                                              | REFUSE       | true          | read at eqiad: pin
                    eqiad read-only           | REFUSE       | true          | read at eqiad: pin
                    eqiad drained             | REFUSE       | true          | 503 pin-unavailable
                    eqiad down                | REFUSE       | true          | 503 pin-unavailable
                    eqiad drained             | LOCAL        | true          | read at codfw: pin
                    eqiad down                | LOCAL        | true          | read at codfw: pin
                    eqiad down, codfw drained | LOCAL        | true          | read at drmrs: pin
                    eqiad drained             | LOCAL        | false         | read at codfw: pin
                    eqiad down                | LOCAL        | false         | 503 no-datacenter
                    """)
    void doesWithAPinWhatTheServiceSays(
            String states, PinSettings.Failover pinFailover, boolean readFailover, String outcome) {
        TestService service = wiki().pinFailover(pinFailover).readFailover(readFailover);
        TestFleet fleet = new TestFleet(service).states(states == null ? "" : states);
        assertThat(TestFleet.words(fleet.decide("GET /", "Cookie: UseDC=master")))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    codfw down     | GET /      | 503 no-datacenter
                    codfw drained  | GET /      | read at eqiad: local
                    eqiad down     | GET /fresh | 503 no-datacenter
                    eqiad drained  | GET /fresh | read at codfw: rule "fresh"
                    """)
    void keepsReadsAtADatacenterThatIsDownWhereReadFailoverIsOff(String states, String line, String outcome) {
        TestFleet fleet = new TestFleet(wiki().readFailover(false)).states(states);
        assertThat(TestFleet.words(fleet.decide(line, ""))).isEqualTo(outcome);
    }

    @ParameterizedTest(name = "no primary: {0} {1} → {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    GET /      |              | read at codfw: local
                    GET /fresh |              | read at codfw: rule "fresh"
                    GET /      | UseDC=master | 503 pin-unavailable
                    POST /     |              | 503 no-primary
                    PURGE /    |              | 503 no-primary
                    POST /fresh|              | 503 no-primary
                    """)
    void answersReadsButNoWritesWithoutAPrimary(String line, String cookie, String outcome) {
        TestFleet fleet = new TestFleet(wiki()).primary("none");
        assertThat(TestFleet.words(fleet.decide(line, "Cookie: " + cookie))).isEqualTo(outcome);
    }

    @Test
    void answersNoWritesWithoutAPrimaryEvenOfAServiceWithItsOwn() {
        TestFleet fleet = new TestFleet(wiki().primary(TestFleet.DRMRS)).primary("none");
        assertThat(TestFleet.words(fleet.decide("POST /", ""))).isEqualTo("503 no-primary");
    }

    @Test
    void failsOverOnlyToWhereTheOperatorSays() {
        TestFleet fleet = new TestFleet(wiki()).failover(TestFleet.DRMRS).states("codfw down");
        assertThat(TestFleet.words(fleet.decide("GET /", ""))).isEqualTo("read at drmrs: local");
        assertThat(TestFleet.words(fleet.state("drmrs", "down").decide("GET /", "")))
                .isEqualTo("503 no-datacenter");
    }

    @Test
    void remembersWhereAReadWouldHaveGone() {
        Decision.Forward moved =
                (Decision.Forward) new TestFleet(wiki()).states("drmrs down").decide("GET /there", "");
        assertThat(moved.movedFrom()).isEqualTo(TestFleet.DRMRS);
        Decision.Forward stayed = (Decision.Forward) new TestFleet(wiki()).decide("GET /there", "");
        assertThat(stayed.movedFrom()).isNull();
    }

    @Test
    void movesAReadOnFromADatacenterThatRefusedIt() {
        RequestFacts facts = TestFleet.facts().exclude(TestFleet.EQIAD);
        TestFleet fleet = new TestFleet(wiki());
        assertThat(TestFleet.words(fleet.decide("GET /fresh", "", facts))).isEqualTo("read at codfw: rule \"fresh\"");
        facts.exclude(TestFleet.CODFW);
        assertThat(TestFleet.words(fleet.decide("GET /fresh", "", facts))).isEqualTo("read at drmrs: rule \"fresh\"");
        assertThat(TestFleet.words(fleet.decide("GET /", "Cookie: UseDC=master", facts)))
                .isEqualTo("503 pin-unavailable");
        assertThat(TestFleet.words(fleet.decide("POST /", "", facts))).isEqualTo("write at eqiad: write");
    }

    @ParameterizedTest
    @EnumSource
    void namesAStateAsTheOperatorWritesIt(DatacenterState state) {
        assertThat(state.label()).matches("[a-z-]+");
    }
}
