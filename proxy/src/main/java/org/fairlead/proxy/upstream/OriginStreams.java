package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fairlead.message.Method;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.http2.Codec;
import org.fairlead.proxy.http2.FrameBudget;
import org.fairlead.proxy.http2.HeaderBlock;
import org.fairlead.proxy.http2.Malformed;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.telemetry.Gauge;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an origin or a peer in HTTP/2, and once it is made the only handler in its pipeline. Frames, HPACK and
 * windows are the library's; each stream is an {@link OriginStream}. No request goes out before the other side's SETTINGS have
 * come: then it speaks HTTP/2, and how many streams it takes is known. Confined to its event loop.
 */
final class OriginStreams extends Http2ConnectionHandler implements Opening.Owner {
    private enum Phase {
        /** TCP, TLS, and SETTINGS are awaited. */
        OPENING,
        OPEN,
        /** It takes no more streams, and ends with the last. */
        LEAVING,
        CLOSED
    }

    /** What the deadline is for. */
    private enum Watch {
        /** The other side's SETTINGS. */
        SETTINGS,
        /** A stream. */
        IDLE,
        /** A sign of life while streams are under way. */
        BUSY,
        /** The answer to a PING. */
        PING
    }

    private static final Logger LOG = LoggerFactory.getLogger(OriginStreams.class);
    /** Servers of gRPC take more than one PING in 5 min for an attack, while nothing else is sent. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(310);

    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Far from the last number that there is. */
    private static final int LAST_STREAM = Integer.MAX_VALUE - 1024;

    private final SharedConnections shared;
    private final LoopUpstreams loop;
    private final FrameBudget budget;
    private final Http2Connection.PropertyKey key;
    private final ConnectionAge age;
    private final Deadline deadline = new Deadline(this::expired);
    private final Runnable flush = this::flushNow;
    private final List<OriginStream> streams = new ArrayList<>();
    private final List<OriginStream> touched = new ArrayList<>();
    private @Nullable Opening opening;
    private @Nullable ChannelHandlerContext context;
    private Phase phase = Phase.OPENING;
    private Watch watch = Watch.SETTINGS;
    /** Streams that were given out, and whose header block wasn't yet. */
    private int unopened;

    private long heardNanos;
    private boolean fresh = true;
    private boolean countedIdle;
    private boolean reading;
    private boolean flushRequested;

    OriginStreams(Codec codec, SharedConnections shared, LoopUpstreams loop) {
        super(codec.decoder(), codec.encoder(), codec.settings(), true, false);
        this.shared = shared;
        this.loop = loop;
        budget = codec.budget();
        key = connection().newKey();
        age = new ConnectionAge(loop, shared.origin().settings());
        decoder().frameListener(new OriginFrames(this));
        connection().addListener(new OriginStreamEnds(this));
        encoder().flowController().listener(this::writabilityChanged);
    }

    /** Begins to be made; usable within that time, or not at all. */
    void connect(int connectMillis) {
        loop.deadlines().set(deadline, TimeUnit.MILLISECONDS.toNanos(connectMillis));
        opening = shared.newOpening(this);
        opening.begin(connectMillis);
    }

    @Override
    public void opened(Channel channel) {
        opening = null;
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null && !"h2".equals(tls.applicationProtocol())) {
            phase = Phase.CLOSED;
            loop.deadlines().remove(deadline);
            shared.speaksHttp1(this, channel);
        } else {
            loop.telemetry().add(Gauge.UPSTREAM_HTTP2, 1);
            channel.closeFuture().addListener(closed -> loop.telemetry().add(Gauge.UPSTREAM_HTTP2, -1));
            channel.pipeline().addLast(this);
            requestFlush();
        }
    }

    @Override
    public void notOpened(UpstreamFault fault) {
        opening = null;
        phase = Phase.CLOSED;
        loop.deadlines().remove(deadline);
        shared.notMade(this, fault);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    /** The other side's SETTINGS have come, and hold. */
    void settingsCame() throws Http2Exception {
        if (phase == Phase.OPENING) {
            decoder()
                    .flowController()
                    .incrementWindowSize(
                            connection().connectionStream(), connectionWindow() - Codec.INITIAL_CONNECTION_WINDOW);
            phase = Phase.OPEN;
            idle();
        }
        shared.ready();
    }

    /** As much as all streams may have, so that a slow client holds up no other. */
    private int connectionWindow() {
        return (int) Math.min(Integer.MAX_VALUE, (long) shared.streams() * shared.window());
    }

    /** Whether another stream may be opened on it; not while a sign of life is awaited. */
    boolean hasRoom() {
        return phase == Phase.OPEN && watch != Watch.PING && room() > 0;
    }

    private int room() {
        Http2Connection.Endpoint<?> ours = connection().local();
        return Math.min(shared.streams(), ours.maxActiveStreams()) - ours.numActiveStreams() - unopened;
    }

    /** Whether it is, or may come to be, of use for more streams. */
    boolean isComing() {
        return phase == Phase.OPENING || (phase == Phase.OPEN && watch == Watch.PING);
    }

    /** Whether it is being made. */
    boolean isOpening() {
        return phase == Phase.OPENING;
    }

    /** How long nothing has come on it. */
    long quietNanos() {
        return loop.deadlines().coarseNanos() - heardNanos;
    }

    /** Nobody knows whether it still leads anywhere. */
    void doubt() {
        heardNanos = loop.deadlines().coarseNanos() - QUIET_NANOS;
    }

    boolean isWorn(long nanos) {
        return age.isWorn(nanos);
    }

    int load() {
        return streams.size();
    }

    /** Asks for a sign of life, unless one is awaited; {@link SharedConnections#ready()} comes with it. */
    void verify(long withinNanos) {
        if (watch != Watch.PING) {
            watch = Watch.PING;
            encoder().writePing(context(), false, 0, context().newPromise());
            requestFlush();
            loop.deadlines().set(deadline, withinNanos);
        }
    }

    /** A stream has waited for too long: is it the stream, or the connection? */
    void suspect() {
        if (phase != Phase.CLOSED) {
            verify(PING_NANOS);
        }
    }

    /** A new stream of that listener's; there must be room. */
    OriginStream assign(AttemptListener listener, Method method) {
        OriginStream stream = new OriginStream(this, loop, listener, method, fresh);
        countIdle(false);
        watchStreams();
        stream.place = streams.size();
        streams.add(stream);
        unopened++;
        loop.telemetry().add(Gauge.UPSTREAM_STREAMS, 1);
        age.served();
        if (age.isWorn(0) || connection().local().lastStreamCreated() > LAST_STREAM) {
            leave();
        }
        return stream;
    }

    /** As long as streams are under way. */
    private void watchStreams() {
        if (watch != Watch.PING) {
            watch = Watch.BUSY;
            loop.deadlines().set(deadline, QUIET_NANOS);
        }
    }

    /** Sends a request's head; null where the stream can't be opened any more, of which it will hear. */
    @Nullable
    Http2Stream open(OriginStream stream, Http2Headers headers, boolean ends) {
        unopened--;
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

    /** {@code stream} is no longer anybody's; {@code error}: how it is reset, if it is open. */
    void left(OriginStream stream, @Nullable Http2Stream open, Http2Error error) {
        if (stream.place < 0) {
            return;
        }
        OriginStream last = streams.remove(streams.size() - 1);
        if (last != stream) {
            streams.set(stream.place, last);
            last.place = stream.place;
        }
        stream.place = -1;
        unopened -= stream.isUnopened() ? 1 : 0;
        loop.telemetry().add(Gauge.UPSTREAM_STREAMS, -1);
        if (open != null) {
            open.removeProperty(key);
            if (error != Http2Error.NO_ERROR && phase != Phase.CLOSED) {
                encoder()
                        .writeRstStream(
                                context(), open.id(), error.code(), context().newPromise());
                requestFlush();
            }
        }
        if (streams.isEmpty() && phase != Phase.CLOSED) {
            idle();
        }
    }

    private void idle() {
        if (phase == Phase.LEAVING) {
            closeSoon();
            return;
        }
        countIdle(true);
        if (watch != Watch.PING) {
            watch = Watch.IDLE;
            if (shared.isKept()) {
                loop.deadlines().clear(deadline);
            } else {
                loop.deadlines().set(deadline, loop.settings().idleNanos());
            }
        }
    }

    private void countIdle(boolean isIdle) {
        if (isIdle != countedIdle) {
            countedIdle = isIdle;
            loop.telemetry().add(Gauge.UPSTREAM_IDLE, isIdle ? 1 : -1);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        reading = true;
        heardNanos = loop.deadlines().coarseNanos();
        super.channelRead(ctx, message);
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
        OriginStream known = known(connection().stream(streamId));
        if (known != null) {
            known.block(block, ends);
        }
    }

    private @Nullable OriginStream known(@Nullable Http2Stream stream) {
        return stream == null ? null : stream.getProperty(key);
    }

    /** Returns how many bytes the origin may have new window for. Borrows {@code data}. */
    int data(int streamId, ByteBuf data, int padding, boolean ends) {
        OriginStream known = known(connection().stream(streamId));
        return known == null ? data.readableBytes() + padding : known.data(data, padding, ends);
    }

    /** The origin has reset a stream. */
    void reset(int streamId, long code) {
        OriginStream known = known(connection().stream(streamId));
        if (known != null) {
            boolean isRefused = code == Http2Error.REFUSED_STREAM.code() && !known.hasHeard();
            known.closed(isRefused ? UpstreamFault.STREAM_REFUSED : UpstreamFault.STREAM_RESET);
        }
    }

    /** The answer to a PING. */
    void alive() {
        if (watch == Watch.PING) {
            watch = Watch.BUSY;
            if (streams.isEmpty() && phase == Phase.OPEN) {
                idle();
            } else {
                watchStreams();
            }
            shared.ready();
        }
    }

    /** Takes no more streams; also when the origin says so, of which those it won't look at are closed (RFC 9113 §6.8). */
    void leave() {
        if (phase == Phase.OPEN) {
            phase = Phase.LEAVING;
            shared.forget(this);
            if (streams.isEmpty()) {
                closeSoon();
            }
            shared.ready();
        } else if (phase == Phase.OPENING) {
            shut();
        }
    }

    /** Closes it, if nobody uses it. */
    void closeIdle() {
        if (streams.isEmpty()) {
            leave();
        }
    }

    private void closeSoon() {
        phase = Phase.CLOSED;
        countIdle(false);
        loop.deadlines().remove(deadline);
        goAway(
                context(),
                0,
                Http2Error.NO_ERROR.code(),
                Unpooled.EMPTY_BUFFER,
                context().newPromise());
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
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

    private void expired() {
        switch (watch) {
            case SETTINGS -> {
                boolean isConnected = context != null;
                shut();
                if (isConnected) {
                    shared.notGreeted(this, false);
                } else {
                    shared.notMade(this, UpstreamFault.CONNECT_TIMED_OUT);
                }
            }
            case IDLE -> leave();
            case BUSY -> verify(PING_NANOS);
            case PING -> {
                if (phase == Phase.OPEN && !streams.isEmpty()) {
                    stopTaking();
                } else {
                    loop.telemetry().refused("answer-ping-unanswered");
                    end(UpstreamFault.CLOSED_BEFORE_ANSWER);
                }
            }
        }
    }

    /** Slow, or gone: what is under way may still be answered, nothing new is given to it; whoever waits gets another. */
    private void stopTaking() {
        phase = Phase.LEAVING;
        shared.forget(this);
        loop.deadlines().set(deadline, PING_NANOS);
        shared.ready();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        boolean wasOpening = phase == Phase.OPENING;
        if (phase == Phase.OPEN) {
            // What fails with it mustn't be given to it again.
            phase = Phase.LEAVING;
            shared.forget(this);
        }
        super.channelInactive(ctx);
        if (wasOpening && phase == Phase.OPENING) {
            shut();
            shared.notGreeted(this, false);
        } else {
            end(UpstreamFault.CLOSED_BEFORE_ANSWER);
        }
    }

    /** It is over: its streams fail, and it is closed. */
    private void end(UpstreamFault fault) {
        shut();
        for (OriginStream stream : List.copyOf(streams)) {
            stream.closed(fault);
        }
        shared.ready();
    }

    /** Closes what there is of it at once; tells nobody. */
    private void shut() {
        phase = Phase.CLOSED;
        shared.forget(this);
        countIdle(false);
        loop.deadlines().remove(deadline);
        if (opening != null) {
            opening.giveUp();
            opening = null;
        }
        if (context != null) {
            context.close();
        }
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
            LOG.error(
                    "{}: a bug in the handling of a connection in HTTP/2",
                    shared.origin().name(),
                    cause);
        } else {
            loop.telemetry().refused(AnswerFaults.label(error));
            LOG.debug("{}: no HTTP/2 that is understood", shared.origin().name(), cause);
        }
        if (phase == Phase.OPENING) {
            shut();
            shared.notGreeted(this, true);
            return;
        }
        super.onConnectionError(ctx, outbound, cause, error);
        flush(ctx);
        end(UpstreamFault.MALFORMED_ANSWER);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException error) {
        OriginStream known = known(connection().stream(error.streamId()));
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
        if (excess != null && phase != Phase.CLOSED) {
            onError(context(), false, Codec.calm(excess));
        }
    }

    private void writabilityChanged(Http2Stream stream) {
        OriginStream known = known(stream);
        if (known != null) {
            known.writabilityChanged();
        }
    }

    /** Trailers end the stream. */
    void writeTrailers(Http2Stream stream, Http2Headers trailers) {
        encoder()
                .writeHeaders(
                        context(), stream.id(), trailers, 0, true, context().newPromise());
    }

    /** Takes ownership of {@code content}. */
    void writeContent(Http2Stream stream, ByteBuf content, boolean ends) {
        budget.useful(content.readableBytes());
        encoder().writeData(context(), stream.id(), content, 0, ends, context().newPromise());
    }

    boolean isWritable(Http2Stream stream) {
        return encoder().flowController().isWritable(stream);
    }

    CountedWrite newCountedWrite() {
        return new CountedWrite(context().channel(), loop.eventLoop());
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

    boolean isSecure() {
        return shared.origin().address().tls().isPresent();
    }

    OriginHealth health() {
        return shared.origin().health();
    }

    /** Each hears that the origin is lost, and may leave. */
    void originLost() {
        List.copyOf(streams).forEach(OriginStream::originLost);
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
        if (context != null && context.channel().isActive()) {
            flush(context);
        }
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not connected");
        }
        return context;
    }
}
