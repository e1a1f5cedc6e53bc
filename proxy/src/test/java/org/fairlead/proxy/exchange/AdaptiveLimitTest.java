package org.fairlead.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
    private static final long QUICK = 1_000_000;

    private final AdaptiveLimit limit = new AdaptiveLimit(200, true);

    private void answers(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            limit.took(nanos, limit.get());
        }
    }

    @Test
    void growsWhileAnswersAreAsQuickAsEver() {
        int before = limit.get();
        answers(200, QUICK);

        assertThat(limit.get()).isGreaterThan(before).isLessThanOrEqualTo(200);
        answers(5_000, QUICK);
        assertThat(limit.get()).isEqualTo(200);
    }

    @Test
    void shrinksWhenTheyGetSlow() {
        answers(1_000, QUICK);
        int before = limit.get();
        answers(50, 20 * QUICK);

        assertThat(limit.get()).isLessThan(before / 2).isGreaterThanOrEqualTo(4);
    }

    @Test
    void growsBackWhenThatIsOver() {
        answers(1_000, QUICK);
        answers(100, 20 * QUICK);
        int before = limit.get();
        answers(2_000, QUICK);

        assertThat(limit.get()).isGreaterThan(2 * before);
    }

    @Test
    void learnsNothingFromIdleTimes() {
        int before = limit.get();
        for (int i = 0; i < 1_000; i++) {
            limit.took(QUICK, 1);
        }

        assertThat(limit.get()).isEqualTo(before);
    }

    @Test
    void staysWhereItIsFixed() {
        AdaptiveLimit fixed = new AdaptiveLimit(7, false);
        fixed.took(QUICK, 7);
        fixed.took(1_000 * QUICK, 7);

        assertThat(fixed.get()).isEqualTo(7);
    }
}
