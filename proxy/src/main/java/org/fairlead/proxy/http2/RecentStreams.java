package org.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Arrays;

/**
 * How the last streams of a connection ended. What comes for one that we have reset may have been under way, and is let fall, up
 * to as much as can have been; a header block for any other that is no more ends the connection (RFC 9113 §5.1, §5.1.1). Confined
 * to an event loop.
 */
final class RecentStreams extends Http2ConnectionAdapter {
    /** A power of two. */
    private static final int REMEMBERED = 256;
    /** The sender has said that nothing more comes. */
    private static final int ENDED = -1;

    private final Http2Connection connection;
    /** Bytes that may be under way towards us on one stream. */
    private final int window;
    /** Numbers of streams; negative where we have reset the stream. */
    private int[] ended = {};
    /** Bytes that came late, of each of them; there once some did. */
    private int[] late = {};

    private int next;
    /** The largest number of a stream that we have reset: those beyond, as all new ones are, needn't be looked for. */
    private int lastReset;

    RecentStreams(Http2Connection connection, int window) {
        this.connection = connection;
        this.window = window;
        connection.addListener(this);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        if (!stream.isResetSent()) {
            remember(stream.id());
        }
    }

    /** A reset of that stream is being written, whether it has ever been opened or not. */
    void reset(int streamId) {
        lastReset = Math.max(lastReset, streamId);
        if (placeOf(-streamId) < 0) {
            remember(-streamId);
        }
    }

    private void remember(int stream) {
        if (ended.length <= next && ended.length < REMEMBERED) {
            ended = Arrays.copyOf(ended, Math.max(16, ended.length * 2));
        }
        int place = next & ended.length - 1;
        ended[place] = stream;
        if (place < late.length) {
            late[place] = 0;
        }
        next = next + 1 == 2 * REMEMBERED ? REMEMBERED : next + 1;
    }

    /**
     * Whether a frame is for a stream that we have reset, and may have been sent before that was known; counts it. Whoever sends more
     * than there was window for knows.
     *
     * @param bytes as flow control counts them
     */
    boolean isLate(int streamId, int bytes, boolean ends) {
        boolean mayBe = streamId <= lastReset && connection.stream(streamId) == null;
        int place = mayBe ? placeOf(-streamId) : -1;
        if (place < 0) {
            return false;
        }
        if (late.length <= place) {
            late = Arrays.copyOf(late, ended.length);
        }
        int before = late[place];
        if (before == ENDED || bytes > window - before) {
            return false;
        }
        late[place] = ends ? ENDED : before + bytes;
        return true;
    }

    /** Gives the connection's window for late content back. Borrows {@code data}. */
    void letFall(ByteBuf data, int padding, boolean ends) throws Http2Exception {
        connection.local().flowController().receiveFlowControlledFrame(null, data, padding, ends);
    }

    /** Refuses a header block on a stream that can't have one any more. */
    void check(int streamId) throws Http2Exception {
        Http2Stream stream = connection.stream(streamId);
        if (stream != null && stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE) {
            throw Http2Exception.streamError(streamId, Http2Error.STREAM_CLOSED, "HEADERS behind the end of a stream");
        }
        if (stream != null || !connection.streamMayHaveExisted(streamId) || placeOf(-streamId) >= 0) {
            return;
        }
        Http2Error error = placeOf(streamId) >= 0 ? Http2Error.STREAM_CLOSED : Http2Error.PROTOCOL_ERROR;
        throw Http2Exception.connectionError(error, "HEADERS on stream %d, which is closed", streamId);
    }

    /** Where {@code wanted} is remembered, or -1. */
    private int placeOf(int wanted) {
        for (int i = 0; i < ended.length; i++) {
            if (ended[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
