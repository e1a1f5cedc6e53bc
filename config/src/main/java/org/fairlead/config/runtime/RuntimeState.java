package org.fairlead.config.runtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that operators set at run time, the oldest first. Immutable; kept over a restart by {@link StateFile}, laid over a
 * configuration by {@link EffectiveConfiguration}.
 */
public record RuntimeState(List<Entry> entries) {
    public static final RuntimeState EMPTY = new RuntimeState(List.of());

    /** An override, and who set it, why, and when. */
    public record Entry(OperatorOverride override, String who, String why, Instant since) {
        /** In words, for logs and tables. */
        @Override
        public String toString() {
            return override.words() + " (since " + since + ", by " + who + (why.isEmpty() ? "" : ": " + why) + ")";
        }
    }

    public RuntimeState {
        entries = List.copyOf(entries);
    }

    public Optional<Entry> find(String subject) {
        return entries.stream()
                .filter(entry -> entry.override().subject().equals(subject))
                .findFirst();
    }

    /** With {@code entry} in place of what was said of its subject before. */
    public RuntimeState with(Entry entry) {
        List<Entry> next = new ArrayList<>(without(entry.override().subject()).entries);
        next.add(entry);
        return new RuntimeState(next);
    }

    public RuntimeState without(String subject) {
        return new RuntimeState(entries.stream()
                .filter(entry -> !entry.override().subject().equals(subject))
                .toList());
    }
}
