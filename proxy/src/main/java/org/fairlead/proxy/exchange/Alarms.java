package org.fairlead.proxy.exchange;

import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.loop.Deadlines;

/** What an exchange does by the clock. Confined to an event loop; reused. */
final class Alarms {
    /** For the origin to say that the body may come, or may not; many origins never say either. */
    private static final long PERMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Deadlines deadlines;
    private final Deadline whole;
    private final Deadline pause;
    private final Deadline permit;

    /**
     * @param tookTooLong the whole exchange has
     * @param permitMissed the origin hasn't said in time that the body may come
     */
    Alarms(Deadlines deadlines, Runnable tookTooLong, Runnable pauseEnded, Runnable permitMissed) {
        this.deadlines = deadlines;
        whole = new Deadline(tookTooLong);
        pause = new Deadline(pauseEnded);
        permit = new Deadline(permitMissed);
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

    void awaitPermit() {
        deadlines.set(permit, PERMIT_NANOS);
    }

    void clear() {
        deadlines.clear(whole);
        deadlines.clear(pause);
        deadlines.clear(permit);
    }
}
