package org.fairlead.bench.figures;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.bench.machine.MachineFacts;

/**
 * One run of the harness.
 *
 * @param date when it began, ISO 8601 in UTC
 * @param settings what it was asked to do, by name
 * @param versions of contestants and tools, by name
 * @param leftOut what was asked for and not measured, and why
 */
public record Results(
        String date,
        MachineFacts machine,
        Map<String, String> settings,
        Map<String, String> versions,
        List<Outcome> outcomes,
        List<String> leftOut) {
    private static final String REFERENCE = "haproxy";

    public Results {
        outcomes = List.copyOf(outcomes);
        leftOut = List.copyOf(leftOut);
    }

    /** Whom the others are compared with: HAProxy if it took part, otherwise the last that did. */
    public static Optional<String> reference(Outcome outcome) {
        List<String> contestants = outcome.contestants();
        if (contestants.size() < 2) {
            return Optional.empty();
        }
        return Optional.of(contestants.contains(REFERENCE) ? REFERENCE : contestants.get(contestants.size() - 1));
    }

    public Optional<Outcome> outcome(String name) {
        return outcomes.stream().filter(outcome -> outcome.name().equals(name)).findFirst();
    }
}
