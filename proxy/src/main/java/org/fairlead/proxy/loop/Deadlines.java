package org.fairlead.proxy.loop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All deadlines of one event loop, coarse: a wheel of slots, one {@link #TICK_NANOS} wide each, looked at by one timer.
 *
 * <p>A deadline that was moved back stays in its slot until that is looked at, and is put where it belongs then; so a busy
 * connection costs one store per request and no timer (after Varghese and Lauck, "Hashed and hierarchical timing wheels").
 * Nothing expires early; it may expire two ticks late. Confined to one event loop.
 */
public final class Deadlines {
    public static final long TICK_NANOS = 100_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

    /** A power of two; what is further away than all slots is looked at once per turn of the wheel. */
    private static final int SLOTS = 1024;

    /** Those that are being looked at; in no slot. */
    private static final int DETACHED = SLOTS;

    private final @Nullable Deadline[] slots = new @Nullable Deadline[SLOTS];
    private @Nullable Deadline detached;
    private long now;

    public Deadlines(long nowNanos) {
        now = nowNanos;
    }

    /** As of the last tick; for durations of which a tenth of a second doesn't matter. */
    public long coarseNanos() {
        return now;
    }

    /** Sets it anew, {@code delayNanos} from the last tick on. */
    public void set(Deadline deadline, long delayNanos) {
        long due = now + delayNanos + TICK_NANOS;
        deadline.due = due;
        if (deadline.slot < 0) {
            link(deadline);
        } else if (tick(due) < deadline.lookedTick) {
            unlink(deadline);
            link(deadline);
        }
    }

    /** It may stay in its slot for a while, but won't run. */
    public void clear(Deadline deadline) {
        deadline.due = Deadline.NEVER;
    }

    /** Forgets it at once; for a connection that has ended. */
    public void remove(Deadline deadline) {
        clear(deadline);
        if (deadline.slot >= 0) {
            unlink(deadline);
        }
    }

    /** Runs what is due. */
    public void advance(long nowNanos) {
        long ticks = Math.min(tick(nowNanos) - tick(now), SLOTS);
        long first = tick(now) + 1;
        now = nowNanos;
        for (long tick = first; tick < first + ticks; tick++) {
            look((int) (tick & SLOTS - 1));
        }
    }

    private void look(int slot) {
        // Detached first: an action may set or remove any deadline, also one of this slot.
        detached = slots[slot];
        slots[slot] = null;
        for (Deadline each = detached; each != null; each = each.after) {
            each.slot = DETACHED;
        }
        while (detached != null) {
            Deadline next = detached;
            unlink(next);
            settle(next);
        }
    }

    private void settle(Deadline deadline) {
        if (deadline.due == Deadline.NEVER) {
            return;
        }
        if (deadline.due > now) {
            link(deadline);
            return;
        }
        deadline.due = Deadline.NEVER;
        try {
            deadline.action.run();
        } catch (RuntimeException e) {
            // All others of the loop hang on this one tick, and its timer would never run again.
            LOG.error("a bug in what is done at a deadline", e);
        }
    }

    private void link(Deadline deadline) {
        // In the tick after that of its moment, it is certainly due.
        deadline.lookedTick = Math.min(tick(deadline.due) + 1, tick(now) + SLOTS - 1);
        int slot = (int) (deadline.lookedTick & SLOTS - 1);
        Deadline head = slots[slot];
        deadline.slot = slot;
        deadline.before = null;
        deadline.after = head;
        if (head != null) {
            head.before = deadline;
        }
        slots[slot] = deadline;
    }

    private void unlink(Deadline deadline) {
        Deadline before = deadline.before;
        Deadline after = deadline.after;
        if (after != null) {
            after.before = before;
        }
        if (before != null) {
            before.after = after;
        } else if (deadline.slot == DETACHED) {
            detached = after;
        } else {
            slots[deadline.slot] = after;
        }
        deadline.slot = -1;
        deadline.before = null;
        deadline.after = null;
    }

    private static long tick(long nanos) {
        return Math.floorDiv(nanos, TICK_NANOS);
    }
}
