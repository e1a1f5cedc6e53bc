package org.fairlead.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadTimesTest {
    private static final long MILLI = 1_000_000;

    private final HeadTimes times = new HeadTimes();

    @Test
    void knowsNothingFromAFew() {
        for (int i = 0; i < 49; i++) {
            times.took(MILLI);
        }
        assertThat(times.slowNanos()).isEqualTo(Long.MAX_VALUE);
        times.took(MILLI);
        assertThat(times.slowNanos()).isBetween(MILLI, MILLI * 5 / 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isWithinAnEighthOfWhat95In100DontTakeLongerThan(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            times.took(random.nextLong(100 * MILLI));
        }
        assertThat(times.slowNanos()).isBetween(88 * MILLI, 110 * MILLI);
    }

    @Test
    void forgetsWhatWasLongAgo() {
        for (int i = 0; i < 2_000; i++) {
            times.took(1_000 * MILLI);
        }
        for (int i = 0; i < 12_000; i++) {
            times.took(MILLI);
        }
        assertThat(times.slowNanos()).isLessThan(2 * MILLI);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 65_535, 65_536, 1L << 39, 1L << 40, Long.MAX_VALUE})
    void takesAnyTime(long nanos) {
        for (int i = 0; i < 60; i++) {
            times.took(nanos);
        }
        assertThat(times.slowNanos()).isPositive();
    }
}
