package org.fairlead.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.figures.Outcome;
import org.fairlead.bench.figures.OwnRatio;
import org.fairlead.bench.figures.Results;
import org.fairlead.bench.figures.Spread;

/** Outcomes as tables for a terminal. */
public final class TextReport {
    private static final String GAP = "   ";

    private TextReport() {}

    /** One row for each measure; each contestant's median, spread and ratio to the reference. */
    public static String of(Outcome outcome) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(header(outcome));
        for (Measure measure : outcome.measures()) {
            rows.add(row(outcome, measure));
        }
        StringBuilder text =
                new StringBuilder("\n" + outcome.name() + ": " + outcome.title() + ", " + outcome.work() + "\n");
        text.append(align(rows));
        outcome.warnings().forEach(warning -> text.append("  ! " + warning + "\n"));
        return text.toString();
    }

    /** What is known only when all is measured: costs compared with oneself, and what was left out. */
    public static String ending(Results results) {
        StringBuilder text = new StringBuilder();
        for (OwnRatio own : OwnRatio.of(results)) {
            text.append(String.format(
                    Locale.ROOT,
                    "\n%s, %s: ×%.2f of its own CPU time per request",
                    own.contestant(),
                    own.what(),
                    own.ratio()));
        }
        results.leftOut().forEach(line -> text.append("\nleft out: " + line));
        return text.isEmpty() ? "" : text + "\n";
    }

    private static List<String> header(Outcome outcome) {
        List<String> cells = new ArrayList<>(List.of(""));
        cells.addAll(outcome.contestants());
        return cells;
    }

    private static List<String> row(Outcome outcome, Measure measure) {
        List<String> cells = new ArrayList<>(List.of(measure.label()));
        for (String contestant : outcome.contestants()) {
            cells.add(outcome.spread(contestant, measure)
                    .map(spread -> cell(outcome, contestant, measure, spread))
                    .orElse("-"));
        }
        return cells;
    }

    private static String cell(Outcome outcome, String contestant, Measure measure, Spread spread) {
        String range = spread.count() == 1
                ? ""
                : " (" + measure.write(spread.least()) + "–" + measure.write(spread.most()) + ")";
        return measure.write(spread.median())
                + range
                + ratio(outcome, contestant, measure).map(ratio -> " " + ratio).orElse("");
    }

    /** Such as {@code ×0.83}; empty for the reference itself, and where it has none. */
    static Optional<String> ratio(Outcome outcome, String contestant, Measure measure) {
        return Results.reference(outcome)
                .filter(reference -> !reference.equals(contestant))
                .filter(reference -> isCompared(measure))
                .flatMap(reference -> outcome.ratio(contestant, reference, measure))
                .map(ratio -> String.format(Locale.ROOT, "×%.2f", ratio));
    }

    private static boolean isCompared(Measure measure) {
        return measure != Measure.FAILED && measure != Measure.GENERATOR_P99;
    }

    private static String align(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int column = 0; column < columns; column++) {
                line.append(GAP).append(pad(row.get(column), widths[column]));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String pad(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }
}
