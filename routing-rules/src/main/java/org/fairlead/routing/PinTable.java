package org.fairlead.routing;

/** The pins of clients that keep no cookies, of this process alone. An input of the decision. Safe for use by many threads. */
public interface PinTable {
    /** No pins. */
    PinTable EMPTY = (key, nowMillis) -> false;

    /** Whether the client behind {@code key}, from {@link ClientKeys}, has a pin that hasn't ended. */
    boolean isPinned(long key, long nowMillis);
}
