package org.fairlead.proxy.loop;

import org.jspecify.annotations.Nullable;

/**
 * A moment by which something must have happened, or else the action is run; a member of {@link Deadlines}.
 *
 * <p>Confined to one event loop. Made once per connection and set again and again; setting it later than before is one store.
 */
public final class Deadline {
    static final long NEVER = Long.MAX_VALUE;

    final Runnable action;
    long due = NEVER;
    /** The tick in which it is looked at next; the one after that of {@link #due}, or earlier. */
    long lookedTick;

    int slot = -1;

    @Nullable
    Deadline before;

    @Nullable
    Deadline after;

    public Deadline(Runnable action) {
        this.action = action;
    }

    public boolean isSet() {
        return due != NEVER;
    }
}
