package org.fairlead.routing;

import org.fairlead.matching.Match;
import org.fairlead.matching.Readings;
import org.jspecify.annotations.Nullable;

/** What the rules of a service say of one request, found in one pass. Confined to one thread; reused. */
final class RuleVerdict {
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
        } else if (readings.hasCanonicalPath()) {
            merge(index.byRawPath(readings.head()), index.byCanonicalPath(readings), readings);
        } else {
            for (CompiledRule rule : index.byRawPath(readings.head())) {
                look(rule, readings, DecisionListener.NONE);
            }
        }
    }

    /** Both lists are in the order of the file; so is what is looked at, each rule once. */
    private void merge(CompiledRule[] raw, CompiledRule[] canonical, Readings readings) {
        int r = 0;
        int c = 0;
        while (r < raw.length || c < canonical.length) {
            int rawIndex = r < raw.length ? raw[r].index() : Integer.MAX_VALUE;
            int canonicalIndex = c < canonical.length ? canonical[c].index() : Integer.MAX_VALUE;
            look(rawIndex <= canonicalIndex ? raw[r] : canonical[c], readings, DecisionListener.NONE);
            r += rawIndex <= canonicalIndex ? 1 : 0;
            c += canonicalIndex <= rawIndex ? 1 : 0;
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
