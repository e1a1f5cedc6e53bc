package org.fairlead.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What the open-loop generator saw.
 *
 * @param nanos from the intended start of each visit to the last byte of its last answer, where all answers were 2xx
 * @param lateNanos how late the generator itself was, where a connection was free at the intended start
 * @param failed visits with another answer, a broken connection, or none within the time of grace
 */
public record Latencies(Histogram nanos, Histogram lateNanos, long failed) {
    private static final double NANOS_PER_MILLI = 1e6;

    public double millisAt(double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    public double lateMillisAt(double percentile) {
        return lateNanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    public double failedPerMille() {
        long all = nanos.getTotalCount() + failed;
        return all == 0 ? 1000 : 1000.0 * failed / all;
    }
}
