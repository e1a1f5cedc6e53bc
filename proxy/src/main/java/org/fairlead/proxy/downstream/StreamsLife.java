package org.fairlead.proxy.downstream;

import io.netty.handler.codec.http2.Http2Error;
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

        void ping();

        /** Tells the client to go; {@code lastStream} is the last that is served. */
        void goAway(int lastStream, Http2Error error);

        /** Closes once all that was written is out. */
        void closeOnceOut();

        void close();

        /** Lets go of what is kept for further streams. */
        void releaseSpare();
    }

    private static final long PING_NANOS = 10_000_000_000L;
    private static final long GO_AWAY_NANOS = 1_000_000_000L;

    /** What is being waited for. */
    private enum Watch {
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
    private final Deadline deadline = new Deadline(this::expired);
    private Watch watch = Watch.IDLE;
    private boolean draining;

    StreamsLife(ExchangeLoop loop, Connection connection) {
        this.loop = loop;
        this.connection = connection;
    }

    void begin() {
        loop.deadlines().set(deadline, loop.clientIdleNanos());
    }

    void streamBegins() {
        if (watch == Watch.IDLE) {
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
            watch = Watch.IDLE;
            loop.deadlines().set(deadline, loop.clientIdleNanos());
        }
    }

    private void expired() {
        switch (watch) {
            case IDLE -> endNow();
            case BUSY -> {
                connection.releaseSpare();
                watch = Watch.PING;
                connection.ping();
                loop.deadlines().set(deadline, PING_NANOS);
            }
            case PING -> {
                loop.telemetry().refused("http2-ping-unanswered");
                connection.close();
            }
            case LEAVING -> {
                connection.goAway(connection.lastStream(), Http2Error.NO_ERROR);
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
            connection.goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);
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
        connection.goAway(connection.lastStream(), Http2Error.NO_ERROR);
        connection.closeOnceOut();
    }

    private void closeUnlessLeaving() {
        if (watch != Watch.LEAVING || !deadline.isSet()) {
            connection.closeOnceOut();
        }
    }

    /** The connection is over. */
    void end() {
        loop.deadlines().remove(deadline);
    }
}
