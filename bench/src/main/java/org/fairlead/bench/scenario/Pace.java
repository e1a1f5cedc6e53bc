package org.fairlead.bench.scenario;

import java.time.Duration;
import org.fairlead.bench.contestant.Contestant;

/**
 * How long is measured.
 *
 * @param rounds of each contestant in each scenario; of those with fresh processes and long rounds half as many
 * @param round length of one, in whole seconds as wrk wants it
 * @param openLoopRound the same where latencies are measured, of which a percentile needs ten samples beyond it
 * @param warmUp the least of a contestant that has just been started and gets faster as it runs
 */
public record Pace(int rounds, Duration round, Duration openLoopRound, Duration warmUp) {
    public static final Pace QUICK = new Pace(3, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(10));
    public static final Pace FULL = new Pace(5, Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(16));

    public Pace {
        if (rounds < 1 || round.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "pace: " + rounds + " rounds of " + round + " (expected: 1 or more of 1s or more)");
        }
    }

    int roundSeconds() {
        return (int) round.toSeconds();
    }

    /** Another kind of load on a warm process needs half of that; those that are fast at once need one second. */
    int warmUpSeconds(Contestant contestant, boolean fresh) {
        int seconds = (int) warmUp.toSeconds();
        return contestant.isFastAtOnce() ? 1 : Math.max(1, fresh ? seconds : seconds / 2);
    }
}
