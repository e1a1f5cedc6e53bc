package org.fairlead.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fairlead.bench.figures.Outcome;
import org.fairlead.bench.figures.OwnRatio;
import org.fairlead.bench.figures.Results;

/** Results as one HTML file that needs nothing else: no script, no font, no picture from anywhere. */
public final class HtmlReport {
    private HtmlReport() {}

    public static String of(Results results) {
        Colours colours = new Colours(contestants(results));
        HtmlCharts charts = new HtmlCharts(results, colours);
        return resource("report.html")
                .replace("@STYLE", resource("report.css"))
                .replace("@SUBJECT", Svg.escape(subject(results)))
                .replace("@DATE", Svg.escape(results.date().replace("T", ", ").replace("Z", " UTC")))
                .replace("@MACHINE", Svg.escape(machine(results)))
                .replace("@BANNER", banner(results))
                .replace("@TILES", HtmlTiles.of(results))
                .replace("@CHARTS", charts.all())
                .replace("@TABLES", tables(results, colours))
                .replace("@SETTINGS", pairs(results.settings()))
                .replace("@VERSIONS", pairs(results.versions()))
                .replace("@OWN", own(results))
                .replace("@LEFT_OUT", leftOut(results.leftOut()));
    }

    private static List<String> contestants(Results results) {
        return results.outcomes().stream()
                .flatMap(outcome -> outcome.contestants().stream())
                .distinct()
                .toList();
    }

    private static String subject(Results results) {
        List<String> all = contestants(results);
        return all.size() < 2
                ? String.join("", all)
                : all.get(0) + " beside " + String.join(" and ", all.subList(1, all.size()));
    }

    private static String machine(Results results) {
        var machine = results.machine();
        return machine.processor() + ", " + machine.cores() + " cores, " + machine.memory() + ", Linux "
                + machine.kernel() + ", " + machine.system();
    }

    /** Who only looks at the top must learn there that little of it can be trusted. */
    private static String banner(Results results) {
        long disturbed = results.outcomes().stream()
                .filter(outcome -> outcome.quietShare() < 0.5)
                .count();
        return disturbed == 0
                ? ""
                : "<p class=\"warning banner\">The machine was disturbed in most rounds of " + disturbed + " of "
                        + results.outcomes().size()
                        + " scenarios: others were running on it. Measure again when it is quiet before you conclude anything.</p>";
    }

    private static String tables(Results results, Colours colours) {
        return results.outcomes().stream()
                .map(outcome -> table(outcome, colours))
                .collect(Collectors.joining());
    }

    private static String table(Outcome outcome, Colours colours) {
        String warnings = outcome.warnings().stream()
                .map(warning -> "<p class=\"warning\">" + Svg.escape(warning) + "</p>\n")
                .collect(Collectors.joining());
        return "<section class=\"card\" id=\"" + outcome.name() + "\"><h3>" + Svg.escape(outcome.title())
                + " <code>" + outcome.name() + "</code></h3>\n<p class=\"work\">" + Svg.escape(outcome.work())
                + "</p>\n"
                + warnings + HtmlTable.of(outcome, colours) + "</section>\n";
    }

    private static String pairs(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> "<dt>" + Svg.escape(pair.getKey()) + "</dt><dd>" + Svg.escape(pair.getValue()) + "</dd>\n")
                .collect(Collectors.joining("<dl>\n", "", "</dl>\n"));
    }

    private static String own(Results results) {
        List<OwnRatio> ratios = OwnRatio.of(results);
        String rows = ratios.stream()
                .map(own -> "<tr><th>" + Svg.escape(own.what()) + "</th><td>" + Svg.escape(own.contestant())
                        + "</td><td><b>" + Svg.format("×%.2f", own.ratio()) + "</b></td></tr>\n")
                .collect(Collectors.joining());
        return ratios.isEmpty()
                ? ""
                : "<section class=\"card\"><h3>Compared with itself</h3>\n<p class=\"work\">CPU time per request with it, by"
                        + " that without; different processes, so a few percent are chance</p>\n<table>" + rows
                        + "</table></section>\n";
    }

    private static String leftOut(List<String> lines) {
        return lines.isEmpty()
                ? ""
                : lines.stream()
                        .map(line -> "<li>" + Svg.escape(line) + "</li>\n")
                        .collect(Collectors.joining("", "<h3>Left out</h3>\n<ul>\n", "</ul>\n"));
    }

    static String resource(String name) {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + ": not among the resources");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
