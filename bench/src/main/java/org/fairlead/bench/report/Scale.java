package org.fairlead.bench.report;

import java.util.ArrayList;
import java.util.List;

/** From values to places on a line, evenly or by powers of ten. */
record Scale(double from, double to, double start, double end, boolean logarithmic) {
    private static final double[] STEPS = {1, 2, 5, 10};

    static Scale linear(double from, double to, double start, double end) {
        return new Scale(from, to, start, end, false);
    }

    /** Of positive values. */
    static Scale logarithmic(double from, double to, double start, double end) {
        return new Scale(from, to, start, end, true);
    }

    double at(double value) {
        double share = logarithmic
                ? (Math.log(Math.max(value, from)) - Math.log(from)) / (Math.log(to) - Math.log(from))
                : (value - from) / (to - from);
        return start + share * (end - start);
    }

    /** Round numbers, about as many as asked for. */
    List<Double> ticks(int wanted) {
        return logarithmic ? decades() : even(wanted);
    }

    private List<Double> even(int wanted) {
        double rough = (to - from) / wanted;
        double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = magnitude * 10;
        for (double candidate : STEPS) {
            if (magnitude * candidate >= rough) {
                step = magnitude * candidate;
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (double tick = Math.ceil(from / step) * step; tick <= to + step * 1e-9; tick += step) {
            ticks.add(tick);
        }
        return ticks;
    }

    private List<Double> decades() {
        List<Double> ticks = new ArrayList<>();
        for (double decade = Math.pow(10, Math.floor(Math.log10(from))); decade <= to; decade *= 10) {
            for (double step : new double[] {1, 2, 5}) {
                if (decade * step >= from && decade * step <= to) {
                    ticks.add(decade * step);
                }
            }
        }
        return ticks;
    }
}
