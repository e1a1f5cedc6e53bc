package org.fairlead.routing;

/** What a datacenter takes now. */
public enum DatacenterState {
    ACTIVE(true, true),
    /** By an operator: reads move on; writes stay, where it is the primary. */
    DRAINED(false, true),
    READ_ONLY(true, false),
    /** Both at once, as during a change of primary. */
    DRAINED_READ_ONLY(false, false),
    /** Seen to be so. */
    DOWN(false, false);

    private final boolean takesReads;
    private final boolean takesWrites;

    DatacenterState(boolean takesReads, boolean takesWrites) {
        this.takesReads = takesReads;
        this.takesWrites = takesWrites;
    }

    public boolean takesReads() {
        return takesReads;
    }

    public boolean takesWrites() {
        return takesWrites;
    }

    public boolean isDrained() {
        return this == DRAINED || this == DRAINED_READ_ONLY;
    }

    public boolean isReadOnly() {
        return this == READ_ONLY || this == DRAINED_READ_ONLY;
    }

    /** What it takes when both hold. */
    public DatacenterState and(DatacenterState other) {
        if (this == DOWN || other == DOWN) {
            return DOWN;
        }
        boolean isReadOnly = isReadOnly() || other.isReadOnly();
        return isDrained() || other.isDrained()
                ? (isReadOnly ? DRAINED_READ_ONLY : DRAINED)
                : (isReadOnly ? READ_ONLY : ACTIVE);
    }

    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
