package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
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
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.proxy.http2.BatchingHandler;
import org.fairlead.proxy.http2.Codec;
import org.fairlead.proxy.http2.FrameBudget;
import org.fairlead.proxy.http2.HeaderBlock;
import org.fairlead.proxy.http2.Malformed;
import org.fairlead.proxy.http2.RequestBlock;
import org.fairlead.proxy.http2.Urgency;
import org.fairlead.proxy.http2.UrgencyDistributor;
import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.proxy.telemetry.Limit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's or peer's connection in HTTP/2, behind TLS, where there is that. Frames, HPACK and windows are the library's;
 * each stream is a {@link ClientStream} with an exchange, kept for the next stream. Confined to its event loop.
 */
final class ClientStreams extends BatchingHandler implements OpenClients.Connection, StreamsLife.Connection {
    private static final Logger LOG = LoggerFactory.getLogger(ClientStreams.class);
    /** Kept for the next streams while the connection is in use; an idle one keeps none. */
    private static final int MOST_FREE = 16;

    private final ExchangeLoop loop;
    private final ListenerSettings listener;
    private final Admission.Place place;
    private final Sender sender;
    private final UrgencyDistributor distributor;
    private final StreamOutput output;
    private final StreamsLife life;
    /** The loop's. */
    private final RequestBlock request;

    private final Http2Connection.PropertyKey key;
    private final ArrayDeque<ClientStream> free = new ArrayDeque<>();
    private int requests;

    ClientStreams(Codec codec, ExchangeLoop loop, ListenerSettings listener, Admission.Place place, Sender sender) {
        super(codec);
        this.loop = loop;
        this.listener = listener;
        this.place = place;
        this.sender = sender;
        distributor = codec.distributor();
        SharedWindow window = new SharedWindow(connection(), loop.deadlines()::coarseNanos);
        output = new StreamOutput(this, distributor, codec.budget(), window);
        life = new StreamsLife(loop, this, output);
        request = loop.askedBlocks().request();
        key = connection().newKey();
        decoder().frameListener(new StreamFrames(this));
        connection().addListener(new StreamEnds(this));
        encoder().flowController().listener(this::writabilityChanged);
        distributor.listener(this::drained);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        output.begin(ctx);
        super.handlerAdded(ctx);
        loop.telemetry().add(Gauge.CLIENT_CONNECTIONS, 1);
        loop.telemetry().add(Gauge.HTTP2_CONNECTIONS, 1);
        loop.clients().add(this);
        life.begin();
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
        output.turnBegins();
        loop.clock().hold();
        try {
            alive();
            super.channelRead(ctx, message);
        } finally {
            loop.clock().goOn();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        output.turnEnds();
        super.channelReadComplete(ctx);
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
            output.reset(stream, Http2Error.PROTOCOL_ERROR);
            output.mustReset();
            return;
        }
        ClientStream serving = serve(stream);
        distributor.urgency(stream, request.urgency());
        serving.begin(stream, request, ends, listener);
    }

    private ClientStream serve(Http2Stream stream) {
        ClientStream serving = free.pollLast();
        if (serving == null) {
            serving = new ClientStream(this, output, loop, sender);
        }
        stream.setProperty(key, serving);
        life.streamBegins();
        // The limit may have been lowered meanwhile, and the connection been told to go before.
        if (++requests >= loop.serving().clients().requestsPerConnection() && life.drain()) {
            loop.telemetry().reached(Limit.REQUESTS_PER_CONNECTION);
        }
        output.touched(serving);
        return serving;
    }

    /** Returns how many bytes the client may have new window for. Borrows {@code data}. */
    int data(int streamId, ByteBuf data, int padding, boolean ends) {
        output.window().changed();
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
            distributor.urgency(stream, Urgency.parse(dictionary));
        }
    }

    /** Something came. */
    void alive() {
        life.alive();
    }

    private void writabilityChanged(Http2Stream stream) {
        ClientStream serving = stream.getProperty(key);
        if (serving != null) {
            serving.writabilityChanged();
        }
    }

    private void drained(Http2Stream stream) {
        ClientStream serving = stream.getProperty(key);
        if (serving != null && serving.awaitsOutput()) {
            // Not in the midst of writing.
            output.context().executor().execute(() -> writabilityChanged(stream));
        }
    }

    /** A stream is closed, or was never served. */
    void closed(Http2Stream stream) {
        ClientStream serving = stream.removeProperty(key);
        if (serving != null) {
            serving.closed();
        }
        if (openStreams() == 0 && !output.isEnded()) {
            life.idle();
        }
    }

    /** {@code stream} may serve another. */
    void free(ClientStream stream) {
        if (free.size() < MOST_FREE && !output.isEnded()) {
            free.addLast(stream);
        } else {
            stream.remove();
        }
    }

    @Override
    public void releaseSpare() {
        free.forEach(ClientStream::remove);
        free.clear();
    }

    @Override
    public int openStreams() {
        return connection().numActiveStreams();
    }

    @Override
    public int lastStream() {
        return connection().remote().lastStreamCreated();
    }

    @Override
    public void stageChanged() {
        if (!output.isEnded()) {
            life.stageChanged();
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
        life.endNow();
        return cut;
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
            loop.telemetry().refused(label(error));
        } else {
            LOG.error("a bug in the handling of a client's connection", cause);
        }
        super.onConnectionError(ctx, outbound, cause, error);
    }

    /** Of what the library refuses. */
    private static String label(Http2Exception error) {
        return "http2-" + error.error().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException error) {
        if (!ctx.channel().isActive()) {
            return;
        }
        if (error instanceof Http2Exception.HeaderListSizeException tooLong
                && tooLong.duringDecode()
                && refuse(tooLong.streamId())) {
            output.mustReset();
            return;
        }
        loop.telemetry().refused(label(error));
        super.onStreamError(ctx, outbound, cause, error);
        if (!outbound) {
            output.mustReset();
        }
    }

    /** Answers a request whose header list is too long; false where that stream can't begin. */
    private boolean refuse(int streamId) {
        if (connection().stream(streamId) != null || !connection().remote().isValidStreamId(streamId)) {
            return false;
        }
        try {
            Http2Stream stream = connection().remote().createStream(streamId, false);
            serve(stream).refuse(stream, Rejection.HEAD_TOO_LARGE);
            return true;
        } catch (Http2Exception e) {
            return false;
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
        output.end();
        super.channelInactive(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        output.end();
        super.handlerRemoved0(ctx);
        // When the loop ends, this comes without the channel's end: exchanges have to be told all the same.
        connection().close(ctx.newPromise());
        life.end();
        releaseSpare();
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
}
