package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.fairlead.trust.Hop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service pins for 10 s after a write, and never for more than 60 s. */
class PinPolicyTest {
    private static TestService wiki() {
        return new TestService("wiki")
                .honour(When.cookie("UseDC", "master"))
                .rule("login", When.path("/login"), new Effect.Pin(Duration.ofSeconds(30)))
                .rule("beacon", When.path("/beacon"), new Effect.Pin(Duration.ZERO));
    }

    private static Duration length(
            Decision decision, int status, @Nullable String asked, WritesOnSafe.Finding finding) {
        Optional<Duration> length =
                asked == null ? Optional.empty() : Optional.of(Duration.ofSeconds(Long.parseLong(asked)));
        return PinPolicy.length((Decision.Forward) decision, PinPolicy.Outcome.ofStatus(status), length, finding);
    }

    @ParameterizedTest(name = "{0} answered {1}, asked for {2}, flag {3}  →  {4} s")
    @CsvSource(delimiter = '|', textBlock = """
                    # request   | status | Fairlead-Pin | Fairlead-Write | seconds
                    POST /      | 200    |              | NOTHING        | 10
                    POST /      | 101    |              | NOTHING        | 10
                    POST /      | 302    |              | NOTHING        | 10
                    POST /      | 400    |              | NOTHING        | 0
                    POST /      | 499    |              | NOTHING        | 0
                    POST /      | 500    |              | NOTHING        | 10
                    POST /      | 503    |              | NOTHING        | 10
                    DELETE /    | 204    |              | NOTHING        | 10
                    POST /      | 200    | 0            | NOTHING        | 0
                    POST /      | 200    | 5            | NOTHING        | 5
                    POST /      | 200    | 60           | NOTHING        | 60
                    POST /      | 200    | 3600         | NOTHING        | 60
                    POST /login | 200    |              | NOTHING        | 30
                    POST /login | 200    | 5            | NOTHING        | 5
                    POST /beacon| 200    |              | NOTHING        | 0
                    POST /beacon| 200    | 5            | NOTHING        | 5
                    POST //beacon | 200  |              | NOTHING        | 10
                    GET /       | 200    |              | NOTHING        | 0
                    GET /       | 200    | 5            | NOTHING        | 0
                    GET /       | 200    |              | DONE           | 10
                    GET /       | 200    | 5            | DONE           | 5
                    GET /       | 200    |              | BLOCKED        | 0
                    """)
    void pinsAfterAWriteAndOnlyThen(
            String line, int status, @Nullable String asked, WritesOnSafe.Finding finding, long seconds) {
        Decision decision = new TestFleet(wiki()).decide(line, "");
        assertThat(length(decision, status, asked, finding)).isEqualTo(Duration.ofSeconds(seconds));
    }

    /** A pin that a pinned read renews would never end. */
    @Test
    void neverRenewsAPinByAReadThatFollowedIt() {
        Decision pinned = new TestFleet(wiki()).decide("GET /", "Cookie: UseDC=master");
        assertThat(pinned.reason()).isEqualTo(Reason.PIN);
        assertThat(length(pinned, 200, null, WritesOnSafe.Finding.NOTHING)).isZero();
    }

    @Test
    void leavesPinsToTheProxyThatFacesTheClient() {
        Hop hop = new Hop("codfw", "eqiad", "eqiad", 17, true, "wiki", TestFleet.NOW / 1000, "");
        String value =
                hop.signedFor(TestFleet.request("POST /", ""), TestFleet.KEYS).render();
        Decision decision = new TestFleet(wiki()).at("eqiad").decide("POST /", "Fairlead-Hop: " + value);
        assertThat(decision.reason()).isEqualTo(Reason.HOP);
        assertThat(length(decision, 200, null, WritesOnSafe.Finding.NOTHING)).isZero();
    }

    @Test
    void pinsNobodyWhereTheServiceDoesNot() {
        Decision decision = new TestFleet(wiki().withoutPins()).decide("POST /", "");
        assertThat(length(decision, 200, "5", WritesOnSafe.Finding.NOTHING)).isZero();
    }
}
