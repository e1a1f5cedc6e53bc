package org.fairlead.proxy.telemetry;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A histogram of durations with fixed buckets; one writer, any reader; recording allocates nothing. */
final class Latencies {
    /** Upper bounds in nanoseconds; what is longer than the last falls into a bucket of its own. */
    private static final long[] BOUNDS = Arrays.stream(
                    new double[] {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
                    })
            .mapToLong(seconds -> Math.round(seconds * 1e9))
            .toArray();

    static final int BUCKETS = BOUNDS.length + 1;
    private static final int SUM = BUCKETS;

    private final Tally cells = new Tally(BUCKETS + 1);
    private final Exemplars exemplars = new Exemplars();

    /** Records how long {@code exchange}, or a part of it, took. */
    void record(long nanos, ExchangeRecord exchange) {
        int bucket = bucket(nanos);
        cells.add(bucket, 1);
        cells.add(SUM, nanos);
        byte[] trace = exchange.trace();
        if (trace != null && exchange.isSampled()) {
            exemplars.offer(bucket, trace, nanos, exchange.beganMillis());
        }
    }

    /** A trace that fell into that bucket, or null. */
    Exemplars.@Nullable Exemplar exemplar(int bucket) {
        return exemplars.get(bucket);
    }

    private static int bucket(long nanos) {
        int found = Arrays.binarySearch(BOUNDS, nanos);
        return found >= 0 ? found : -found - 1;
    }

    /** Adds the counts, bucket by bucket, to {@code counts}; returns the sum of what was recorded, in nanoseconds. */
    long addTo(long[] counts) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += cells.get(i);
        }
        return cells.get(SUM);
    }

    /** The upper bound of a bucket, in seconds. */
    static String boundLabel(int bucket) {
        return bucket == BOUNDS.length
                ? "+Inf"
                : BigDecimal.valueOf(BOUNDS[bucket], 9).stripTrailingZeros().toPlainString();
    }
}
