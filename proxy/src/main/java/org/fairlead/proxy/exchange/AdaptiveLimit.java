package org.fairlead.proxy.exchange;

/**
 * How many requests may be under way: a fixed number; or fewer, as long as answers take longer than they used to. After
 * Gradient2 of Netflix' concurrency-limits: the limit shrinks by the quotient of the usual time and the present one, and grows by
 * the square root of itself where that is near one. Confined to an event loop.
 */
final class AdaptiveLimit {
    /** Below this nothing is learned any more, and hardly anything served. */
    private static final int LEAST = 4;

    private static final int FIRST = 20;
    /** So much longer than usual is still as usual. */
    private static final double TOLERANCE = 1.5;

    private static final double SMOOTHING = 0.2;
    /** Of the time that counts as usual: about as many answers. */
    private static final double MEMORY = 600;

    private static final double LEAST_GRADIENT = 0.5;

    private final int most;
    private final boolean adapts;
    private double limit;
    private double usualNanos;

    AdaptiveLimit(int most, boolean adapts) {
        this.most = most;
        this.adapts = adapts;
        limit = adapts ? Math.min(FIRST, most) : most;
    }

    /** The same, where nothing changes. */
    AdaptiveLimit with(int nextMost, boolean nextAdapts) {
        return nextMost == most && nextAdapts == adapts ? this : new AdaptiveLimit(nextMost, nextAdapts);
    }

    int get() {
        return (int) limit;
    }

    /** An answer took that long, while {@code inside} were under way. */
    void took(long nanos, int inside) {
        if (!adapts) {
            return;
        }
        usualNanos += usualNanos == 0 ? nanos : (nanos - usualNanos) / MEMORY;
        if (usualNanos > 2.0 * nanos) {
            // It was slow for long, and no longer is: forget that sooner.
            usualNanos *= 0.95;
        }
        // What isn't made use of says nothing about how much there could be.
        if (inside < limit / 2) {
            return;
        }
        double gradient = Math.max(LEAST_GRADIENT, Math.min(1, TOLERANCE * usualNanos / nanos));
        double wanted = limit * gradient + Math.sqrt(limit);
        limit = Math.min(most, Math.max(Math.min(LEAST, most), limit * (1 - SMOOTHING) + wanted * SMOOTHING));
    }
}
