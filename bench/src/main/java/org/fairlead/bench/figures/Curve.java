package org.fairlead.bench.figures;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Latency by percentile over all rounds of one contestant.
 *
 * @param samples how many requests it was made from; the last points need at least ten beyond them
 */
public record Curve(String label, long samples, List<Point> points) {
    private static final double[] PERCENTILES = {
        0, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.975, 99.99, 99.999
    };
    private static final double NANOS_PER_MILLI = 1e6;

    /** @param millis what that share of the requests stayed within */
    public record Point(double percentile, double millis) {}

    public Curve {
        points = List.copyOf(points);
    }

    /** Percentiles with fewer than {@code 3} samples beyond them would be chance, and are left out. */
    public static Curve of(String label, Histogram nanos) {
        List<Point> points = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            if (nanos.getTotalCount() * (1 - percentile / 100) >= 3) {
                points.add(new Point(percentile, nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI));
            }
        }
        return new Curve(label, nanos.getTotalCount(), points);
    }
}
