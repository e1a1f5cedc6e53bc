package org.fairlead.proxy.downstream;

import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.loop.Stage;

/**
 * How long a connection in HTTP/2 lasts: it ends when it is idle, when its client gives no sign of life, and in two steps when it
 * is told to go (RFC 9113 §6.8). Confined to the connection's event loop.
 */
final class StreamsLife {
    /** The connection that it is about. */
    interface Connection {
        int openStreams();

        /** The largest number of a stream that the client has opened. */
        int lastStream();

        /** Lets go of what is kept for further streams. */
        void releaseSpare();
    }

    /** A client that asks one thing after the other needn't begin anew each time. */
    private static final long REST_NANOS = 1_000_000_000L;

    private static final long LONGEST_PING_NANOS = 10_000_000_000L;
    private static final long SHORTEST_PING_NANOS = 1_000_000_000L;
    private static final long GO_AWAY_NANOS = 1_000_000_000L;

    /** What is being waited for. */
    private enum Watch {
        /** The next request, with all that the last ones had. */
        RESTING,
        /** The next request. */
        IDLE,
        /** A sign of life while streams are under way. */
        BUSY,
        /** The answer to a PING. */
        PING,
        /** The last requests of a client that has been told to go. */
        LEAVING,
        /** That the last that was written is out. */
        ENDING
    }

    private final ExchangeLoop loop;
    private final Connection connection;
    private final StreamOutput output;
    private final Deadline deadline = new Deadline(this::expired);
    private Watch watch = Watch.IDLE;
    private boolean draining;
    /** Bytes that the client hasn't let go out. */
    private long unread;

    StreamsLife(ExchangeLoop loop, Connection connection, StreamOutput output) {
        this.loop = loop;
        this.connection = connection;
        this.output = output;
    }

    void begin() {
        loop.deadlines().set(deadline, loop.clientIdleNanos());
    }

    void streamBegins() {
        if (watch == Watch.IDLE || watch == Watch.RESTING) {
            watch = Watch.BUSY;
            loop.deadlines().set(deadline, loop.serving().clientIdleNanos());
        }
    }

    /** Something came. */
    void alive() {
        if (watch == Watch.PING) {
            watch = connection.openStreams() == 0 ? Watch.IDLE : Watch.BUSY;
            loop.deadlines().set(deadline, loop.serving().clientIdleNanos());
        }
    }

    /** No stream is open any more. */
    void idle() {
        if (watch == Watch.ENDING) {
            return;
        }
        if (draining) {
            endUnlessLeaving();
        } else {
            long nanos = loop.clientIdleNanos();
            watch = nanos > REST_NANOS ? Watch.RESTING : Watch.IDLE;
            loop.deadlines().set(deadline, Math.min(nanos, REST_NANOS));
        }
    }

    private void expired() {
        switch (watch) {
            case RESTING -> {
                connection.releaseSpare();
                watch = Watch.IDLE;
                loop.deadlines().set(deadline, Math.max(0, loop.clientIdleNanos() - REST_NANOS));
            }
            case IDLE -> endNow();
            case BUSY -> {
                connection.releaseSpare();
                watch = Watch.PING;
                output.ping();
                loop.deadlines().set(deadline, pingNanos());
            }
            case PING -> {
                loop.telemetry().refused("http2-ping-unanswered");
                output.close();
            }
            case LEAVING -> {
                output.goAway(connection.lastStream());
                if (connection.openStreams() == 0) {
                    endOnceOut();
                } else {
                    watch = Watch.BUSY;
                    loop.deadlines().set(deadline, loop.serving().clientIdleNanos());
                }
            }
            case ENDING -> closeUnlessRead();
        }
    }

    /** How long a PING may take: no longer than a client may be silent otherwise, but for a moment. */
    private long pingNanos() {
        return Math.max(
                SHORTEST_PING_NANOS, Math.min(LONGEST_PING_NANOS, loop.serving().clientIdleNanos()));
    }

    /**
     * Ends the connection once its streams have, losing none: the client is told first that it shall go, with the largest number
     * there is, and a second later which of its streams was the last one taken.
     *
     * @return false where its end has begun before
     */
    boolean drain() {
        if (draining || watch == Watch.ENDING) {
            return false;
        }
        draining = true;
        watch = Watch.LEAVING;
        output.goAway(Integer.MAX_VALUE);
        loop.deadlines().set(deadline, GO_AWAY_NANOS);
        return true;
    }

    void stageChanged() {
        if (loop.stage() == Stage.HURRYING && connection.openStreams() == 0) {
            endNow();
        } else if (!loop.stage().keepsConnections()) {
            drain();
        }
    }

    void endNow() {
        output.goAway(connection.lastStream());
        endOnceOut();
    }

    private void endUnlessLeaving() {
        if (watch != Watch.LEAVING) {
            endOnceOut();
        }
    }

    private void endOnceOut() {
        watch = Watch.ENDING;
        awaitReader();
        output.closeOnceOut();
    }

    /** It never is out to a client that reads nothing. */
    private void awaitReader() {
        unread = output.unsentBytes();
        loop.deadlines()
                .set(deadline, Math.max(SHORTEST_PING_NANOS, loop.serving().clientIdleNanos()));
    }

    private void closeUnlessRead() {
        if (output.unsentBytes() < unread) {
            awaitReader();
        } else {
            output.close();
        }
    }

    /** The connection is over. */
    void end() {
        loop.deadlines().remove(deadline);
    }
}
