package org.fairlead.bench.figures;

import java.util.Arrays;
import java.util.Collection;

/** The middle and the ends of some values. */
public record Spread(double median, double least, double most, int count) {
    /** Of at least one value. */
    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values: none (expected: at least one)");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    public static double median(Collection<Double> values) {
        return of(values).median();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }

    /** The distance of the ends from each other, as a share of the middle. */
    public double relativeWidth() {
        return median == 0 ? 0 : (most - least) / median;
    }
}
