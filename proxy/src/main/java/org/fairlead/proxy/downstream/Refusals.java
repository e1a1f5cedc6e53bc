package org.fairlead.proxy.downstream;

import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.loop.Deadline;

/**
 * How much work one event loop has with connections that it turns away: a few that it waits for, and hardly any handshakes, so
 * that nobody is kept busy by what isn't let in. Confined to that loop.
 */
final class Refusals {
    private static final int MOST_LINGERING = 256;
    private static final int MOST_HANDSHAKING = 16;
    /** In a second; each takes as long as a dozen requests. */
    private static final int MOST_HANDSHAKES = 50;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final ExchangeLoop loop;
    private int lingering;
    private int handshaking;
    private int handshakes;
    private long secondNanos;

    Refusals(ExchangeLoop loop) {
        this.loop = loop;
        secondNanos = loop.deadlines().coarseNanos();
    }

    /** Whether one more connection may be waited for, so that no reset destroys its answer. */
    boolean mayLinger() {
        return lingering < MOST_LINGERING;
    }

    void lingers(Deadline deadline, long nanos) {
        lingering++;
        loop.deadlines().set(deadline, nanos);
    }

    void lingersOn(Deadline deadline, long nanos) {
        loop.deadlines().set(deadline, nanos);
    }

    void gone(Deadline deadline) {
        lingering--;
        loop.deadlines().remove(deadline);
    }

    /** Whether a client that is turned away may be told so over TLS; if so, {@link #handshakeEnded} is owed. */
    boolean mayShakeHands() {
        long now = loop.deadlines().coarseNanos();
        if (now - secondNanos >= SECOND_NANOS) {
            secondNanos = now;
            handshakes = 0;
        }
        if (handshaking >= MOST_HANDSHAKING || handshakes >= MOST_HANDSHAKES) {
            return false;
        }
        handshaking++;
        handshakes++;
        return true;
    }

    void handshakeEnded() {
        handshaking--;
    }
}
