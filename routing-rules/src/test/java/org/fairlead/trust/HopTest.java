package org.fairlead.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.message.RequestHead;
import org.fairlead.message.RequestHeadBuilder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HopTest {
    private static final FleetKeys KEYS = FleetKeysTest.keys("a secret of the fleet");
    private static final long NOW = 1_795_000_000L;
    private static final String URL = "https://en.wikipedia.org/w/index.php?title=Foo&action=submit";
    private static final RequestHead HEAD = head("POST", URL);
    private static final Hop HOP = new Hop("codfw", "eqiad", "eqiad", 17, true, "wiki", NOW, "").signedFor(HEAD, KEYS);

    private static RequestHead head(String method, String url) {
        return RequestHeadBuilder.request(method, url).build();
    }

    private static boolean isTaken(String value, RequestHead head, long now) {
        return Hop.verify(KEYS, value, head, now).isPresent();
    }

    @Test
    void isTakenAsItWasSent() {
        assertThat(Hop.verify(KEYS, HOP.render(), HEAD, NOW)).contains(HOP);
        Hop read = new Hop("codfw", "drmrs", "none", 0, false, "wiki", NOW, "").signedFor(HEAD, KEYS);
        assertThat(Hop.verify(KEYS, read.render(), HEAD, NOW)).contains(read);
    }

    @Test
    void isTakenByAFleetThatRotatesItsKeys() {
        FleetKeys rotated = FleetKeysTest.keys("a new secret of the fleet", "a secret of the fleet");
        assertThat(Hop.verify(rotated, HOP.render(), HEAD, NOW)).isPresent();
        FleetKeys others = FleetKeysTest.keys("a secret of another fleet");
        assertThat(Hop.verify(others, HOP.render(), HEAD, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "from=codfw,    from=drmrs",
        "to=eqiad,      to=codfw",
        "primary=eqiad, primary=codfw",
        "epoch=17,      epoch=18",
        "as=write,      as=read",
        "as=write,      as=Write",
        "service=wiki,  service=shop",
        "at=1795000000, at=1795000001",
        "mac=,          mac=A",
        "from=codfw,    from=",
        "from=,         x=",
        "epoch=17,      epoch=x",
        "epoch=17,      epoch",
        "epoch=17,      'epoch=17, epoch=17'",
        "epoch=17,      epoch=99999999999999999999"
    })
    void isNotTakenWhenAMemberWasChanged(String was, String is) {
        assertThat(HOP.render()).contains(was);
        assertThat(isTaken(HOP.render().replaceFirst(was, is), HEAD, NOW)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  https://en.wikipedia.org/w/index.php?title=Foo&action=submit",
        "post, https://en.wikipedia.org/w/index.php?title=Foo&action=submit",
        "POST, https://de.wikipedia.org/w/index.php?title=Foo&action=submit",
        "POST, https://en.wikipedia.org:8080/w/index.php?title=Foo&action=submit",
        "POST, https://en.wikipedia.org/w/index.php?title=Foo&action=delete",
        "POST, https://en.wikipedia.org/w/index.php",
        "POST, https://en.wikipedia.org/w/index.php?title=Foo&action=submit&",
        "POST, https://en.wikipedia.org/w/index.phptitle=Foo&action=submit",
        "POST, https://en.wikipedia.org/W/index.php?title=Foo&action=submit"
    })
    void cannotBeMovedToAnotherRequest(String method, String url) {
        assertThat(isTaken(HOP.render(), head(method, url), NOW)).isFalse();
    }

    @Test
    void knowsTheHostInAnyCaseAndAnEmptyPathAsTheRoot() {
        assertThat(isTaken(HOP.render(), head("POST", URL.replace("en.wiki", "EN.Wiki")), NOW))
                .isTrue();
        Hop root = HOP.signedFor(head("GET", "https://a.org"), KEYS);
        assertThat(isTaken(root.render(), head("GET", "https://a.org/"), NOW)).isTrue();
        assertThat(isTaken(root.render(), head("GET", "https://a.org/?"), NOW)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "30, true", "-30, true", "31, false", "-31, false", "3600, false"})
    void isTakenOnlyJustNow(long secondsLater, boolean taken) {
        assertThat(isTaken(HOP.render(), HEAD, NOW + secondsLater)).isEqualTo(taken);
    }

    @Test
    void isNotOverrunByATimeFarAway() {
        for (long at : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
            Hop far = new Hop("codfw", "eqiad", "eqiad", 17, true, "wiki", at, "").signedFor(HEAD, KEYS);
            assertThat(isTaken(far.render(), HEAD, NOW)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "=", "from", "a=b", "from=a,from=b", "mac=", "%"})
    void isNotTakenWhenItIsNone(String value) {
        assertThat(isTaken(value, HEAD, NOW)).isFalse();
        assertThat(isTaken("x".repeat(2000), HEAD, NOW)).isFalse();
    }

    @Nested
    class Refused {
        private final String answer = HOP.refusal(KEYS, 421, "hop-stale");

        @Test
        void isBelievedFromAPeer() {
            assertThat(HOP.verifyRefusal(KEYS, 421, answer)).contains("hop-stale");
        }

        @Test
        void isNotBelievedForAnotherHopOrStatusOrReason() {
            Hop later = new Hop("codfw", "eqiad", "eqiad", 17, true, "wiki", NOW + 1, "").signedFor(HEAD, KEYS);
            assertThat(later.verifyRefusal(KEYS, 421, answer)).isEmpty();
            assertThat(HOP.verifyRefusal(KEYS, 503, answer)).isEmpty();
            assertThat(HOP.verifyRefusal(KEYS, 421, answer.replace("stale", "write")))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "refused=", "refused=hop-stale", "refused=hop-stale, mac=", "x, mac=y"})
        void isNotBelievedWithoutASignature(String value) {
            assertThat(HOP.verifyRefusal(KEYS, 421, value)).isEmpty();
        }

        @Test
        void isNotBelievedWithTheSignatureOfTheHop() {
            assertThat(HOP.verifyRefusal(KEYS, 421, "refused=hop-stale, mac=" + HOP.signature()))
                    .isEmpty();
        }
    }
}
