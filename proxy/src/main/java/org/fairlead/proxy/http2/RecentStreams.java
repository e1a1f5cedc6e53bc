package org.fairlead.proxy.http2;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Arrays;

/**
 * How the last streams of a connection were closed: a header block for one that we have reset may have been under way, and is
 * left to the library; for any other that is no more it ends the connection (RFC 9113 §5.1, §5.1.1). Confined to an event loop.
 */
final class RecentStreams extends Http2ConnectionAdapter {
    /** A power of two. */
    private static final int REMEMBERED = 256;

    private final Http2Connection connection;
    /** Numbers of streams; negative where the stream was reset. */
    private int[] closed = {};

    private int next;

    RecentStreams(Http2Connection connection) {
        this.connection = connection;
        connection.addListener(this);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        if (closed.length <= next && closed.length < REMEMBERED) {
            closed = Arrays.copyOf(closed, Math.max(16, closed.length * 2));
        }
        closed[next & closed.length - 1] = stream.isResetSent() ? -stream.id() : stream.id();
        next = next + 1 == 2 * REMEMBERED ? REMEMBERED : next + 1;
    }

    /** Refuses a header block on a stream that can't have one any more. */
    void check(int streamId) throws Http2Exception {
        Http2Stream stream = connection.stream(streamId);
        if (stream != null && stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE) {
            throw Http2Exception.streamError(streamId, Http2Error.STREAM_CLOSED, "HEADERS behind the end of a stream");
        }
        if (stream != null || !connection.streamMayHaveExisted(streamId) || isKnown(-streamId)) {
            return;
        }
        Http2Error error = isKnown(streamId) ? Http2Error.STREAM_CLOSED : Http2Error.PROTOCOL_ERROR;
        throw Http2Exception.connectionError(error, "HEADERS on stream %d, which is closed", streamId);
    }

    private boolean isKnown(int wanted) {
        for (int stream : closed) {
            if (stream == wanted) {
                return true;
            }
        }
        return false;
    }
}
