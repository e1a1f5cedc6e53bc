package org.fairlead.config;

import java.time.Duration;
import java.util.Locale;

/**
 * How the origins of one pool, or the peers of one datacenter, are looked after.
 *
 * @param allDown what happens to a request when none of them may be used
 */
public record PoolSettings(Ejection ejection, AllDown allDown) {
    /** What holds where nothing is said. */
    public static final PoolSettings USUAL = new PoolSettings(Ejection.USUAL, AllDown.REFUSE);

    /** What happens to a request when no origin of its pool may be used. */
    public enum AllDown {
        /** It is answered at once, or goes to another datacenter. */
        REFUSE,
        /** Those that are down are tried as if they were up. */
        TRY_ANYWAY;

        /** As in files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * When requests that fail take an origin out, and for how long.
     *
     * @param after failures in a row
     * @param first how long it is out the first time; each time after it twice as long
     * @param longest how long it is out at most
     * @param mostHundredths of a percent of a pool that may be out at once, with those that a check found down
     */
    public record Ejection(int after, Duration first, Duration longest, int mostHundredths) {
        public static final Ejection USUAL = new Ejection(5, Duration.ofSeconds(10), Duration.ofMinutes(5), 5_000);

        public Ejection {
            if (after < 1 || first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
                throw new IllegalArgumentException("eject: after " + after + ", for " + first + " up to " + longest
                        + " (expected: 1 or more, more than 0, and no less than that)");
            }
        }
    }
}
