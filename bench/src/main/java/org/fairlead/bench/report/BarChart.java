package org.fairlead.bench.report;

import java.util.List;

/** Horizontal bars from zero, with their values, and whiskers from the least to the most of all rounds. */
final class BarChart {
    private static final double WIDTH = 500;
    private static final double LABELS = 140;
    private static final double ROW = 30;
    private static final double BAR = 18;
    private static final double VALUES = 76;

    private BarChart() {}

    /**
     * One bar.
     *
     * @param style class of its colour
     * @param text its value as it is written
     */
    record Bar(String label, String style, double value, double least, double most, String text) {}

    static String of(String what, List<Bar> bars) {
        double most = bars.stream().mapToDouble(Bar::most).max().orElse(1);
        Scale scale = Scale.linear(0, most <= 0 ? 1 : most, LABELS, WIDTH - VALUES);
        Svg svg = new Svg(WIDTH, ROW * bars.size() + 4, what);
        for (int row = 0; row < bars.size(); row++) {
            bar(svg, scale, bars.get(row), ROW * row + 4);
        }
        return svg.end();
    }

    private static void bar(Svg svg, Scale scale, Bar bar, double top) {
        double middle = top + BAR / 2;
        svg.words("label", "end", LABELS - 10, middle + 4, bar.label());
        svg.rectangle(
                "bar " + bar.style(),
                LABELS,
                top,
                scale.at(bar.value()) - LABELS,
                BAR,
                bar.label() + ": " + bar.text());
        if (bar.most() > bar.least()) {
            svg.line("whisker", scale.at(bar.least()), middle, scale.at(bar.most()), middle);
        }
        svg.words("value", "start", scale.at(bar.most()) + 8, middle + 4, bar.text());
    }
}
