package org.fairlead.config.runtime;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.Configuration;
import org.fairlead.config.Operations;

/**
 * What an operator asks for.
 *
 * @param override what it is about
 * @param sets false: what was set is to be taken back
 * @param isForced whether a share may grow by more than a step
 */
public record Change(OperatorOverride override, boolean sets, boolean isForced) {
    /** What comes of asking. */
    public sealed interface Outcome {
        /**
         * It makes sense.
         *
         * @param effects in words; empty: nothing changes
         */
        record Accepted(RuntimeState next, EffectiveConfiguration effective, List<String> effects) implements Outcome {
            public Accepted {
                effects = List.copyOf(effects);
            }
        }

        /** It doesn't. */
        record Refused(String problem) implements Outcome {}
    }

    /**
     * What would come of it. Pure: nothing is changed.
     *
     * @param entry the override with who, why and when
     */
    public Outcome apply(
            Configuration loaded, RuntimeState state, RuntimeState.Entry entry, Operations.Control.Ramp ramp) {
        Optional<String> unfit = sets || state.find(override.subject()).isEmpty()
                ? OverrideCheck.unfit(loaded, override)
                : Optional.empty();
        if (unfit.isPresent()) {
            return new Outcome.Refused(unfit.get());
        }
        return sets ? set(loaded, state, entry, ramp) : takeBack(loaded, state);
    }

    private Outcome set(
            Configuration loaded, RuntimeState state, RuntimeState.Entry entry, Operations.Control.Ramp ramp) {
        Optional<RuntimeState.Entry> before = state.find(override.subject());
        if (before.isPresent() && before.get().override().words().equals(override.words())) {
            return accepted(loaded, state, state, List.of());
        }
        if (override instanceof OperatorOverride.Share share && !isForced) {
            int now = before.map(known -> ((OperatorOverride.Share) known.override()).hundredths())
                    .orElse(share.configured());
            if (share.hundredths() - now > ramp.largestStep()) {
                return new Outcome.Refused("from " + Percentages.render(now) + " to "
                        + Percentages.render(share.hundredths()) + " (expected: a step of "
                        + Percentages.render(ramp.largestStep()) + " at most, see control.largest-step; or --force)");
            }
        }
        return accepted(loaded, state, state.with(entry), List.of(override.words()));
    }

    private Outcome takeBack(Configuration loaded, RuntimeState state) {
        Optional<RuntimeState.Entry> before = state.find(override.subject());
        return before.isEmpty()
                ? new Outcome.Refused("nothing was set at run time for the " + override.subject()
                        + " (expected: an override that `status` shows; what the files say is changed there)")
                : accepted(
                        loaded,
                        state,
                        state.without(override.subject()),
                        List.of("no longer: " + before.get().override().words()));
    }

    private static Outcome accepted(
            Configuration loaded, RuntimeState before, RuntimeState next, List<String> effects) {
        EffectiveConfiguration effective = EffectiveConfiguration.of(loaded, next);
        Set<String> lost = new LinkedHashSet<>(OverrideCheck.withoutReaders(effective.configuration()));
        lost.removeAll(OverrideCheck.withoutReaders(
                EffectiveConfiguration.of(loaded, before).configuration()));
        Set<String> emptied = new LinkedHashSet<>(emptied(loaded, next));
        emptied.removeAll(emptied(loaded, before));
        if (!emptied.isEmpty()) {
            return new Outcome.Refused("no origin would be left of " + String.join(", ", emptied)
                    + " (expected: one that isn't drained; a pool that is drained whole keeps its writes)");
        }
        return lost.isEmpty()
                ? new Outcome.Accepted(next, effective, effects)
                : new Outcome.Refused("no datacenter would be left to take the reads of " + String.join(", ", lost)
                        + " (expected: one that takes reads among the local one and failover)");
    }

    private static List<String> emptied(Configuration loaded, RuntimeState state) {
        return DrainCheck.emptied(loaded, DrainCheck.origins(state.entries().stream()));
    }
}
