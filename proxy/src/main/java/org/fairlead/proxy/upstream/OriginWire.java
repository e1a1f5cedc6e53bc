package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.proxy.http2.BatchingHandler;
import org.fairlead.proxy.http2.Codec;
import org.fairlead.proxy.http2.FrameBudget;
import org.fairlead.proxy.http2.HeaderBlock;
import org.fairlead.proxy.http2.Malformed;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes and goes on a connection in HTTP/2 to an origin, and once that is made the only handler in its pipeline. Frames,
 * HPACK and windows are the library's; each stream is an {@link OriginStream}. Confined to the connection's event loop.
 */
final class OriginWire extends BatchingHandler {
    private static final Logger LOG = LoggerFactory.getLogger(OriginWire.class);
    /** Far from the last number that there is. */
    private static final int LAST_STREAM = Integer.MAX_VALUE - 1024;

    private final OriginStreams streams;
    private final LoopUpstreams loop;
    private final FrameBudget budget;
    private final Http2Connection.PropertyKey key;
    private final Runnable flush = this::flushNow;
    private final List<OriginStream> touched = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;
    private boolean fresh = true;
    private boolean reading;
    private boolean flushRequested;

    OriginWire(Codec codec, OriginStreams streams, LoopUpstreams loop) {
        super(codec);
        this.streams = streams;
        this.loop = loop;
        budget = codec.budget();
        key = connection().newKey();
        decoder().frameListener(new OriginFrames(this, streams));
        connection().addListener(new OriginStreamEnds(this, streams));
        encoder().flowController().listener(this::writabilityChanged);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    /** Whether the connection is made, and all that comes on it comes here. */
    boolean isInPlace() {
        return context != null;
    }

    /** Whether no answer has come on it yet. */
    boolean isFresh() {
        return fresh;
    }

    /** How many streams the origin takes at a time. */
    int mostStreams() {
        return connection().local().maxActiveStreams();
    }

    int openStreams() {
        return connection().local().numActiveStreams();
    }

    /** Whether the numbers of streams come to an end. */
    boolean isUsedUp() {
        return connection().local().lastStreamCreated() > LAST_STREAM;
    }

    /** Lets that many bytes come, over all streams, before any is consumed. */
    void widen(int connectionWindow) throws Http2Exception {
        decoder()
                .flowController()
                .incrementWindowSize(
                        connection().connectionStream(), connectionWindow - Codec.INITIAL_CONNECTION_WINDOW);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        reading = true;
        loop.clock().hold();
        try {
            streams.heard();
            super.channelRead(ctx, message);
        } finally {
            loop.clock().goOn();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        for (int i = 0; i < touched.size(); i++) {
            OriginStream stream = touched.get(i);
            stream.isTouched = false;
            stream.turnEnded();
        }
        touched.clear();
        reading = false;
        super.channelReadComplete(ctx);
    }

    /** {@code stream} has given on something in this turn of the loop. */
    void touched(OriginStream stream) {
        if (!stream.isTouched) {
            stream.isTouched = true;
            touched.add(stream);
        }
    }

    /** A header block on a stream of ours. */
    void block(int streamId, HeaderBlock block, boolean ends) {
        fresh = false;
        OriginStream known = known(streamId);
        if (known != null) {
            known.block(block, ends);
        }
    }

    private @Nullable OriginStream known(int streamId) {
        return known(connection().stream(streamId));
    }

    private @Nullable OriginStream known(@Nullable Http2Stream stream) {
        return stream == null ? null : stream.getProperty(key);
    }

    /** Returns how many bytes the origin may have new window for. Borrows {@code data}. */
    int data(int streamId, ByteBuf data, int padding, boolean ends) {
        OriginStream known = known(streamId);
        return known == null ? data.readableBytes() + padding : known.data(data, padding, ends);
    }

    /** The origin has reset a stream. */
    void reset(int streamId, long code) {
        OriginStream known = known(streamId);
        if (known != null) {
            boolean isRefused = code == Http2Error.REFUSED_STREAM.code() && !known.hasHeard();
            known.closed(isRefused ? UpstreamFault.STREAM_REFUSED : UpstreamFault.STREAM_RESET);
        }
    }

    /** A stream is closed. */
    void closed(Http2Stream stream) {
        OriginStream known = stream.removeProperty(key);
        if (known != null) {
            boolean isUnseen = connection().goAwayReceived()
                    && stream.id() > connection().local().lastStreamKnownByPeer()
                    && !known.hasHeard();
            known.closed(isUnseen ? UpstreamFault.STREAM_REFUSED : UpstreamFault.CLOSED_BEFORE_ANSWER);
        }
    }

    private void writabilityChanged(Http2Stream stream) {
        OriginStream known = known(stream);
        if (known != null) {
            known.writabilityChanged();
        }
    }

    /** As {@link OriginStreams#open}. */
    @Nullable
    Http2Stream open(OriginStream stream, Http2Headers headers, boolean ends) {
        int id = connection().local().incrementAndGetNextStreamId();
        encoder().writeHeaders(context(), id, headers, 0, ends, context().newPromise());
        Http2Stream opened = connection().stream(id);
        if (opened == null) {
            // Not now: whoever sends doesn't expect to hear of it before it has sent.
            context().executor().execute(() -> stream.closed(UpstreamFault.STREAM_REFUSED));
        } else {
            opened.setProperty(key, stream);
        }
        return opened;
    }

    /** Trailers end the stream. */
    void writeTrailers(Http2Stream stream, Http2Headers trailers) {
        writeHead(context(), stream, trailers, true);
    }

    /** Takes ownership of {@code content}. */
    void writeContent(Http2Stream stream, ByteBuf content, boolean ends) {
        budget.useful(content.readableBytes());
        writeContent(context(), stream, content, ends);
    }

    boolean isWritable(Http2Stream stream) {
        return encoder().flowController().isWritable(stream);
    }

    /** The origin may send as many bytes more. */
    void consume(Http2Stream stream, int bytes) {
        try {
            if (decoder().flowController().consumeBytes(stream, bytes)) {
                requestFlush();
            }
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    /** Nobody wants to hear of {@code stream} any more. */
    void forget(Http2Stream stream, Http2Error error) {
        stream.removeProperty(key);
        if (error != Http2Error.NO_ERROR) {
            encoder()
                    .writeRstStream(
                            context(), stream.id(), error.code(), context().newPromise());
            requestFlush();
        }
    }

    void ping() {
        encoder().writePing(context(), false, 0, context().newPromise());
        requestFlush();
    }

    /** Flushes what was written, once for all streams. */
    void requestFlush() {
        if (!reading && !flushRequested && context != null) {
            flushRequested = true;
            context.executor().execute(flush);
        }
    }

    private void flushNow() {
        flushRequested = false;
        flushAtOnce();
    }

    /** Flushes what was written now, where somebody waits for what comes of it. */
    void flushAtOnce() {
        if (context != null && context.channel().isActive()) {
            flush(context);
        }
    }

    /** Closes once all that was written is out. */
    void sayGoodbye() {
        goAway(
                context(),
                0,
                Http2Error.NO_ERROR.code(),
                Unpooled.EMPTY_BUFFER,
                context().newPromise());
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    void close() {
        if (context != null) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        streams.closing();
        super.channelInactive(ctx);
        streams.gone();
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception error) {
        if (!ctx.channel().isActive() || cause instanceof IOException) {
            // It is gone, and what was being written with it.
            ctx.close();
            return;
        }
        if (error == null) {
            LOG.error("{}: a bug in the handling of a connection in HTTP/2", streams.name(), cause);
        } else {
            loop.telemetry().refused(AnswerFaults.label(error));
            LOG.debug("{}: no HTTP/2 that is understood", streams.name(), cause);
        }
        if (streams.isOpening()) {
            streams.misunderstood();
            return;
        }
        super.onConnectionError(ctx, outbound, cause, error);
        flush(ctx);
        streams.end(UpstreamFault.MALFORMED_ANSWER);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException error) {
        OriginStream known = known(error.streamId());
        if (!ctx.channel().isActive()) {
            return;
        }
        if (!outbound) {
            loop.telemetry().refused(AnswerFaults.label(error));
        }
        if (known == null) {
            super.onStreamError(ctx, outbound, cause, error);
        } else if (outbound) {
            // Not now: whoever sends doesn't expect to hear of it before it has sent.
            ctx.executor().execute(() -> known.fail(AnswerFaults.of(error, known.hasAnswered()), error.error()));
        } else {
            known.fail(AnswerFaults.of(error, known.hasAnswered()), error.error());
        }
    }

    /** A stream is being reset for a fault of the origin's; null: for a limit of ours. */
    void madeUsReset(@Nullable Malformed fault) {
        if (fault == null) {
            return;
        }
        loop.telemetry().refused(AnswerFaults.label(fault));
        FrameBudget.Excess excess = budget.ourReset();
        if (excess != null && !streams.isClosed()) {
            onError(context(), false, Codec.calm(excess));
        }
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not connected");
        }
        return context;
    }
}
