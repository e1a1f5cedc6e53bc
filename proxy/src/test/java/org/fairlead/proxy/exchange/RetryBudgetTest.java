package org.fairlead.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.fairlead.config.Deliveries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000;
    private static final Deliveries.Budget FIFTH = new Deliveries.Budget(2000, 0);

    private final RetryBudget budget = new RetryBudget(1, 0);

    private int takeAll(long nowNanos, Deliveries.Budget most) {
        int taken = 0;
        while (taken < 10_000 && budget.take(nowNanos, most)) {
            taken++;
        }
        return taken;
    }

    private void request(long nowNanos, int times) {
        for (int i = 0; i < times; i++) {
            budget.requested(nowNanos);
        }
    }

    @Test
    void isAShareOfTheRequests() {
        request(0, 100);

        assertThat(takeAll(0, FIFTH)).isEqualTo(20);
        request(SECOND, 10);
        assertThat(takeAll(SECOND, FIFTH)).isEqualTo(2);
    }

    @Test
    void hasAFloorForQuietTimes() {
        assertThat(takeAll(0, new Deliveries.Budget(0, 3))).isEqualTo(30);
        assertThat(takeAll(SECOND, new Deliveries.Budget(0, 3))).isZero();
        assertThat(takeAll(20 * SECOND, new Deliveries.Budget(0, 3))).isEqualTo(30);
    }

    @Test
    void sharesTheFloorAmongLoops() {
        assertThat(takeAllOf(new RetryBudget(4, 0), new Deliveries.Budget(0, 1)))
                .isEqualTo(3);
    }

    private static int takeAllOf(RetryBudget one, Deliveries.Budget most) {
        int taken = 0;
        while (one.take(0, most)) {
            taken++;
        }
        return taken;
    }

    @Test
    void forgetsAfterTenSeconds() {
        request(0, 100);
        assertThat(takeAll(9 * SECOND, FIFTH)).isEqualTo(20);
        assertThat(takeAll(10 * SECOND + 1, FIFTH)).isZero();
        request(11 * SECOND, 10);

        assertThat(takeAll(25 * SECOND, FIFTH)).isZero();
    }

    @Test
    void countsWhatItNeverRefuses() {
        request(0, 100);
        for (int i = 0; i < 19; i++) {
            budget.note(0);
        }

        assertThat(takeAll(0, FIFTH)).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void neverGivesMoreThanItMay(long seed) {
        Random random = new Random(seed);
        long requests = 0;
        long retries = 0;
        for (int second = 0; second < 200; second++) {
            long now = second * SECOND + random.nextInt((int) SECOND);
            int more = random.nextInt(100);
            request(now, more);
            requests += more;
            retries += random.nextBoolean() ? takeAll(now, FIFTH) : 0;

            assertThat(retries).isLessThanOrEqualTo(requests / 5);
        }
    }
}
