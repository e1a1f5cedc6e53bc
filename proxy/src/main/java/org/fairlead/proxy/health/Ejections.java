package org.fairlead.proxy.health;

import java.time.Duration;
import org.fairlead.config.PoolSettings;

/** How often and until when requests that failed keep one origin out. Confined to the health loop. */
final class Ejections {
    private static final int MOST_DOUBLINGS = 20;

    private boolean isOut;
    private long untilNanos;
    private int count;
    private String reason = "";

    /** Each time for twice as long, up to a limit; a calm as long as that is forgiven. */
    void begin(PoolSettings.Ejection limits, Outcome why, long nowNanos) {
        boolean isCalm = nowNanos - untilNanos > limits.longest().toNanos();
        count = isCalm ? 0 : count;
        Duration length = limits.first().multipliedBy(1L << Math.min(count, MOST_DOUBLINGS));
        length = length.compareTo(limits.longest()) > 0 ? limits.longest() : length;
        count++;
        isOut = true;
        untilNanos = nowNanos + length.toNanos();
        reason = why.label() + ", " + limits.after() + " in a row; out for " + words(length);
    }

    private static String words(Duration length) {
        return length.toMillis() % 1000 == 0 ? length.toSeconds() + " s" : length.toMillis() + " ms";
    }

    /** Whether its time is over just now. */
    boolean endIfDue(long nowNanos) {
        boolean isDue = isOut && nowNanos - untilNanos >= 0;
        isOut &= !isDue;
        return isDue;
    }

    boolean isOut() {
        return isOut;
    }

    String reason() {
        return reason;
    }
}
