package org.fairlead.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fairlead.bench.figures.Curve;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.figures.Outcome;
import org.fairlead.bench.figures.Results;

/** The charts of a report, each in a figure with its caption; those without figures are left out. */
final class HtmlCharts {
    private static final List<String> DISTANT = List.of("far-home", "far-local", "far-write");

    private final Results results;
    private final Colours colours;
    private final List<Outcome> near;

    HtmlCharts(Results results, Colours colours) {
        this.results = results;
        this.colours = colours;
        near = results.outcomes().stream()
                .filter(outcome -> !DISTANT.contains(outcome.name()))
                .toList();
    }

    String all() {
        return ratios(Measure.CPU_PER_REQUEST, "CPU time per request", "Left is cheaper.")
                + ratios(Measure.REQUESTS_PER_SECOND, "Requests per second", "Right is more.")
                + latency()
                + distance()
                + bars("idle-5000", Measure.RSS_FRESH, "Memory of a fresh process", "MiB resident")
                + bars("idle-5000", Measure.RSS_IDLE, "Memory with 5,000 idle connections", "MiB resident")
                + bars(
                        "get-1k",
                        Measure.RSS_PEAK,
                        "Memory at the peak",
                        "MiB resident, after GET of 1 KiB at saturation")
                + bars("start", Measure.START_WALL, "Start-up", "ms to the first answered request")
                + bars("start", Measure.START_CPU, "CPU time of the start-up", "ms of all cores together");
    }

    private String ratios(Measure measure, String title, String hint) {
        String chart = new RatioChart(measure, colours).of(near);
        String reference = near.stream()
                .map(Results::reference)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
        return chart.isEmpty() ? "" : figure("", title, "Ratio to " + reference + ". " + hint, legend() + chart);
    }

    private String legend() {
        return results.outcomes().stream()
                .flatMap(outcome -> outcome.contestants().stream())
                .distinct()
                .map(name ->
                        "<span><span class=\"key " + colours.of(name) + "\"></span>" + Svg.escape(name) + "</span>")
                .collect(Collectors.joining("", "<p class=\"legend\">", "</p>"));
    }

    private String latency() {
        return near.stream()
                .filter(outcome -> !outcome.curves().isEmpty())
                .map(outcome -> figure(
                        "wide",
                        outcome.title(),
                        outcome.work() + ". All rounds together; each step to the right is ten times rarer.",
                        PercentileChart.of(outcome.curves(), colours)))
                .collect(Collectors.joining());
    }

    /** The same reader twice: what local reads save. */
    private String distance() {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (String name : DISTANT) {
            results.outcome(name).ifPresent(outcome -> bars.add(distanceBar(outcome)));
        }
        return bars.size() < 2
                ? ""
                : figure(
                        "",
                        "Why two datacenters: a page view, 36 ms away from the primary",
                        "Median time of a document and two reads after it; of an edit, the write and the page that follows.",
                        BarChart.of("page views", bars));
    }

    private static BarChart.Bar distanceBar(Outcome outcome) {
        String label = switch (outcome.name()) {
            case "far-home" -> "all at the primary";
            case "far-local" -> "local reads";
            default -> "an edit";
        };
        double median = outcome.curves().stream()
                .flatMap(curve -> curve.points().stream())
                .filter(point -> point.percentile() == 50)
                .mapToDouble(Curve.Point::millis)
                .findFirst()
                .orElse(0);
        String style = outcome.name().equals("far-local") ? "c0" : "c5";
        return new BarChart.Bar(label, style, median, median, median, Svg.format("%.1f ms", median));
    }

    private String bars(String scenario, Measure measure, String title, String caption) {
        return results.outcome(scenario)
                .filter(outcome -> outcome.measures().contains(measure))
                .map(outcome -> figure("", title, caption, BarChart.of(title, bars(outcome, measure))))
                .orElse("");
    }

    private List<BarChart.Bar> bars(Outcome outcome, Measure measure) {
        return outcome.contestants().stream()
                .flatMap(contestant -> outcome
                        .spread(contestant, measure)
                        .map(spread -> new BarChart.Bar(
                                contestant,
                                colours.of(contestant),
                                spread.median(),
                                spread.least(),
                                spread.most(),
                                measure.write(spread.median())))
                        .stream())
                .toList();
    }

    private static String figure(String style, String title, String caption, String content) {
        return "<figure class=\"card " + style + "\"><h3>" + Svg.escape(title) + "</h3>\n<figcaption>"
                + Svg.escape(caption) + "</figcaption>\n" + content + "</figure>\n";
    }
}
