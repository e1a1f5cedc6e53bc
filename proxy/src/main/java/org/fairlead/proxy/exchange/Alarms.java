package org.fairlead.proxy.exchange;

import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.loop.Deadlines;

/** What an exchange does by the clock. Confined to an event loop; reused. */
final class Alarms {
    private final Deadlines deadlines;
    private final Deadline whole;
    private final Deadline pause;

    /** @param tookTooLong the whole exchange has */
    Alarms(Deadlines deadlines, Runnable tookTooLong, Runnable pauseEnded) {
        this.deadlines = deadlines;
        whole = new Deadline(tookTooLong);
        pause = new Deadline(pauseEnded);
    }

    /** The whole exchange may take that long, and took {@code soFar}; {@link Terms#NO_LIMIT}: as long as it takes. */
    void limit(long nanos, long soFar) {
        if (nanos != Terms.NO_LIMIT) {
            deadlines.set(whole, Math.max(0, nanos - soFar));
        }
    }

    void pause(long nanos) {
        deadlines.set(pause, nanos);
    }

    void endPause() {
        deadlines.clear(pause);
    }

    void clear() {
        deadlines.clear(whole);
        deadlines.clear(pause);
    }
}
