package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.message.FieldTable;
import org.fairlead.trust.Hop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteGuardTest {
    private static final WritesOnSafe BY_FIELD =
            new WritesOnSafe(new WritesOnSafe.Flag.Field("Fairlead-Write"), WritesOnSafe.Mode.REJECT);
    private static final WritesOnSafe BY_COOKIE =
            new WritesOnSafe(new WritesOnSafe.Flag.SetCookie("cpPosIndex"), WritesOnSafe.Mode.OBSERVE);

    private static FieldTable answer(String fields) {
        return TestFleet.request("GET /", fields).fields();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Fairlead-Write: done                              | DONE
                    fairlead-write: DONE                              | DONE
                    Fairlead-Write: whatever                          | DONE
                    Fairlead-Write:                                   | DONE
                    Fairlead-Write: blocked                           | BLOCKED
                    Fairlead-Write: Blocked                           | BLOCKED
                    Fairlead-Write: blocked ~ Fairlead-Write: done    | DONE
                    Fairlead-Write: blocked ~ Fairlead-Write: blocked | BLOCKED
                    Fairlead-Writes: done                             | NOTHING
                    X: Fairlead-Write                                 | NOTHING
                    """)
    void readsTheField(String fields, WritesOnSafe.Finding finding) {
        assertThat(WriteGuard.find(BY_FIELD, answer(fields))).isEqualTo(finding);
        assertThat(WriteGuard.find(BY_COOKIE, answer(fields))).isEqualTo(WritesOnSafe.Finding.NOTHING);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Set-Cookie: cpPosIndex=3@5; path=/; HttpOnly      | DONE
                    Set-Cookie: a=b ~ set-cookie: cpPosIndex=3        | DONE
                    Set-Cookie: cpPosIndex =3                         | DONE
                    Set-Cookie: cpPosIndex=                           | DONE
                    Set-Cookie: cpposindex=3                          | NOTHING
                    Set-Cookie: xcpPosIndex=3                         | NOTHING
                    Set-Cookie: a=cpPosIndex=3                        | NOTHING
                    Set-Cookie: a=b; cpPosIndex=3                     | NOTHING
                    Cookie: cpPosIndex=3                              | NOTHING
                    """)
    void readsTheCookieThatIsSetOnlyOnWrites(String fields, WritesOnSafe.Finding finding) {
        assertThat(WriteGuard.find(BY_COOKIE, answer(fields))).isEqualTo(finding);
    }

    @ParameterizedTest(name = "{0} with {1}: violation {2}, rejected {3}")
    @CsvSource({
        "GET /,  NOTHING, false, false",
        "GET /,  DONE,    true,  true",
        "GET /,  BLOCKED, true,  true",
        "HEAD /, DONE,    true,  true",
        "POST /, DONE,    false, false",
        "POST /, BLOCKED, false, false"
    })
    void mindsReadsOnly(String line, WritesOnSafe.Finding finding, boolean violation, boolean rejected) {
        Decision.Forward forward =
                (Decision.Forward) new TestFleet(new TestService("wiki").writesOnSafe(BY_FIELD)).decide(line, "");
        assertThat(WriteGuard.isViolation(forward, finding)).isEqualTo(violation);
        assertThat(WriteGuard.mustReject(forward, BY_FIELD, finding)).isEqualTo(rejected);
        assertThat(WriteGuard.mustReject(forward, BY_COOKIE, finding)).isFalse();
    }

    @Test
    void mindsAReadAtThePrimaryAlike() {
        Decision.Forward forward = (Decision.Forward)
                new TestFleet(new TestService("wiki")).at("eqiad").decide("GET /", "");
        assertThat(WriteGuard.mustReject(forward, BY_FIELD, WritesOnSafe.Finding.DONE))
                .isTrue();
    }

    @Test
    void leavesTheRejectionToTheProxyThatFacesTheClient() {
        String value = new Hop("codfw", "eqiad", "eqiad", 17, false, "wiki", TestFleet.NOW / 1000, "")
                .signedFor(TestFleet.request("GET /", ""), TestFleet.KEYS)
                .render();
        Decision.Forward forward = (Decision.Forward)
                new TestFleet(new TestService("wiki")).at("eqiad").decide("GET /", "Fairlead-Hop: " + value);
        assertThat(WriteGuard.isViolation(forward, WritesOnSafe.Finding.DONE)).isTrue();
        assertThat(WriteGuard.mustReject(forward, BY_FIELD, WritesOnSafe.Finding.DONE))
                .isFalse();
    }
}
