package org.fairlead.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapWatchTest {
    private double share;
    private int limit = 9_000;
    private final HeapWatch watch = new HeapWatch(() -> share, () -> limit);

    private int at(long seconds) {
        watch.sample(TimeUnit.SECONDS.toNanos(seconds));
        return watch.tightness();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.5,0", "0.899,0", "0.9,1", "0.93,1", "0.934,2", "0.966,2", "0.967,3", "1,3", "1.1,3"})
    void theFullerTheMore(double found, int tightness) {
        share = found;

        assertThat(at(0)).isEqualTo(tightness);
    }

    @Test
    void aFindingHoldsUntilTheNextOrForTenSeconds() {
        share = 0.95;
        assertThat(at(1)).isEqualTo(2);
        assertThat(at(5)).isEqualTo(2);
        share = 0.951;
        assertThat(at(9)).isEqualTo(2);
        assertThat(at(18)).isEqualTo(2);
        assertThat(at(19)).isZero();
        share = 0.99;
        assertThat(at(20)).isEqualTo(3);
        share = 0.4;
        assertThat(at(21)).isZero();
    }

    @Test
    void looksOnceASecondByTheNewestLimit() {
        assertThat(at(0)).isZero();
        share = 0.5;
        watch.sample(TimeUnit.MILLISECONDS.toNanos(900));
        assertThat(watch.tightness()).isZero();
        limit = 4_000;
        assertThat(at(1)).isEqualTo(1);
        limit = 10_000;
        assertThat(at(2)).isZero();
    }

    @Test
    void knowsTheHeapOfThisProcess() {
        System.gc();

        assertThat(HeapWatch.share()).isBetween(0.0001, 1.0);
    }
}
