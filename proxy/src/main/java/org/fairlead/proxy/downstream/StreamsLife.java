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

    private static final long PING_NANOS = 10_000_000_000L;
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
        LEAVING
    }

    private final ExchangeLoop loop;
    private final Connection connection;
    private final StreamOutput output;
    private final Deadline deadline = new Deadline(this::expired);
    private Watch watch = Watch.IDLE;
    private boolean draining;

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
        if (draining) {
            closeUnlessLeaving();
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
                loop.deadlines().set(deadline, PING_NANOS);
            }
            case PING -> {
                loop.telemetry().refused("http2-ping-unanswered");
                output.close();
            }
            case LEAVING -> {
                output.goAway(connection.lastStream());
                if (connection.openStreams() == 0) {
                    closeUnlessLeaving();
                }
            }
        }
    }

    /**
     * Ends the connection once its streams have, losing none: the client is told first that it shall go, with the largest number
     * there is, and a second later which of its streams was the last one taken.
     */
    void drain() {
        if (!draining) {
            draining = true;
            watch = Watch.LEAVING;
            output.goAway(Integer.MAX_VALUE);
            loop.deadlines().set(deadline, GO_AWAY_NANOS);
        }
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
        output.closeOnceOut();
    }

    private void closeUnlessLeaving() {
        if (watch != Watch.LEAVING || !deadline.isSet()) {
            output.closeOnceOut();
        }
    }

    /** The connection is over. */
    void end() {
        loop.deadlines().remove(deadline);
    }
}
