package org.fairlead.proxy.downstream;

import io.netty.channel.Channel;
import org.fairlead.config.ClientLimits.Pace;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.loop.Deadline;

/**
 * For how long a client's connection is waited for: for a request, for the rest of a head or a body, for the client to take
 * its answer. Bodies have to keep a pace, so that a byte now and then isn't enough. Confined to the connection's event loop.
 */
final class ClientDeadlines {
    private static final long LINGER_NANOS = 2_000_000_000L;
    /** How often one that doesn't read its answer is looked at. */
    private static final long LOOK_NANOS = 4_000_000_000L;

    private final ExchangeLoop loop;
    private final Channel channel;
    private final Deadline incoming;
    private final Deadline outgoing;
    /** Bytes of the request's body since it was looked at last. */
    private long came;
    /** For how long the origin has taken nothing of the body, as far as is known. */
    private long originStoodNanos;

    private int holdsBefore;
    /** Bytes of an answer that the client had yet to take when it was looked at last. */
    private long untaken;

    private long readerWaitedNanos;

    /**
     * @param incomingExpired run when the client has been waited for long enough
     * @param outgoingExpired run when it is time to look at how the client reads
     */
    ClientDeadlines(ExchangeLoop loop, Channel channel, Runnable incomingExpired, Runnable outgoingExpired) {
        this.loop = loop;
        this.channel = channel;
        incoming = new Deadline(incomingExpired);
        outgoing = new Deadline(outgoingExpired);
    }

    void awaitRequest() {
        set(incoming, loop.clientIdleNanos());
    }

    /** Set once for a head, however slowly it comes. */
    void awaitHead() {
        set(incoming, loop.serving().requestHeadNanos());
    }

    /** The body is looked at when some time has gone, not with each of its bytes. */
    void awaitBody(ReadingGate gate) {
        originStoodNanos = 0;
        watchBody(gate);
    }

    private void watchBody(ReadingGate gate) {
        came = 0;
        holdsBefore = gate.originHolds();
        set(incoming, bodyPaceNanos());
    }

    private long bodyPaceNanos() {
        return pace().bytesPerSecond() == 0
                ? loop.serving().clientIdleNanos()
                : loop.serving().bodyPaceNanos();
    }

    void bodyCame(int bytes) {
        came += bytes;
    }

    /** Whether the client has sent enough of its body lately; what the origin held back isn't held against the client. */
    boolean bodyKeepsPace(ReadingGate gate) {
        boolean wasHeldBack = gate.originHolds() != holdsBefore;
        boolean keepsPace = wasHeldBack || came >= pace().bytesIn(bodyPaceNanos());
        watchBody(gate);
        return keepsPace;
    }

    /** Whether the origin, which holds the body back now, has taken nothing of it for too long. */
    boolean originStands(ReadingGate gate) {
        boolean stood = came == 0 && gate.originHolds() == holdsBefore;
        originStoodNanos = stood ? originStoodNanos + bodyPaceNanos() : 0;
        if (originStoodNanos >= loop.serving().clientIdleNanos()) {
            return true;
        }
        watchBody(gate);
        return false;
    }

    /** A client that takes nothing of its answer may hold it only for so long. */
    void awaitReader() {
        untaken = channel.bytesBeforeWritable();
        readerWaitedNanos = 0;
        set(outgoing, lookNanos());
    }

    /**
     * Whether the client has taken enough of its answer since {@link #awaitReader()}, as far as we see it: what it takes shows
     * in steps, when the kernel has room for more, so that it is given all the time that an idle connection has; but not while
     * memory is tight.
     */
    boolean readerKeepsPace() {
        readerWaitedNanos += lookNanos();
        if (readerWaitedNanos < loop.serving().clientIdleNanos()
                && !loop.memory().isTight()) {
            set(outgoing, lookNanos());
            return true;
        }
        long taken = untaken - channel.bytesBeforeWritable();
        boolean keepsPace = taken >= pace().bytesIn(readerWaitedNanos);
        awaitReader();
        return keepsPace;
    }

    private long lookNanos() {
        return Math.min(LOOK_NANOS, loop.serving().clientIdleNanos());
    }

    void readerKeepsUp() {
        loop.deadlines().clear(outgoing);
    }

    void awaitLastBytes() {
        readerKeepsUp();
        set(incoming, loop.serving().clientIdleNanos());
    }

    void linger() {
        set(incoming, LINGER_NANOS);
    }

    /** Of the client. */
    void awaitNothing() {
        loop.deadlines().clear(incoming);
    }

    void end() {
        loop.deadlines().remove(incoming);
        loop.deadlines().remove(outgoing);
    }

    private void set(Deadline deadline, long nanos) {
        loop.deadlines().set(deadline, nanos);
    }

    private Pace pace() {
        return loop.serving().clients().pace();
    }
}
