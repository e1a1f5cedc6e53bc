package org.fairlead.proxy.downstream;

import org.fairlead.config.ClientLimits.Pace;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.loop.Deadline;

/**
 * For how long a stream is waited for: for the rest of its body, for the client to take its answer. Both have to keep a pace, as
 * on a connection without streams ({@link ClientDeadlines}). Confined to the connection's event loop; reused.
 */
final class StreamDeadlines {
    private final ExchangeLoop loop;
    private final SharedWindow window;
    private final Deadline incoming;
    private final Deadline outgoing;
    /** Bytes of the request's body since it was looked at last. */
    private long came;

    private long lookedNanos;
    private boolean isHeld;
    /** Whether the origin has held the body back since it was looked at last. */
    private boolean wasHeld;

    private long originStoodNanos;
    /** Bytes of an answer that the client had yet to take when it was looked at last. */
    private long untaken;

    /**
     * @param window of the connection
     * @param outgoingExpired run when it is time to look at how the client reads
     */
    StreamDeadlines(ExchangeLoop loop, SharedWindow window, Runnable incomingExpired, Runnable outgoingExpired) {
        this.loop = loop;
        this.window = window;
        incoming = new Deadline(incomingExpired);
        outgoing = new Deadline(outgoingExpired);
    }

    void awaitBody() {
        originStoodNanos = 0;
        isHeld = false;
        watchBody();
    }

    private void watchBody() {
        came = 0;
        lookedNanos = loop.deadlines().coarseNanos();
        wasHeld = isHeld;
        loop.deadlines().set(incoming, paceNanos());
    }

    private long paceNanos() {
        return pace().bytesPerSecond() == 0
                ? loop.serving().clientIdleNanos()
                : loop.serving().bodyPaceNanos();
    }

    private Pace pace() {
        return loop.serving().clients().pace();
    }

    void bodyCame(int bytes) {
        came += bytes;
    }

    void originHolds(boolean holds) {
        isHeld = holds;
        wasHeld |= holds;
    }

    /** Whether the origin, which holds the body back now, has taken nothing of it for too long; looks again later if not. */
    boolean originStands() {
        if (!isHeld) {
            return false;
        }
        originStoodNanos = came == 0 ? originStoodNanos + paceNanos() : 0;
        return originStoodNanos >= loop.serving().clientIdleNanos();
    }

    /** Whether the client has sent enough of its body lately; what this or another stream's origin held back isn't held against it. */
    boolean bodyKeepsPace() {
        boolean mayHaveWaited = wasHeld || window.wasSpentSince(lookedNanos);
        boolean keepsPace = mayHaveWaited || came >= pace().bytesIn(paceNanos());
        watchBody();
        return keepsPace;
    }

    /** @param untaken bytes that wait for the client's window, or for the connection */
    void awaitReader(long untaken) {
        this.untaken = untaken;
        loop.deadlines().set(outgoing, loop.serving().clientIdleNanos());
    }

    /** Whether the client has taken enough since {@link #awaitReader}; looks again later if so. */
    boolean readerKeepsPace(long untakenNow) {
        long taken = untaken - untakenNow;
        awaitReader(untakenNow);
        return taken >= pace().bytesIn(loop.serving().clientIdleNanos());
    }

    void readerKeepsUp() {
        loop.deadlines().clear(outgoing);
    }

    /** Of the client. */
    void awaitNothing() {
        loop.deadlines().clear(incoming);
    }

    void end() {
        loop.deadlines().remove(incoming);
        loop.deadlines().remove(outgoing);
    }
}
