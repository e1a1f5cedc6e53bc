package org.fairlead.routing;

import org.fairlead.matching.Match;
import org.fairlead.matching.Readings;
import org.jspecify.annotations.Nullable;

/** What the rules of a service say of one request, found in one pass. Confined to one thread; reused. */
final class RuleVerdict {
    private final Candidates candidates = new Candidates();
    private @Nullable CompiledRule write;
    private @Nullable CompiledRule read;
    private @Nullable CompiledRule placesRead;
    private @Nullable CompiledRule placesWrite;
    private @Nullable CompiledRule pins;
    private @Nullable CompiledRule ignoresPin;

    /** Looks at every rule that could match; with a listener, at every rule. */
    void of(RuleIndex index, Readings readings, DecisionListener listener) {
        write = null;
        read = null;
        placesRead = null;
        placesWrite = null;
        pins = null;
        ignoresPin = null;
        if (listener != DecisionListener.NONE) {
            index.all().forEach(rule -> look(rule, readings, listener));
            return;
        }
        candidates.clear();
        index.find(readings, candidates);
        for (CompiledRule rule = candidates.next(); rule != null; rule = candidates.next()) {
            look(rule, readings, listener);
        }
    }

    private void look(CompiledRule rule, Readings readings, DecisionListener listener) {
        Match match = rule.rule().when().test(readings);
        if (listener != DecisionListener.NONE) {
            listener.step("rule \"" + rule.rule().name() + "\"", RuleFinding.describe(rule, match));
        }
        if (!match.isPossible()) {
            return;
        }
        classify(rule, match);
        place(rule, match);
        if (match.isCertain()) {
            pins = pins == null && rule.pin() != null ? rule : pins;
            ignoresPin = ignoresPin == null && rule.ignoresPin() ? rule : ignoresPin;
        }
    }

    private void classify(CompiledRule rule, Match match) {
        if (rule.treatedAs() == TreatedAs.WRITE && write == null) {
            write = rule;
        } else if (rule.treatedAs() == TreatedAs.READ && match.isCertain() && read == null) {
            read = rule;
        }
    }

    private void place(CompiledRule rule, Match match) {
        Effect placement = rule.placement();
        if (placement == null) {
            return;
        }
        boolean forWritesToo = placement instanceof Effect.SendToPrimary || placement instanceof Effect.Respond;
        if (forWritesToo || match.isCertain()) {
            placesRead = placesRead == null ? rule : placesRead;
        }
        if (forWritesToo && placesWrite == null) {
            placesWrite = rule;
        }
    }

    /** The first rule that makes the request a write, or null. */
    @Nullable
    CompiledRule write() {
        return write;
    }

    /** The first rule that makes it a read, or null. */
    @Nullable
    CompiledRule read() {
        return read;
    }

    /** The first rule that places or answers it, as a read or as a write, or null. */
    @Nullable
    CompiledRule places(TreatedAs treatedAs) {
        return treatedAs == TreatedAs.READ ? placesRead : placesWrite;
    }

    /** The first rule that sets the length of its pin, or null. */
    @Nullable
    CompiledRule pins() {
        return pins;
    }

    /** The first rule that lets it go without its pin, or null. */
    @Nullable
    CompiledRule ignoresPin() {
        return ignoresPin;
    }
}
