package org.fairlead.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void takesTheMiddleOfAnOddNumber() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9, 3));
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(8.0, 1.0, 4.0, 2.0)).median()).isEqualTo(3);
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("expected: at least one");
    }

    @Test
    void leavesOutPercentilesThatWouldBeChance() {
        Histogram nanos = new Histogram(60_000_000_000L, 3);
        for (int i = 1; i <= 1000; i++) {
            nanos.recordValue(i * 1_000_000L);
        }
        Curve curve = Curve.of("any", nanos);
        assertThat(curve.samples()).isEqualTo(1000);
        assertThat(curve.points()).last().satisfies(point -> {
            assertThat(point.percentile()).isEqualTo(99.5);
            assertThat(point.millis()).isCloseTo(995, org.assertj.core.data.Percentage.withPercentage(0.1));
        });
    }
}
