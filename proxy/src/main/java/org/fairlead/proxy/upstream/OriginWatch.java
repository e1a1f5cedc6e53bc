package org.fairlead.proxy.upstream;

import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.telemetry.Gauge;

/**
 * Watches over one connection in HTTP/2 to an origin: that it is made in time, doesn't lie idle for too long, and gives a sign of
 * life now and then. Confined to the connection's event loop.
 */
final class OriginWatch {
    /** The connection that it is about. */
    interface Watched {
        /** It wasn't made in time, or no SETTINGS came. */
        void notGreeted();

        /** It has been idle for as long as it may. */
        void idledOut();

        void ping();

        /** No answer to a PING came. */
        void pingUnanswered();
    }

    /** What the deadline is for. */
    private enum Awaited {
        /** The other side's SETTINGS. */
        SETTINGS,
        /** A stream. */
        STREAM,
        /** Anything, while streams are under way. */
        ANYTHING,
        /** The answer to a PING. */
        PING_ANSWER
    }

    /** Servers of gRPC take more than one PING in 5 min for an attack, while nothing else is sent. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(310);
    /** Peers don't, and what lies between datacenters forgets connections. */
    private static final long QUIET_OF_PEERS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LoopUpstreams loop;
    private final Watched connection;
    private final long mostQuietNanos;
    private final Deadline deadline = new Deadline(this::expired);
    private Awaited awaited = Awaited.SETTINGS;
    private long heardNanos;
    private boolean countedIdle;

    /** @param isOfPeer whether a proxy is at the other end */
    OriginWatch(LoopUpstreams loop, Watched connection, boolean isOfPeer) {
        this.loop = loop;
        this.connection = connection;
        mostQuietNanos = isOfPeer ? QUIET_OF_PEERS_NANOS : QUIET_NANOS;
    }

    /** The connection begins to be made. */
    void begin(int connectMillis) {
        loop.deadlines().set(deadline, TimeUnit.MILLISECONDS.toNanos(connectMillis));
    }

    /** No stream is under way; {@code isKept}: it may be so for good. */
    void idle(boolean isKept) {
        countIdle(true);
        if (!isVerifying()) {
            awaited = Awaited.STREAM;
            if (isKept) {
                loop.deadlines().clear(deadline);
            } else {
                loop.deadlines().set(deadline, loop.settings().idleNanos());
            }
        }
    }

    /** Streams are under way. */
    void busy() {
        countIdle(false);
        if (!isVerifying()) {
            awaited = Awaited.ANYTHING;
            loop.deadlines().set(deadline, mostQuietNanos);
        }
    }

    private void countIdle(boolean isIdle) {
        if (isIdle != countedIdle) {
            countedIdle = isIdle;
            loop.telemetry().add(Gauge.UPSTREAM_IDLE, isIdle ? 1 : -1);
        }
    }

    /** Something came. */
    void heard() {
        heardNanos = loop.deadlines().coarseNanos();
    }

    /** How long nothing has come. */
    long quietNanos() {
        return loop.deadlines().coarseNanos() - heardNanos;
    }

    /** Nobody knows whether the connection still leads anywhere. */
    void doubt() {
        heardNanos = loop.deadlines().coarseNanos() - QUIET_NANOS;
    }

    /** Whether a sign of life has been asked for. */
    boolean isVerifying() {
        return awaited == Awaited.PING_ANSWER;
    }

    /** Asks for a sign of life, unless one is awaited. */
    void verify(long withinNanos) {
        if (!isVerifying()) {
            awaited = Awaited.PING_ANSWER;
            connection.ping();
            loop.deadlines().set(deadline, withinNanos);
        }
    }

    void verify() {
        verify(PING_NANOS);
    }

    /** Awaits the sign of life for as long again. */
    void waitOnceMore() {
        loop.deadlines().set(deadline, PING_NANOS);
    }

    /** The sign of life came: {@link #idle} or {@link #busy} follows. */
    void verified() {
        awaited = Awaited.ANYTHING;
    }

    private void expired() {
        switch (awaited) {
            case SETTINGS -> connection.notGreeted();
            case STREAM -> connection.idledOut();
            case ANYTHING -> verifyIfQuiet();
            case PING_ANSWER -> connection.pingUnanswered();
        }
    }

    private void verifyIfQuiet() {
        long left = mostQuietNanos - quietNanos();
        if (left > 0) {
            loop.deadlines().set(deadline, left);
        } else {
            verify();
        }
    }

    /** The connection is over. */
    void end() {
        countIdle(false);
        loop.deadlines().remove(deadline);
    }
}
