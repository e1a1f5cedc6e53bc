package org.fairlead.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.figures.Outcome;
import org.fairlead.bench.figures.Results;
import org.fairlead.bench.figures.Spread;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as JSON: everything as it was measured, and a summary for those who read it with jq. */
public final class JsonResults {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonResults() {}

    /** @param ratio to the reference; null for the reference itself */
    record Figure(
            double median,
            double least,
            double most,
            int rounds,
            @org.jspecify.annotations.Nullable Double ratio) {}

    private record Document(Map<String, Map<String, Map<Measure, Figure>>> summary, Results results) {}

    public static String write(Results results) {
        Map<String, Map<String, Map<Measure, Figure>>> summary = new LinkedHashMap<>();
        results.outcomes().forEach(outcome -> summary.put(outcome.name(), summary(outcome)));
        return MAPPER.writeValueAsString(new Document(summary, results)) + "\n";
    }

    private static Map<String, Map<Measure, Figure>> summary(Outcome outcome) {
        Map<String, Map<Measure, Figure>> contestants = new LinkedHashMap<>();
        for (String contestant : outcome.contestants()) {
            Map<Measure, Figure> figures = new LinkedHashMap<>();
            for (Measure measure : outcome.measures()) {
                outcome.spread(contestant, measure)
                        .ifPresent(spread -> figures.put(measure, figure(outcome, contestant, measure, spread)));
            }
            contestants.put(contestant, figures);
        }
        return contestants;
    }

    private static Figure figure(Outcome outcome, String contestant, Measure measure, Spread spread) {
        Double ratio = Results.reference(outcome)
                .filter(reference -> !reference.equals(contestant))
                .flatMap(reference -> outcome.ratio(contestant, reference, measure))
                .orElse(null);
        return new Figure(spread.median(), spread.least(), spread.most(), spread.count(), ratio);
    }

    /** What {@link #write} wrote. */
    public static Results read(String json) {
        JsonNode document = MAPPER.readTree(json);
        return MAPPER.treeToValue(document.get("results"), Results.class);
    }
}
