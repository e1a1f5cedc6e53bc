package org.fairlead.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradualShareTest {
    private final GradualShare share = new GradualShare();
    private long now = TimeUnit.HOURS.toNanos(1);

    private int follow(int percent) {
        return share.follow(percent * 100, 7_000, true, now);
    }

    private int after(long millis, int percent) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        return follow(percent);
    }

    @ParameterizedTest(name = "{0} % of the capacity: {1} hundredths of the reads")
    @CsvSource({"100, 10000", "70, 10000", "69, 9800", "35, 5000", "7, 1000", "0, 0"})
    void isInProportionBelowTheThreshold(int capacity, int reads) {
        follow(100);

        assertThat(follow(capacity)).isEqualTo(reads);
    }

    @Test
    void comesBackSlowlyAndOnlyAfterACalm() {
        follow(100);
        follow(0);

        assertThat(after(4_900, 100)).isZero();
        assertThat(after(1_100, 100)).isEqualTo(500);
        int reads = 500;
        for (int i = 0; i < 100 && reads < 10_000; i++) {
            int next = after(100, 100);
            assertThat(next - reads).isBetween(0, 100);
            reads = next;
        }
        // 100 tenths of a second bring half of it back.
        assertThat(reads).isBetween(5_000, 5_600);
        assertThat(after(60_000, 100)).isEqualTo(10_000);
    }

    @Test
    void whatFlapsStaysLow() {
        follow(100);
        for (int i = 0; i < 50; i++) {
            assertThat(after(2_000, 35)).isEqualTo(5_000);
            assertThat(after(2_000, 100)).isEqualTo(5_000);
        }
    }

    @Test
    void atAStartItFollowsAtOnce() {
        assertThat(share.follow(0, 7_000, false, now)).isZero();
        assertThat(share.follow(10_000, 7_000, true, now + 1)).isEqualTo(10_000);
    }
}
