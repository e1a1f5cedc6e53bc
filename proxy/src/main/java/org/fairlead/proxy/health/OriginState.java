package org.fairlead.proxy.health;

import java.util.Locale;

/** Whether an origin may be used, and if not, who says so. */
public enum OriginState {
    /** Its check has neither succeeded nor failed yet. */
    UNKNOWN,
    UP,
    /** Its check failed. */
    DOWN,
    /** Requests failed. */
    EJECTED,
    /** An operator, or it itself, wants no new requests for it. */
    DRAINED;

    /** Whether requests that wait for its answer had better be tried elsewhere. */
    public boolean isDead() {
        return this == DOWN || this == EJECTED;
    }

    /** As in logs, metrics and status. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
