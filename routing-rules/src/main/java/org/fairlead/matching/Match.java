package org.fairlead.matching;

/** How a condition fares over all readings of a request. The order of the constants is their strength. */
public enum Match {
    /** No reading fulfils it. */
    NO,
    /** Some reading fulfils it, another doesn't. */
    MAYBE,
    /** Every reading fulfils it. */
    YES;

    static Match of(boolean holds) {
        return holds ? YES : NO;
    }

    Match not() {
        return this == MAYBE ? MAYBE : of(this == NO);
    }

    Match least(Match other) {
        return compareTo(other) <= 0 ? this : other;
    }

    Match greatest(Match other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Whether some reading fulfils the condition. */
    public boolean isPossible() {
        return this != NO;
    }

    public boolean isCertain() {
        return this == YES;
    }

    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
