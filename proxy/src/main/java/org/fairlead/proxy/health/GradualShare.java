package org.fairlead.proxy.health;

import java.util.concurrent.TimeUnit;
import org.fairlead.routing.Shift;

/**
 * How many of the reads of a datacenter stay there, as its capacity changes: all as long as that is above a threshold, fewer in
 * proportion below it. It follows a loss at once, and a return slowly and only after a calm, so that nothing flaps. Confined to
 * the health loop.
 */
final class GradualShare {
    /** Without a loss for so long, reads begin to come back. */
    static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** So many hundredths of a percent come back each second: all within 20 s. */
    static final int BACK_PER_SECOND = 500;

    /** In steps of one percent: each step is a new snapshot for all. */
    private static final int STEP = 100;

    private int reads = Shift.WHOLE;
    private boolean isKnown;
    private long lostNanos;
    private long grownNanos;

    /**
     * What stays from now, in hundredths of a percent.
     *
     * @param capacity of the whole, in hundredths of a percent
     * @param below the threshold, likewise
     * @param isKnown false where nobody knows yet what it has, as at a start: then it follows at once both ways
     */
    int follow(int capacity, int below, boolean isKnown, long nowNanos) {
        int target = capacity >= below ? Shift.WHOLE : capacity * Shift.WHOLE / below / STEP * STEP;
        if (!this.isKnown) {
            reads = target;
            this.isKnown = isKnown;
        } else if (target > reads) {
            grow(target, nowNanos);
        } else {
            reads = target;
            lostNanos = nowNanos;
        }
        return reads;
    }

    /** Whether it stays as it is until a loss. */
    boolean isWhole() {
        return reads == Shift.WHOLE;
    }

    private void grow(int target, long nowNanos) {
        long calmSince = Math.max(lostNanos + CALM_NANOS, grownNanos);
        long grown = (nowNanos - calmSince) * BACK_PER_SECOND / TimeUnit.SECONDS.toNanos(1) / STEP * STEP;
        if (nowNanos - calmSince > 0 && grown > 0) {
            reads = (int) Math.min(target, reads + grown);
            grownNanos = nowNanos;
        }
    }
}
