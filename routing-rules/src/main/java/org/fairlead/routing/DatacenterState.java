package org.fairlead.routing;

/** What a datacenter takes now. */
public enum DatacenterState {
    ACTIVE(true, true),
    /** By an operator: reads move on; writes stay, where it is the primary. */
    DRAINED(false, true),
    READ_ONLY(true, false),
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

    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
