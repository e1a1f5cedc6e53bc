package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.OpenClients;
import org.fairlead.proxy.exchange.Sender;
import org.fairlead.proxy.http2.Codec;
import org.fairlead.proxy.http2.FrameBudget;
import org.fairlead.proxy.http2.HeaderBlock;
import org.fairlead.proxy.http2.Malformed;
import org.fairlead.proxy.http2.RequestBlock;
import org.fairlead.proxy.http2.UrgencyDistributor;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.loop.Stage;
import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.proxy.telemetry.Limit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's or peer's connection in HTTP/2, and the only handler in its pipeline. Frames, HPACK and windows are the library's;
 * each stream is a {@link ClientStream} with an exchange, kept for the next stream. What all of them write in one turn of the
 * loop is flushed together. Confined to its event loop.
 */
final class ClientStreams extends Http2ConnectionHandler implements OpenClients.Connection {
    private static final Logger LOG = LoggerFactory.getLogger(ClientStreams.class);
    /** Kept for the next streams while the connection is in use; an idle one keeps none. */
    private static final int MOST_FREE = 16;

    private static final long PING_NANOS = 10_000_000_000L;
    private static final long GO_AWAY_NANOS = 1_000_000_000L;

    /** What is being waited for, while no stream is. */
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
    private final ListenerSettings listener;
    private final Admission.Place place;
    private final Sender sender;
    private final UrgencyDistributor distributor;
    private final FrameBudget budget;
    private final RequestBlock request = new RequestBlock();
    private final Http2Connection.PropertyKey key;
    private final ArrayDeque<ClientStream> free = new ArrayDeque<>();
    private final List<ClientStream> touched = new ArrayList<>();
    private final Deadline deadline = new Deadline(this::expired);
    private final Runnable flush = this::flushNow;
    private Watch watch = Watch.IDLE;
    private @Nullable ChannelHandlerContext context;
    private int requests;
    private boolean reading;
    private boolean flushRequested;
    private boolean draining;
    private boolean ended;

    ClientStreams(Codec codec, ExchangeLoop loop, ListenerSettings listener, Admission.Place place, Sender sender) {
        super(codec.decoder(), codec.encoder(), codec.settings(), true, false);
        this.loop = loop;
        this.listener = listener;
        this.place = place;
        this.sender = sender;
        distributor = codec.distributor();
        budget = codec.budget();
        key = connection().newKey();
        decoder().frameListener(new StreamFrames(this));
        connection().addListener(new StreamEnds(this));
        encoder().flowController().listener(this::writabilityChanged);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
        loop.telemetry().add(Gauge.CLIENT_CONNECTIONS, 1);
        loop.telemetry().add(Gauge.HTTP2_CONNECTIONS, 1);
        loop.clients().add(this);
        loop.deadlines().set(deadline, loop.clientIdleNanos());
    }

    /** The client has sent its preface. */
    void begun() throws Http2Exception {
        decoder()
                .flowController()
                .incrementWindowSize(
                        connection().connectionStream(), connectionWindow() - Codec.INITIAL_CONNECTION_WINDOW);
    }

    /** A peer's streams are of many clients: none may have all of the window. */
    private int connectionWindow() {
        return sender.fromPeers() ? ClientChannels.MOST_STREAMS * Codec.PEER_STREAM_WINDOW : Codec.CONNECTION_WINDOW;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        reading = true;
        super.channelRead(ctx, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        for (int i = 0; i < touched.size(); i++) {
            ClientStream stream = touched.get(i);
            stream.isTouched = false;
            stream.turnEnded();
        }
        touched.clear();
        reading = false;
        super.channelReadComplete(ctx);
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

    /** A header block that begins a stream, or ends its body. */
    void block(int streamId, HeaderBlock block, boolean ends) {
        Http2Stream stream = connection().stream(streamId);
        if (stream == null) {
            return;
        }
        ClientStream known = stream.getProperty(key);
        if (known != null) {
            known.trailers(block, ends);
            return;
        }
        Malformed fault = request.read(block, ends);
        if (fault != null) {
            loop.telemetry().refused(fault.label());
            reset(stream, Http2Error.PROTOCOL_ERROR);
            mustReset();
            return;
        }
        begin(stream, ends);
    }

    private void begin(Http2Stream stream, boolean ends) {
        ClientStream serving = free.pollLast();
        if (serving == null) {
            serving = new ClientStream(this, loop, sender);
        }
        stream.setProperty(key, serving);
        distributor.urgency(stream, request.urgency());
        if (watch == Watch.IDLE) {
            watch = Watch.BUSY;
            loop.deadlines().set(deadline, loop.serving().clientIdleNanos());
        }
        if (++requests == loop.serving().clients().requestsPerConnection()) {
            loop.telemetry().reached(Limit.REQUESTS_PER_CONNECTION);
            drain();
        }
        touched(serving);
        serving.begin(stream, request, ends, listener);
    }

    /** Returns how many bytes the client may have new window for. Borrows {@code data}. */
    int data(int streamId, ByteBuf data, int padding, boolean ends) {
        Http2Stream stream = connection().stream(streamId);
        ClientStream serving = stream == null ? null : stream.getProperty(key);
        if (serving == null) {
            return data.readableBytes() + padding;
        }
        return serving.data(data, padding, ends);
    }

    /** RFC 9218 §7.1. */
    void priority(int streamId, AsciiString dictionary) {
        Http2Stream stream = connection().stream(streamId);
        if (stream != null && streamId > 0) {
            distributor.urgency(stream, org.fairlead.proxy.http2.Urgency.parse(dictionary));
        }
    }

    /** Something came. */
    void alive() {
        if (watch == Watch.PING) {
            watch = connection().numActiveStreams() == 0 ? Watch.IDLE : Watch.BUSY;
            loop.deadlines().set(deadline, loop.serving().clientIdleNanos());
        }
    }

    private void writabilityChanged(Http2Stream stream) {
        ClientStream serving = stream.getProperty(key);
        if (serving != null) {
            serving.writabilityChanged();
        }
    }

    /** A stream is closed, or was never served. */
    void closed(Http2Stream stream) {
        ClientStream serving = stream.removeProperty(key);
        if (serving != null) {
            serving.closed();
        }
        if (connection().numActiveStreams() == 0 && !ended) {
            idle();
        }
    }

    private void idle() {
        if (draining) {
            closeSoon();
        } else {
            watch = Watch.IDLE;
            loop.deadlines().set(deadline, loop.clientIdleNanos());
        }
    }

    /** {@code stream} may serve another. */
    void free(ClientStream stream) {
        if (free.size() < MOST_FREE && !ended) {
            free.addLast(stream);
        } else {
            stream.remove();
        }
    }

    private void expired() {
        switch (watch) {
            case IDLE -> goAway(Http2Error.NO_ERROR);
            case BUSY -> {
                releaseFree();
                watch = Watch.PING;
                encoder().writePing(context(), false, 0, context().newPromise());
                requestFlush();
                loop.deadlines().set(deadline, PING_NANOS);
            }
            case PING -> {
                loop.telemetry().refused("http2-ping-unanswered");
                context().close();
            }
            case LEAVING -> {
                sayLast();
                if (connection().numActiveStreams() == 0) {
                    closeSoon();
                }
            }
        }
    }

    private void releaseFree() {
        free.forEach(ClientStream::remove);
        free.clear();
    }

    /**
     * Ends the connection once its streams have, losing none (RFC 9113 §6.8): the client is told first that it shall go, with the
     * largest number there is, and a second later which of its streams was the last one taken.
     */
    void drain() {
        if (!draining && !ended) {
            draining = true;
            watch = Watch.LEAVING;
            goAway(context(), Integer.MAX_VALUE, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, promise());
            requestFlush();
            loop.deadlines().set(deadline, GO_AWAY_NANOS);
        }
    }

    @Override
    public void stageChanged() {
        if (loop.stage() == Stage.HURRYING && connection().numActiveStreams() == 0) {
            goAway(Http2Error.NO_ERROR);
        } else if (!loop.stage().keepsConnections()) {
            drain();
        }
    }

    @Override
    public boolean cutOff() {
        List<ClientStream> serving = new ArrayList<>();
        try {
            connection().forEachActiveStream(stream -> {
                ClientStream known = stream.getProperty(key);
                if (known != null) {
                    serving.add(known);
                }
                return true;
            });
        } catch (Http2Exception e) {
            LOG.error("a bug in the visit of a connection's streams", e);
        }
        boolean cut = false;
        for (ClientStream stream : serving) {
            cut |= stream.cutOff();
        }
        goAway(Http2Error.NO_ERROR);
        return cut;
    }

    private void sayLast() {
        int last = connection().remote().lastStreamCreated();
        goAway(context(), last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, promise());
        requestFlush();
    }

    private void closeSoon() {
        if (watch != Watch.LEAVING || !deadline.isSet()) {
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void goAway(Http2Error error) {
        int last = connection().remote().lastStreamCreated();
        goAway(context(), last, error.code(), Unpooled.EMPTY_BUFFER, promise());
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception error) {
        if (!ctx.channel().isActive() || cause instanceof IOException) {
            // It is gone, and what was being written with it.
            ctx.close();
            return;
        }
        FrameBudget.Excess excess = error == null ? null : Codec.excess(error);
        if (excess != null) {
            loop.telemetry().refused(excess.label());
        } else if (error != null) {
            loop.telemetry()
                    .refused("http2-"
                            + error.error().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        } else {
            LOG.error("a bug in the handling of a client's connection", cause);
        }
        super.onConnectionError(ctx, outbound, cause, error);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException error) {
        if (!ctx.channel().isActive()) {
            return;
        }
        loop.telemetry()
                .refused(
                        "http2-" + error.error().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        super.onStreamError(ctx, outbound, cause, error);
        if (!outbound) {
            mustReset();
        }
    }

    /** A stream is being reset for a fault of the client's. */
    void mustReset() {
        FrameBudget.Excess excess = budget.ourReset();
        if (excess != null && !ended) {
            onError(context(), false, Codec.calm(excess));
        }
    }

    void reset(Http2Stream stream, Http2Error error) {
        encoder().writeRstStream(context(), stream.id(), error.code(), promise());
        requestFlush();
    }

    /** @param lastWord how the stream is reset once this is out; null: not at all */
    void writeHead(Http2Stream stream, Http2Headers headers, boolean ends, @Nullable Http2Error lastWord) {
        ChannelPromise written = promise();
        encoder().writeHeaders(context(), stream.id(), headers, 0, ends, written);
        resetOnceOut(stream, written, lastWord);
    }

    /** Takes ownership of {@code content}; {@code lastWord} as for {@link #writeHead}. */
    void writeContent(Http2Stream stream, ByteBuf content, boolean ends, @Nullable Http2Error lastWord) {
        budget.useful(content.readableBytes());
        ChannelPromise written = promise();
        encoder().writeData(context(), stream.id(), content, 0, ends, written);
        resetOnceOut(stream, written, lastWord);
    }

    /** The answer is whole, and nobody wants the rest of the request (RFC 9113 §8.1). */
    private void resetOnceOut(Http2Stream stream, ChannelPromise written, @Nullable Http2Error lastWord) {
        if (lastWord != null) {
            written.addListener(done -> {
                if (!ended) {
                    reset(stream, lastWord);
                }
            });
        }
    }

    boolean isWritable(Http2Stream stream) {
        return encoder().flowController().isWritable(stream);
    }

    long pendingBytes(Http2Stream stream) {
        return distributor.pendingBytes(stream);
    }

    /** The client may send as many bytes more. */
    void consume(Http2Stream stream, int bytes) {
        try {
            if (decoder().flowController().consumeBytes(stream, bytes)) {
                requestFlush();
            }
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    /** Ends a tunnel whose client had ended it before, once the exchange is done with what it is doing. */
    void endLater(ClientStream stream) {
        context().executor().execute(stream::endEarly);
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
            for (ClientStream stream : List.copyOf(touched)) {
                stream.isTouched = false;
                stream.turnEnded();
            }
            touched.clear();
        }
        if (!ended) {
            flush(context());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // Without its window and its resets nothing can be answered properly.
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        ended = true;
        super.channelInactive(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        ended = true;
        super.handlerRemoved0(ctx);
        // When the loop ends, this comes without the channel's end: exchanges have to be told all the same.
        connection().close(ctx.newPromise());
        loop.deadlines().remove(deadline);
        releaseFree();
        loop.clients().remove(this);
        loop.telemetry().add(Gauge.HTTP2_CONNECTIONS, -1);
        loop.telemetry().add(Gauge.CLIENT_CONNECTIONS, -1);
        place.leave();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (cause instanceof IOException) {
            ctx.close();
        } else {
            super.exceptionCaught(ctx, cause);
        }
    }

    ByteBufAllocator allocator() {
        return context().alloc();
    }

    private ChannelPromise promise() {
        return context().newPromise();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context;
    }

    Channel channel() {
        return context().channel();
    }
}
