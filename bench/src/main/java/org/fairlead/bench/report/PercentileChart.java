package org.fairlead.bench.report;

import java.util.List;
import java.util.stream.Collectors;
import org.fairlead.bench.figures.Curve;

/** Latency by percentile. Each nine more takes the same room, so that the slowest requests, the ones that hurt, are seen. */
final class PercentileChart {
    private static final double WIDTH = 860;
    private static final double HEIGHT = 350;
    private static final double LEFT = 62;
    private static final double RIGHT = 110;
    private static final double BOTTOM = 34;
    private static final double TOP = 16;
    private static final double LABEL_HEIGHT = 16;
    private static final double[] MARKS = {50, 90, 99, 99.9, 99.99};

    private PercentileChart() {}

    static String of(List<Curve> curves, Colours colours) {
        double least = 0.5 * millis(curves).min().orElse(1);
        double most = 1.3 * millis(curves).max().orElse(10);
        double last = curves.stream()
                .mapToDouble(curve -> Math.min(
                        beyond(curve.points().get(curve.points().size() - 1).percentile()), 1))
                .min()
                .orElse(0.01);
        Scale x = Scale.logarithmic(1, 1 / Math.max(last, 1e-5), LEFT, WIDTH - RIGHT);
        Scale y = Scale.logarithmic(Math.max(least, 1e-3), most, HEIGHT - BOTTOM, TOP);
        Svg svg = new Svg(WIDTH, HEIGHT, "latency by percentile");
        axes(svg, x, y);
        curves.forEach(curve -> curve(svg, x, y, curve, colours.of(curve.label())));
        labels(svg, y, curves, colours);
        return svg.end();
    }

    private static java.util.stream.DoubleStream millis(List<Curve> curves) {
        return curves.stream().flatMap(curve -> curve.points().stream()).mapToDouble(Curve.Point::millis);
    }

    /** The share of the requests that took longer. */
    private static double beyond(double percentile) {
        return 1 - percentile / 100;
    }

    private static void axes(Svg svg, Scale x, Scale y) {
        for (double tick : y.ticks(0)) {
            svg.line("grid", LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
            svg.words("tick", "end", LEFT - 8, y.at(tick) + 4, trimmed(tick) + " ms");
        }
        for (double mark : MARKS) {
            double at = x.at(1 / beyond(mark));
            if (at <= WIDTH - RIGHT + 1) {
                svg.line("grid", at, TOP, at, HEIGHT - BOTTOM);
                svg.words("tick", "middle", at, HEIGHT - BOTTOM + 20, "p" + trimmed(mark));
            }
        }
    }

    /** Two decimals at most, and none that says nothing. */
    private static String trimmed(double value) {
        return Svg.format("%.2f", value).replaceAll("\\.?0+$", "");
    }

    private static void curve(Svg svg, Scale x, Scale y, Curve curve, String style) {
        String points = curve.points().stream()
                .map(point -> Svg.format("%.1f,%.1f", x.at(1 / beyond(point.percentile())), y.at(point.millis())))
                .collect(Collectors.joining(" "));
        svg.polyline("curve " + style, points);
        for (Curve.Point point : curve.points()) {
            String tip = curve.label() + Svg.format(": p%s %.3f ms", point.percentile(), point.millis());
            svg.circle("point " + style, x.at(1 / beyond(point.percentile())), y.at(point.millis()), 3, tip);
        }
    }

    /** Each at the end of its curve, moved down where two would overlap. */
    private static void labels(Svg svg, Scale y, List<Curve> curves, Colours colours) {
        List<Curve> fromTop = curves.stream()
                .sorted(java.util.Comparator.comparingDouble(curve -> -last(curve)))
                .toList();
        double free = 0;
        for (Curve curve : fromTop) {
            double at = Math.max(y.at(last(curve)) + 4, free);
            svg.words("name " + colours.of(curve.label()), "start", WIDTH - RIGHT + 10, at, curve.label());
            free = at + LABEL_HEIGHT;
        }
    }

    private static double last(Curve curve) {
        return curve.points().get(curve.points().size() - 1).millis();
    }
}
