package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import org.fairlead.config.PoolSettings;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.proxy.health.OriginState;
import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.loop.Transport;
import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.proxy.tls.HandshakeFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an origin or a peer, and the only handler in its pipeline. It serves one attempt at a time; between two it
 * waits in {@link OriginConnections}.
 *
 * <p>Not one byte passes from one attempt to the next: what comes after a complete answer, or while nobody asked, closes the
 * connection; and it goes back to the pool only after a read that left the socket empty. Confined to its event loop.
 */
public final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    /** Where it stands. */
    private enum Phase {
        CONNECTING,
        /** An attempt has it; its answer is read. */
        IN_USE,
        /** The answer is whole, and the read that brought its end isn't over. */
        SETTLING,
        IDLE,
        CLOSED
    }

    static final int NOWHERE = -1;
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

    private final OriginConnections origin;
    private final LoopUpstreams loop;
    private final byte[] header;
    private final AnswerReader answers;
    private final Deadline deadline = new Deadline(this::expired);
    private final long diesNanos;
    private final long mostServed;
    private long served;
    private Phase phase = Phase.CONNECTING;
    private @Nullable Channel channel;
    private @Nullable AttemptListener listener;
    /** Where {@link OriginConnections} has it among those in use. */
    int place = NOWHERE;
    /** What the answer says of the origin once it is whole. */
    private Outcome outcome = Outcome.SUCCESS;

    private boolean isForFloor;
    private boolean fresh = true;
    private boolean requestEnded;
    private boolean answerBegun;
    private boolean broken;
    private boolean pausedReading;
    private boolean secured;
    /** Over TLS an end without a word of it may be anybody's (RFC 9112 §9.8). */
    private boolean endIsMeant = true;

    private long stallNanos;
    private long idleSinceNanos;

    /** @param header what the connection begins with, before any request; may be empty */
    UpstreamConnection(OriginConnections origin, LoopUpstreams loop, byte[] header) {
        this.origin = origin;
        this.loop = loop;
        this.header = header;
        answers = new AnswerReader(loop);
        PoolSettings.Connections limits = origin.settings();
        diesNanos = limits.longest().isEmpty()
                ? Long.MAX_VALUE
                : loop.deadlines().coarseNanos()
                        + loop.jittered(limits.longest().get().toNanos());
        mostServed = limits.requests().isEmpty()
                ? Long.MAX_VALUE
                : loop.jittered(limits.requests().get());
    }

    /** Whether it is, in {@code nanos} from now, as old as it may be, or has served as many requests as it may. */
    boolean isWorn(long nanos) {
        return diesNanos != Long.MAX_VALUE && loop.deadlines().coarseNanos() + nanos > diesNanos
                || served >= mostServed;
    }

    void begin(AttemptListener listener, Method method) {
        this.listener = listener;
        answers.expect(method);
        outcome = Outcome.SUCCESS;
        requestEnded = false;
        answerBegun = false;
        if (phase == Phase.IDLE) {
            fresh = false;
            phase = Phase.IN_USE;
            loop.deadlines().clear(deadline);
        }
    }

    /** Nobody waits for it: it is opened to be there. */
    void isForFloor() {
        isForFloor = true;
    }

    /** It speaks TLS: it is there once the handshake is done, which must be within the time to connect. */
    void secures(int connectMillis) {
        secured = true;
        endIsMeant = false;
        loop.deadlines().set(deadline, connectMillis * 1_000_000L);
    }

    /** Whether it takes bytes: false while it is being made. */
    public boolean isReady() {
        return phase == Phase.IN_USE;
    }

    /** Whether no other attempt used it before. */
    public boolean isFresh() {
        return fresh;
    }

    /** Whether its origin is to get nothing new, by an operator's word or its own. */
    public boolean isDrained() {
        return origin.health().status().state() == OriginState.DRAINED;
    }

    boolean isAnnouncedBy(byte[] header) {
        return Arrays.equals(this.header, header);
    }

    long idleNanos() {
        return loop.deadlines().coarseNanos() - idleSinceNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    void connectEnded(@Nullable Throwable cause) {
        if (cause == null && header.length > 0) {
            announce(channel());
        }
        if (phase != Phase.CONNECTING) {
            // Given up meanwhile.
            close();
        } else if (cause == null && secured) {
            // The rest of the time to connect is for the handshake; what comes of it, an event tells.
            if (channel().pipeline().get(SslHandler.class) == null) {
                fail(UpstreamFault.TLS_HANDSHAKE_FAILED);
            }
        } else if (cause == null) {
            begun();
        } else {
            fail(
                    cause instanceof ConnectTimeoutException
                            ? UpstreamFault.CONNECT_TIMED_OUT
                            : UpstreamFault.CONNECT_FAILED);
        }
    }

    /** Not flushed: it leaves with what comes next, by one send. */
    private void announce(Channel open) {
        // Past all handlers: it isn't a part of what they see as the connection's bytes, nor of any request.
        ChannelHandlerContext first = open.pipeline().firstContext();
        if (first != null) {
            first.write(Unpooled.wrappedBuffer(header), open.voidPromise());
        }
    }

    private void begun() {
        if (listener == null) {
            rest();
            leaveFloor(true);
        } else {
            phase = Phase.IN_USE;
            loop.deadlines().clear(deadline);
            listener().connected();
        }
    }

    private void leaveFloor(boolean isReady) {
        if (isForFloor) {
            isForFloor = false;
            origin.warmed(isReady);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                handshakeFailed(handshake.cause());
            } else if (phase == Phase.CONNECTING) {
                begun();
            }
        } else if (event instanceof SslCloseCompletionEvent closing) {
            endIsMeant = closing.isSuccess();
            // Nothing more may come, whenever the origin ends the connection below.
            ctx.close();
        }
    }

    private void handshakeFailed(Throwable cause) {
        if (phase == Phase.CONNECTING) {
            HandshakeFailure failure = HandshakeFailure.ofServer(cause);
            loop.telemetry().upstreamHandshakeFailed(failure.label());
            LOG.debug("{}: no TLS: {}", origin.name(), failure.label(), cause);
            fail(fault(failure));
        }
    }

    private static UpstreamFault fault(HandshakeFailure failure) {
        return switch (failure) {
            case CERTIFICATE_EXPIRED -> UpstreamFault.TLS_CERTIFICATE_EXPIRED;
            case CERTIFICATE_WRONG_NAME -> UpstreamFault.TLS_CERTIFICATE_WRONG_NAME;
            case CERTIFICATE_UNTRUSTED -> UpstreamFault.TLS_CERTIFICATE_UNTRUSTED;
            case NO_HELLO,
                    CLOSED,
                    TIMED_OUT,
                    NOT_TLS,
                    NOTHING_IN_COMMON,
                    CERTIFICATE_REFUSED,
                    CLIENT_CERTIFICATE,
                    CLIENT_NAME,
                    OTHER -> UpstreamFault.TLS_HANDSHAKE_FAILED;
        };
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        loop.telemetry().add(Gauge.UPSTREAM_CONNECTIONS, 1);
    }

    /** Writes without a flush. Takes ownership of {@code bytes}. */
    public void send(ByteBuf bytes) {
        Channel open = channel();
        open.write(bytes, open.voidPromise());
    }

    /** The same, and counts. Takes ownership of {@code bytes}. */
    public CountedWrite sendCounted(ByteBuf bytes) {
        Channel open = channel();
        CountedWrite write = new CountedWrite(open, loop.eventLoop());
        open.write(bytes, secured ? write.unobserved() : write);
        return write;
    }

    public void flush() {
        channel().flush();
    }

    public boolean isWritable() {
        return channel != null && channel.isWritable();
    }

    /** What the answer will say of the origin's health, once it is whole; {@link Outcome#SUCCESS} unless told. */
    public void judge(Outcome outcome) {
        this.outcome = outcome;
    }

    /** What the origin says of itself in an answer. */
    public void heard(FieldTable answer, int line) {
        origin.health().heard(answer.valueText(line), loop.deadlines().coarseNanos());
    }

    /** The request offers other protocols, a list as in Upgrade. */
    public void offersUpgrade(byte[] protocols) {
        answers.offersUpgrade(protocols);
    }

    /** Once the answer's head is there, something must come every {@code nanos}. */
    public void stallsAfter(long nanos) {
        stallNanos = nanos;
    }

    /** The request is out whole: the answer's head must end within {@code answerNanos}. */
    public void requestEnded(long answerNanos) {
        requestEnded = true;
        loop.deadlines().set(deadline, answerNanos);
    }

    public void pauseReading() {
        if (!pausedReading) {
            pausedReading = true;
            readAsAllowed();
        }
    }

    public void resumeReading() {
        if (pausedReading) {
            pausedReading = false;
            loop.deadlines().set(deadline, stallNanos);
            readAsAllowed();
        }
    }

    private void readAsAllowed() {
        // A closed channel that is told to read throws.
        if (channel().isOpen()) {
            channel().config().setAutoRead(!pausedReading);
        }
    }

    /** The origin is found to be dead: who waits for the first of its answer may go elsewhere. */
    void originLost() {
        if (listener != null && !answerBegun && (phase == Phase.CONNECTING || phase == Phase.IN_USE)) {
            listener.originLost();
        }
    }

    /** Closes it; the listener hears nothing more. */
    public void abandon() {
        listener = null;
        if (outcome == Outcome.SERVER_ERROR) {
            origin.health().report(outcome);
        }
        close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            switch (phase) {
                case IN_USE -> read(in);
                // Nobody asked for it.
                case SETTLING, IDLE -> close();
                case CONNECTING, CLOSED -> {}
            }
        } finally {
            in.release();
        }
    }

    private void read(ByteBuf in) {
        AnswerReader.Progress progress = answers.read(in, listener());
        switch (progress) {
            case IN_HEAD, STOPPED -> {}
            case IN_BODY -> {
                answerBegun = true;
                loop.deadlines().set(deadline, stallNanos);
            }
            case TUNNELLING -> loop.deadlines().clear(deadline);
            case COMPLETE -> complete(in.isReadable());
            case FAILED -> fail(answers.fault());
        }
    }

    private void complete(boolean leftOver) {
        AttemptListener done = listener();
        listener = null;
        origin.health().report(outcome);
        loop.deadlines().clear(deadline);
        if (answers.keepAlive() && requestEnded && !leftOver && !broken) {
            phase = Phase.SETTLING;
        } else {
            close();
        }
        done.answerEnded();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (phase == Phase.SETTLING) {
            settle();
        } else if (listener != null) {
            listener.turnEnded();
        }
    }

    private void settle() {
        served++;
        if (isWorn(0)) {
            close();
        } else {
            rest();
        }
    }

    private void rest() {
        if (pausedReading) {
            pausedReading = false;
            readAsAllowed();
        }
        phase = Phase.IDLE;
        idleSinceNanos = loop.deadlines().coarseNanos();
        loop.deadlines().set(deadline, loop.settings().idleNanos());
        origin.release(this);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (listener != null) {
            listener.upstreamWritabilityChanged();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A read that failed closes the channel by itself; after a write that failed there may still be an answer to
        // read.
        broken = true;
        if (cause.getCause() instanceof SSLException) {
            // An alert, or records that can't be opened. A server checks our certificate after we are done (RFC 8446
            // §2).
            HandshakeFailure failure = HandshakeFailure.ofServer(cause);
            fail(
                    fresh && !answerBegun && failure == HandshakeFailure.CERTIFICATE_REFUSED
                            ? UpstreamFault.TLS_HANDSHAKE_FAILED
                            : answerBegun ? UpstreamFault.BODY_BROKEN : UpstreamFault.CLOSED_BEFORE_ANSWER);
        } else if (!Transport.isNetworks(cause)) {
            LOG.error("{}: a bug in the handling of an answer", origin.name(), cause);
            fail(UpstreamFault.BODY_BROKEN);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.telemetry().add(Gauge.UPSTREAM_CONNECTIONS, -1);
        switch (phase) {
            case IN_USE -> end();
            case SETTLING, IDLE -> close();
            // Whoever connects hears of it by the connect's future.
            case CONNECTING, CLOSED -> {}
        }
    }

    private void end() {
        if (answers.end(!broken && endIsMeant) == AnswerReader.Progress.COMPLETE) {
            complete(true);
        } else {
            fail(answers.fault());
        }
    }

    private void expired() {
        switch (phase) {
            case IN_USE -> {
                // While we don't read, it isn't the origin that stalls.
                if (pausedReading) {
                    loop.deadlines().set(deadline, stallNanos);
                } else {
                    fail(answerBegun ? UpstreamFault.BODY_STALLED : UpstreamFault.ANSWER_TIMED_OUT);
                }
            }
            case IDLE -> close();
            case CONNECTING -> {
                loop.telemetry().upstreamHandshakeFailed(HandshakeFailure.TIMED_OUT.label());
                fail(UpstreamFault.CONNECT_TIMED_OUT);
            }
            case SETTLING, CLOSED -> {}
        }
    }

    private void fail(UpstreamFault fault) {
        AttemptListener failing = listener;
        listener = null;
        if (failing != null) {
            origin.health().report(fault.outcome(fresh));
        }
        close();
        if (failing != null) {
            failing.failed(fault);
        }
    }

    void close() {
        Phase before = phase;
        phase = Phase.CLOSED;
        loop.deadlines().remove(deadline);
        answers.stop();
        switch (before) {
            case IDLE -> origin.removeIdle(this);
            case CONNECTING, IN_USE, SETTLING -> {
                origin.forget(this);
                leaveFloor(false);
            }
            case CLOSED -> {}
        }
        if (channel != null) {
            channel.close();
        }
    }

    private AttemptListener listener() {
        if (listener == null) {
            throw new IllegalStateException("nobody has this connection, which is " + phase);
        }
        return listener;
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        return channel;
    }
}
