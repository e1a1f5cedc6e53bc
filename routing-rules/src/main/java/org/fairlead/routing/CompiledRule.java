package org.fairlead.routing;

import org.jspecify.annotations.Nullable;

/** A rule with its effects sorted out. Ordered as in the file. Immutable. */
final class CompiledRule implements Comparable<CompiledRule> {
    private final Rule rule;
    private final int index;
    private @Nullable TreatedAs treatedAs;
    private @Nullable Effect placement;
    private Effect.@Nullable Pin pin;
    private boolean ignoresPin;
    private final UsualDecisions decisions;

    CompiledRule(Service service, Rule rule, int index, int datacenters) {
        this.rule = rule;
        this.index = index;
        rule.effects().forEach(this::take);
        decisions = new UsualDecisions(service, rule, pin, datacenters);
    }

    private void take(Effect effect) {
        if (effect instanceof Effect.TreatAs treatAs) {
            treatedAs = treatAs.treatedAs();
        } else if (effect instanceof Effect.Pin pinned) {
            pin = pinned;
        } else if (effect instanceof Effect.IgnorePin) {
            ignoresPin = true;
        } else {
            placement = effect;
        }
    }

    Rule rule() {
        return rule;
    }

    int index() {
        return index;
    }

    /** Null where the rule doesn't classify. */
    @Nullable
    TreatedAs treatedAs() {
        return treatedAs;
    }

    /** SendToPrimary, SendToLocal, SendTo or Respond; null where the rule doesn't place or answer. */
    @Nullable
    Effect placement() {
        return placement;
    }

    Effect.@Nullable Pin pin() {
        return pin;
    }

    boolean ignoresPin() {
        return ignoresPin;
    }

    /** The decisions that it led to alone. */
    UsualDecisions decisions() {
        return decisions;
    }

    @Override
    public int compareTo(CompiledRule other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return index;
    }
}
