package org.fairlead.bench.figures;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.fairlead.bench.machine.Conditions;

/** What one contestant did in one round of a scenario. */
public record Round(String contestant, int number, Map<Measure, Double> figures, Conditions conditions) {
    public Round {
        EnumMap<Measure, Double> ordered = new EnumMap<>(Measure.class);
        ordered.putAll(figures);
        figures = java.util.Collections.unmodifiableMap(ordered);
    }

    public Optional<Double> figure(Measure measure) {
        return Optional.ofNullable(figures.get(measure));
    }
}
