package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.fairlead.proxy.http2.FramedBody;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer leaves: the stream of its request, as long as that is open. Confined to the connection's event loop; reused.
 */
final class StreamOutlet implements FramedBody.Outlet {
    private final StreamOutput output;
    private final StreamBody request;
    private @Nullable Http2Stream stream;
    /** How the stream is reset, where its answer is out before the request is. */
    private Http2Error lastWord = Http2Error.NO_ERROR;

    /** @param request the body of the request that is answered */
    StreamOutlet(StreamOutput output, StreamBody request) {
        this.output = output;
        this.request = request;
    }

    void open(Http2Stream stream) {
        this.stream = stream;
        lastWord = Http2Error.NO_ERROR;
    }

    void close() {
        stream = null;
    }

    boolean isOpen() {
        return stream != null;
    }

    /** The request is malformed: its stream ends with PROTOCOL_ERROR, whatever is answered. */
    void requestIsBroken() {
        lastWord = Http2Error.PROTOCOL_ERROR;
    }

    @Override
    public void head(Http2Headers headers, boolean ends) {
        Http2Stream open = stream;
        if (open != null) {
            output.writeHead(open, headers, ends, ends ? lastWord() : null);
        }
    }

    @Override
    public void content(ByteBuf content, boolean ends) {
        Http2Stream open = stream;
        if (open == null) {
            content.release();
        } else {
            output.writeContent(open, content, ends, ends ? lastWord() : null);
        }
    }

    /** How the stream is reset once its answer is out; null: the request is over, too, and all is well. */
    private @Nullable Http2Error lastWord() {
        return lastWord == Http2Error.NO_ERROR && request.isWhole() ? null : lastWord;
    }

    /** Breaks the answer off. */
    void abort() {
        reset(lastWord == Http2Error.NO_ERROR ? Http2Error.INTERNAL_ERROR : lastWord);
    }

    void reset(Http2Error error) {
        Http2Stream open = stream;
        if (open != null) {
            output.reset(open, error);
        }
    }

    boolean isWritable() {
        Http2Stream open = stream;
        return open == null || output.isWritable(open);
    }

    /** Bytes that wait for the client's window. */
    long pendingBytes() {
        Http2Stream open = stream;
        return open == null ? 0 : output.pendingBytes(open);
    }

    /** The client may send as many bytes more. */
    void giveWindow(int bytes) {
        Http2Stream open = stream;
        if (open != null && bytes > 0) {
            output.consume(open, bytes);
        }
    }
}
