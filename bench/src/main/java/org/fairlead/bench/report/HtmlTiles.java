package org.fairlead.bench.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.figures.Outcome;
import org.fairlead.bench.figures.Results;

/** The few figures that a hurried reader looks for, of the first contestant. */
final class HtmlTiles {
    private static final List<Tile> TILES = List.of(
            new Tile("get-1k", Measure.CPU_PER_REQUEST, "CPU for a GET of 1 KiB"),
            new Tile("get-100k", Measure.CPU_PER_REQUEST, "CPU for a GET of 100 KiB"),
            new Tile("post-1k", Measure.CPU_PER_REQUEST, "CPU for a POST of 1 KiB"),
            new Tile("get-1k", Measure.REQUESTS_PER_SECOND, "Requests a second"),
            new Tile("latency", Measure.P99, "Latency, 99 of 100"),
            new Tile("idle-5000", Measure.RSS_IDLE, "Memory with 5,000 idle"));

    private HtmlTiles() {}

    private record Tile(String scenario, Measure measure, String title) {}

    static String of(Results results) {
        return TILES.stream()
                .map(tile -> tile(results, tile))
                .flatMap(Optional::stream)
                .collect(Collectors.joining());
    }

    private static Optional<String> tile(Results results, Tile tile) {
        return results.outcome(tile.scenario())
                .filter(outcome -> outcome.measures().contains(tile.measure()))
                .map(outcome -> tile(outcome, tile));
    }

    private static String tile(Outcome outcome, Tile tile) {
        String first = outcome.contestants().get(0);
        String value = outcome.spread(first, tile.measure())
                .map(spread -> tile.measure().write(spread.median()))
                .orElse("–");
        return "<a class=\"tile\" href=\"#" + outcome.name() + "\"><span>" + tile.title() + "</span><strong>" + value
                + "</strong><em>" + tile.measure().label() + "</em>" + verdict(outcome, first, tile.measure())
                + "</a>\n";
    }

    private static String verdict(Outcome outcome, String first, Measure measure) {
        Optional<String> reference = Results.reference(outcome).filter(name -> !name.equals(first));
        return reference
                .flatMap(name -> outcome.ratio(first, name, measure)
                        .map(ratio -> "<small class=\"" + (isBetter(ratio, measure) ? "better" : "worse") + "\">"
                                + Svg.format("%.2f of %s", ratio, name) + "</small>"))
                .orElse("");
    }

    private static boolean isBetter(double ratio, Measure measure) {
        return measure.isBetterWhenMore() ? ratio >= 1 : ratio <= 1;
    }
}
