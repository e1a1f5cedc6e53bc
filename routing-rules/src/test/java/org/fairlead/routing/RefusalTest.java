package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before a request is placed. */
class RefusalTest {
    private static TestFleet wiki() {
        return new TestFleet(new TestService("wiki").hosts("*.wikipedia.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "TRACE"})
    void refusesMethodsThatArentForwarded(String method) {
        assertThat(TestFleet.words(wiki().decide(method + " /", ""))).isEqualTo("405 method-not-allowed");
    }

    @Test
    void saysWhenNoServiceHasTheHost() {
        assertThat(TestFleet.words(wiki().decide("GET https://example.org/", "")))
                .isEqualTo("404 no-service");
    }

    @Test
    void saysWhenTheConnectionIsntForTheHost() {
        RequestFacts facts = TestFleet.facts().certificateCoversHost(false);
        assertThat(TestFleet.words(wiki().decide("GET https://example.org/", "", facts)))
                .isEqualTo("421 misdirected");
        assertThat(TestFleet.words(wiki().decide("GET https://en.wikipedia.org/", "", facts)))
                .isEqualTo("read at codfw: local");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    OPTIONS | 0    | answers OPTIONS
                    OPTIONS | 00   | answers OPTIONS
                    OPTIONS | 1    | read at codfw: local
                    OPTIONS | 10   | read at codfw: local
                    OPTIONS | x    | read at codfw: local
                    OPTIONS |      | read at codfw: local
                    GET     | 0    | read at codfw: local
                    POST    | 0    | write at eqiad: write
                    """)
    void answersOptionsItselfWhenMaxForwardsIsUsedUp(String method, String value, String outcome) {
        String fields = value == null ? "" : "Max-Forwards: " + value;
        assertThat(TestFleet.words(wiki().decide(method + " /", fields))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Fairlead-Hop: from=eqiad, to=codfw", "Fairlead-Hop: x"})
    void wantsAValidHopOnAListenerForPeers(String fields) {
        RequestFacts facts = TestFleet.facts().fromPeers(true);
        assertThat(TestFleet.words(wiki().decide("GET /", fields, facts))).isEqualTo("403 hop-required");
        assertThat(TestFleet.words(wiki().decide("GET /", fields))).isEqualTo("read at codfw: local");
    }
}
