package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seen from codfw, whose proxies call themselves wiki-codfw; a read goes to codfw, a write to eqiad. */
class LoopsTest {
    private static final TestFleet FLEET = new TestFleet(new TestService("wiki"));

    @ParameterizedTest(name = "{0}  →  read: {1}, write: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    Via: 1.1 wiki-codfw                            | 508 loop             | 508 loop
                    Via: HTTP/1.1 wiki-codfw                       | 508 loop             | 508 loop
                    Via: 1.1 WIKI-codfw                            | 508 loop             | 508 loop
                    Via: 1.1 varnish, 1.1 wiki-codfw (Fairlead)    | 508 loop             | 508 loop
                    Via: 1.0 fred,1.1\twiki-codfw                  | 508 loop             | 508 loop
                    Via: 1.1 varnish ~ Via: 1.1 wiki-codfw         | 508 loop             | 508 loop
                    Via: 1.1 wiki-eqiad, 1.1 wiki-codfw            | 508 loop             | 508 loop
                    CDN-Loop: wiki-codfw                           | 508 loop             | 508 loop
                    CDN-Loop: other; a="x", wiki-codfw; v=1        | 508 loop             | 508 loop
                    CDN-Loop: other ~ CDN-Loop: wiki-codfw         | 508 loop             | 508 loop
                    Via: 1.1 x (open, 1.1 wiki-codfw               | 508 loop             | 508 loop
                    CDN-Loop: other; a="open, wiki-codfw           | 508 loop             | 508 loop
                    Via: 1.1 wiki-eqiad                            | read at codfw: local | 508 second-crossing
                    CDN-Loop: wiki-drmrs                           | read at codfw: local | 508 second-crossing
                    Via: 1.1 varnish                               | read at codfw: local | write at eqiad: write
                    Via: 1.1 wiki-codfw-2                          | read at codfw: local | write at eqiad: write
                    Via: 1.1 my-wiki-codfw                         | read at codfw: local | write at eqiad: write
                    Via: 1.1 x-codfw                               | read at codfw: local | write at eqiad: write
                    Via: wiki-codfw 1.1                            | read at codfw: local | write at eqiad: write
                    Via: 1.1 x (1.1 wiki-codfw)                    | read at codfw: local | write at eqiad: write
                    Via: 1.1 x (was, 1.1 wiki-codfw now)           | read at codfw: local | write at eqiad: write
                    Via: 1.1 x (a (b), 1.1 wiki-codfw ), 1.1 y     | read at codfw: local | write at eqiad: write
                    Via: 1.1 x (\\), 1.1 wiki-codfw )              | read at codfw: local | write at eqiad: write
                    CDN-Loop: other; a="x, wiki-codfw; y"          | read at codfw: local | write at eqiad: write
                    CDN-Loop: other; by=wiki-codfw                 | read at codfw: local | write at eqiad: write
                    Via:                                           | read at codfw: local | write at eqiad: write
                    X-Via: 1.1 wiki-codfw                          | read at codfw: local | write at eqiad: write
                    """)
    void knowsTheFleetByWholeNames(String fields, String read, String write) {
        assertThat(TestFleet.words(FLEET.decide("GET /", fields))).isEqualTo(read);
        assertThat(TestFleet.words(FLEET.decide("POST /", fields))).isEqualTo(write);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Via: 1.1 wiki-eqiad, 1.1 wiki-codfw | it came back to codfw from eqiad
                    Via: 1.1 wiki-codfw                 | it came back to codfw from itself
                    """)
    void namesBothEnds(String fields, String detail) {
        assertThat(((Decision.Refuse) FLEET.decide("GET /", fields)).detail()).isEqualTo(detail);
    }

    @Test
    void namesWhereASecondCrossingWouldLead() {
        Decision.Refuse refuse = (Decision.Refuse) FLEET.decide("POST /", "Via: 1.1 wiki-drmrs");
        assertThat(refuse.detail()).isEqualTo("it has been in drmrs and would go on to eqiad");
    }
}
