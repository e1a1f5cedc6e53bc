package org.fairlead.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinCookieTest {
    private static final FleetKeys KEYS = FleetKeysTest.keys("a secret of the fleet");
    private static final long NOW = 1_795_000_000_000L;
    private static final long LONGEST = 10_000;

    private static boolean isLive(String value) {
        return PinCookie.isLive(KEYS, "wiki", value, NOW, LONGEST);
    }

    @ParameterizedTest(name = "set to end in {0} ms: {1}")
    @CsvSource({
        "10000,  true",
        "1,      true",
        "0,      false",
        "-1,     false",
        // The clock of who set it may be ahead of ours, as far as those of sender and receiver of a hop may differ.
        "10050,  true",
        "40000,  true",
        "40001,  false",
        "86400000, false"
    })
    void livesUntilItsEndAndNoLongerThanAPinMay(long millis, boolean live) {
        assertThat(isLive(PinCookie.render(KEYS, "wiki", NOW + millis))).isEqualTo(live);
    }

    @Test
    void isNoneOfAnotherServiceOrFleet() {
        assertThat(isLive(PinCookie.render(KEYS, "shop", NOW + 5000))).isFalse();
        FleetKeys others = FleetKeysTest.keys("a secret of another fleet");
        assertThat(isLive(PinCookie.render(others, "wiki", NOW + 5000))).isFalse();
    }

    @Test
    void livesThroughARotationOfKeys() {
        String value = PinCookie.render(KEYS, "wiki", NOW + 5000);
        FleetKeys rotated = FleetKeysTest.keys("a new secret of the fleet", "a secret of the fleet");
        assertThat(PinCookie.isLive(rotated, "wiki", value, NOW, LONGEST)).isTrue();
    }

    @Test
    void cannotBeProlonged() {
        String value = PinCookie.render(KEYS, "wiki", NOW - 5000);
        String later = Long.toString(NOW + 5000, Character.MAX_RADIX);
        assertThat(isLive(later + value.substring(value.indexOf('.')))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "x",
                "mvfz7c8w.",
                ".AAAAAAAAAAAAAAAAAAAAAA",
                "zzzzzzzzzzzzzzzzzzzz.AAAAAAAAAAAAAAAAAAAA",
                "-1.AAAAAAAAAAAAAAAAAAAAAA",
                "1y2p0ij32e8e7.AAAAAAAAAAAAAAAAAAAAAA",
                "mvfz7c8w.AAAAAAAAAAAAAAAAAAAAAA.AAAA",
                "мvfz7c8w.AAAAAAAAAAAAAAAAAAAAAA"
            })
    void isNotWhatAClientMakesUp(String value) {
        assertThat(isLive(value)).isFalse();
    }
}
