package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.proxy.http2.BatchingHandler;
import org.fairlead.proxy.http2.Codec;
import org.fairlead.proxy.http2.FrameBudget;
import org.fairlead.proxy.http2.UrgencyDistributor;
import org.jspecify.annotations.Nullable;

/**
 * What the streams of one connection write. All that is written in one turn of the loop is flushed together. Confined to the
 * connection's event loop.
 */
final class StreamOutput {
    private final BatchingHandler frames;
    private final UrgencyDistributor distributor;
    private final FrameBudget budget;
    private final SharedWindow window;
    private final List<ClientStream> touched = new ArrayList<>();
    private final Runnable flush = this::flushNow;
    private @Nullable ChannelHandlerContext context;
    private boolean reading;
    private boolean flushRequested;
    private boolean ended;

    /** @param window for what the client sends */
    StreamOutput(BatchingHandler frames, UrgencyDistributor distributor, FrameBudget budget, SharedWindow window) {
        this.frames = frames;
        this.distributor = distributor;
        this.budget = budget;
        this.window = window;
    }

    /** @param context of {@code frames} in its pipeline */
    void begin(ChannelHandlerContext context) {
        this.context = context;
    }

    /** The connection is over. */
    void end() {
        ended = true;
    }

    /** Whether the connection is over. */
    boolean isEnded() {
        return ended;
    }

    /** Frames are being read; a flush follows. */
    void turnBegins() {
        reading = true;
    }

    /** All that came has been handed on, and may be written. */
    void turnEnds() {
        tellTouched(touched);
        reading = false;
    }

    /** {@code stream} has been given something in this turn of the loop. */
    void touched(ClientStream stream) {
        if (!stream.isTouched) {
            stream.isTouched = true;
            touched.add(stream);
        }
        if (!reading) {
            requestFlush();
        }
    }

    private void tellTouched(List<ClientStream> streams) {
        for (int i = 0; i < streams.size(); i++) {
            ClientStream stream = streams.get(i);
            stream.isTouched = false;
            stream.turnEnded();
        }
        touched.clear();
    }

    /** Flushes what was written, once for all streams. */
    void requestFlush() {
        if (!reading && !flushRequested && !ended) {
            flushRequested = true;
            context().executor().execute(flush);
        }
    }

    private void flushNow() {
        flushRequested = false;
        if (!touched.isEmpty() && !reading) {
            tellTouched(List.copyOf(touched));
        }
        if (!ended) {
            frames.flush(context());
        }
    }

    void reset(Http2Stream stream, Http2Error error) {
        frames.encoder().writeRstStream(context(), stream.id(), error.code(), promise());
        requestFlush();
    }

    /** A stream is being reset for a fault of the client's. */
    void mustReset() {
        FrameBudget.Excess excess = budget.ourReset();
        if (excess != null && !ended) {
            frames.onError(context(), false, Codec.calm(excess));
        }
    }

    void ping() {
        frames.encoder().writePing(context(), false, 0, promise());
        requestFlush();
    }

    /** Tells the client to go; {@code lastStream} is the last that is served. */
    void goAway(int lastStream) {
        frames.goAway(context(), lastStream, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, promise());
        requestFlush();
    }

    /** Closes once all that was written is out. */
    void closeOnceOut() {
        frames.flush(context());
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Bytes that wait for the client to read others. */
    long unsentBytes() {
        ChannelOutboundBuffer unsent = context().channel().unsafe().outboundBuffer();
        return unsent == null ? 0 : unsent.totalPendingWriteBytes();
    }

    void close() {
        context().close();
    }

    /** @param lastWord how the stream is reset once this is out; null: not at all */
    void writeHead(Http2Stream stream, Http2Headers headers, boolean ends, @Nullable Http2Error lastWord) {
        resetOnceOut(stream, frames.writeHead(context(), stream, headers, ends), lastWord);
    }

    /** Takes ownership of {@code content}; {@code lastWord} as for {@link #writeHead}. */
    void writeContent(Http2Stream stream, ByteBuf content, boolean ends, @Nullable Http2Error lastWord) {
        budget.useful(content.readableBytes());
        resetOnceOut(stream, frames.writeContent(context(), stream, content, ends), lastWord);
    }

    /** The answer is whole, and nobody wants the rest of the request (RFC 9113 §8.1). */
    private void resetOnceOut(Http2Stream stream, ChannelFuture written, @Nullable Http2Error lastWord) {
        if (lastWord != null) {
            written.addListener(done -> {
                if (!ended) {
                    reset(stream, lastWord);
                }
            });
        }
    }

    /**
     * Whether that stream may give more to write. What waits for the client to take it holds back who is no more urgent: who is has
     * one part ready at any time, which goes before.
     */
    boolean isWritable(Http2Stream stream) {
        return frames.encoder().flowController().isWritable(stream) || distributor.isNext(stream);
    }

    /** Bytes of that stream that wait for its window, or for the connection. */
    long pendingBytes(Http2Stream stream) {
        return distributor.pendingBytes(stream);
    }

    /** The client may send as many bytes more. */
    void consume(Http2Stream stream, int bytes) {
        try {
            if (frames.decoder().flowController().consumeBytes(stream, bytes)) {
                requestFlush();
            }
            window.changed();
        } catch (Http2Exception e) {
            frames.onError(context(), true, e);
        }
    }

    /** What the streams of the connection may send together. */
    SharedWindow window() {
        return window;
    }

    /** Ends a tunnel whose client had ended it before, once the exchange is done with what it is doing. */
    void endLater(ClientStream stream) {
        context().executor().execute(stream::endEarly);
    }

    ByteBufAllocator allocator() {
        return context().alloc();
    }

    ChannelPromise promise() {
        return context().newPromise();
    }

    ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context;
    }
}
