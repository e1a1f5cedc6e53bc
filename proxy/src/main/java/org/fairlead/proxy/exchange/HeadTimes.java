package org.fairlead.proxy.exchange;

/**
 * How long the heads of a pool's answers take of late: a histogram of buckets an eighth wide, halved again and again, so that
 * what was long ago counts for less and less. Noting one allocates nothing. Confined to an event loop.
 */
final class HeadTimes {
    /** Fewer say nothing. */
    private static final int ENOUGH = 50;

    private static final int MOST = 2_000;
    private static final int LOOK_EVERY = 64;
    private static final int EIGHTHS_BITS = 3;
    private static final int EIGHTHS = 1 << EIGHTHS_BITS;
    /** In nanoseconds, as a power of two: what takes less than 65 microseconds is all the same. */
    private static final int FIRST_POWER = 16;

    private static final int POWERS = 24;

    private final int[] counts = new int[POWERS * EIGHTHS];
    private int total;
    private int sinceLook;
    private long slowNanos = Long.MAX_VALUE;

    void took(long nanos) {
        counts[bucket(nanos)]++;
        total++;
        sinceLook++;
        if (total >= ENOUGH && (sinceLook >= LOOK_EVERY || slowNanos == Long.MAX_VALUE)) {
            sinceLook = 0;
            slowNanos = percentile95();
            if (total > MOST) {
                halve();
            }
        }
    }

    /** What 95 in 100 don't take longer than; for ever, while too few are known. */
    long slowNanos() {
        return slowNanos;
    }

    private long percentile95() {
        int beyond = total / 20;
        int bucket = counts.length - 1;
        for (int seen = counts[bucket]; seen <= beyond && bucket > 0; seen += counts[bucket]) {
            bucket--;
        }
        return end(bucket);
    }

    private void halve() {
        total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] /= 2;
            total += counts[i];
        }
    }

    private static int bucket(long nanos) {
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, nanos));
        if (power < FIRST_POWER) {
            return 0;
        }
        int eighth = (int) (nanos >>> power - EIGHTHS_BITS) & EIGHTHS - 1;
        return Math.min((power - FIRST_POWER) * EIGHTHS + eighth, POWERS * EIGHTHS - 1);
    }

    /** Of the times in a bucket, the longest. */
    private static long end(int bucket) {
        int power = FIRST_POWER + bucket / EIGHTHS;
        long eighth = 1L << power - EIGHTHS_BITS;
        return (1L << power) + (bucket % EIGHTHS + 1) * eighth;
    }
}
