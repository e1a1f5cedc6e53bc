package org.fairlead.bench.report;

import java.util.List;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.figures.Outcome;
import org.fairlead.bench.figures.Results;

/** One figure of many scenarios as ratios to the reference: a dot for each contestant, a line at 1. */
final class RatioChart {
    private static final double WIDTH = 500;
    private static final double LABELS = 196;
    private static final double RIGHT = 56;
    private static final double ROW = 34;
    private static final double TOP = 26;
    private static final double RADIUS = 5.5;
    // Equal ones are still seen.
    private static final double APART = 5;

    private final Measure measure;
    private final Colours colours;

    RatioChart(Measure measure, Colours colours) {
        this.measure = measure;
        this.colours = colours;
    }

    /** Empty where no outcome has the figure of more than one contestant. */
    String of(List<Outcome> outcomes) {
        List<Outcome> shown = outcomes.stream()
                .filter(outcome -> outcome.measures().contains(measure)
                        && Results.reference(outcome).isPresent())
                .toList();
        if (shown.isEmpty()) {
            return "";
        }
        Scale scale = scale(shown);
        double height = TOP + ROW * shown.size() + 12;
        Svg svg = new Svg(WIDTH, height, measure.label() + " as a ratio");
        axis(svg, scale, height);
        for (int row = 0; row < shown.size(); row++) {
            row(svg, scale, shown.get(row), TOP + ROW * (row + 0.5));
        }
        return svg.end();
    }

    private Scale scale(List<Outcome> shown) {
        List<Double> ratios = shown.stream()
                .flatMap(outcome ->
                        outcome.contestants().stream().flatMap(contestant -> ratio(outcome, contestant).stream()))
                .toList();
        double most = ratios.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        return Scale.linear(0, Math.max(1.2, most * 1.05), LABELS, WIDTH - RIGHT);
    }

    private java.util.Optional<Double> ratio(Outcome outcome, String contestant) {
        return Results.reference(outcome).flatMap(reference -> outcome.ratio(contestant, reference, measure));
    }

    private static void axis(Svg svg, Scale scale, double height) {
        for (double tick : scale.ticks(6)) {
            svg.line(Math.abs(tick - 1) < 1e-9 ? "one" : "grid", scale.at(tick), TOP - 6, scale.at(tick), height - 8);
            svg.words("tick", "middle", scale.at(tick), TOP - 12, Svg.format("%.1f", tick));
        }
    }

    private void row(Svg svg, Scale scale, Outcome outcome, double y) {
        svg.words("label", "end", LABELS - 14, y + 4, outcome.title());
        svg.line("row", LABELS, y, WIDTH - RIGHT, y);
        List<String> contestants = outcome.contestants();
        for (int i = contestants.size() - 1; i >= 0; i--) {
            dot(svg, scale, outcome, contestants.get(i), y + (i - (contestants.size() - 1) / 2.0) * APART);
        }
        ratio(outcome, contestants.get(0))
                .ifPresent(ratio -> svg.words("value", "end", WIDTH - 4, y + 4, Svg.format("×%.2f", ratio)));
    }

    private void dot(Svg svg, Scale scale, Outcome outcome, String contestant, double y) {
        ratio(outcome, contestant).ifPresent(ratio -> {
            String median = outcome.spread(contestant, measure)
                    .map(spread -> measure.write(spread.median()))
                    .orElse("");
            String tip = contestant + ": " + median + " " + measure.label() + Svg.format(", ratio %.2f", ratio);
            svg.circle("dot " + colours.of(contestant), scale.at(ratio), y, RADIUS, tip);
        });
    }
}
