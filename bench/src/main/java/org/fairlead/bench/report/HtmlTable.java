package org.fairlead.bench.report;

import java.util.stream.Collectors;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.figures.Outcome;
import org.fairlead.bench.figures.Spread;

/** All figures of one outcome: a row for each measure, a column for each contestant. */
final class HtmlTable {
    private HtmlTable() {}

    static String of(Outcome outcome, Colours colours) {
        String header = outcome.contestants().stream()
                .map(contestant -> "<th><span class=\"key " + colours.of(contestant) + "\"></span>"
                        + Svg.escape(contestant) + "</th>")
                .collect(Collectors.joining("", "<tr><th></th>", "</tr>\n"));
        String rows = outcome.measures().stream()
                .map(measure -> row(outcome, measure))
                .collect(Collectors.joining());
        return "<div class=\"scroll\"><table>\n<thead>" + header + "</thead>\n<tbody>" + rows
                + "</tbody>\n</table></div>\n";
    }

    private static String row(Outcome outcome, Measure measure) {
        return outcome.contestants().stream()
                .map(contestant -> outcome.spread(contestant, measure)
                        .map(spread -> cell(outcome, contestant, measure, spread))
                        .orElse("<td>–</td>"))
                .collect(Collectors.joining("", "<tr><th>" + Svg.escape(measure.label()) + "</th>", "</tr>\n"));
    }

    private static String cell(Outcome outcome, String contestant, Measure measure, Spread spread) {
        String range = spread.count() == 1
                ? ""
                : "<small>" + measure.write(spread.least()) + " – " + measure.write(spread.most()) + "</small>";
        String ratio = TextReport.ratio(outcome, contestant, measure)
                .map(text -> "<i>" + text + "</i>")
                .orElse("");
        return "<td><b>" + measure.write(spread.median()) + "</b>" + ratio + range + "</td>";
    }
}
