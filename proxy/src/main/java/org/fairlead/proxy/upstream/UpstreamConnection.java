package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.ResponseParser;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.telemetry.Gauge;
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
        /** An attempt has it; its answer's head is awaited. */
        AWAITING,
        /** The answer's body is under way. */
        IN_BODY,
        /** After a 101: bytes both ways. */
        TUNNELLING,
        /** The answer is whole, and the read that brought its end isn't over. */
        SETTLING,
        IDLE,
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);
    private static final int MOST_INTERIM_ANSWERS = 16;

    private final OriginConnections origin;
    private final LoopUpstreams loop;
    private final BodyReader body;
    private final Deadline deadline = new Deadline(this::expired);
    private Phase phase = Phase.CONNECTING;
    private @Nullable Channel channel;
    private @Nullable AttemptListener listener;
    private Method method = Method.OTHER;
    /** The start of a head whose end isn't there yet; ours. */
    private @Nullable ByteBuf partialHead;

    private int interimAnswers;
    private boolean fresh = true;
    private boolean offersUpgrade;
    private boolean requestEnded;
    private boolean mayServeAgain;
    private boolean broken;
    private boolean pausedReading;
    private long stallNanos;
    private long idleSinceNanos;

    UpstreamConnection(OriginConnections origin, LoopUpstreams loop) {
        this.origin = origin;
        this.loop = loop;
        body = new BodyReader(loop.limits());
    }

    void begin(AttemptListener listener, Method method) {
        this.listener = listener;
        this.method = method;
        interimAnswers = 0;
        requestEnded = false;
        offersUpgrade = false;
        if (phase == Phase.IDLE) {
            fresh = false;
            phase = Phase.AWAITING;
            loop.deadlines().clear(deadline);
        }
    }

    /** Whether it takes bytes: false while it is being made. */
    public boolean isReady() {
        return phase == Phase.AWAITING;
    }

    /** Whether no other attempt used it before. */
    public boolean isFresh() {
        return fresh;
    }

    public String originName() {
        return origin.name();
    }

    long idleNanos() {
        return loop.deadlines().coarseNanos() - idleSinceNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    void connectEnded(@Nullable Throwable cause) {
        if (phase != Phase.CONNECTING) {
            // Given up meanwhile.
            close();
        } else if (cause == null) {
            phase = Phase.AWAITING;
            listener().connected();
        } else {
            fail(
                    cause instanceof ConnectTimeoutException
                            ? UpstreamFault.CONNECT_TIMED_OUT
                            : UpstreamFault.CONNECT_FAILED);
        }
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
        open.write(bytes, write);
        return write;
    }

    public void flush() {
        channel().flush();
    }

    public boolean isWritable() {
        return channel != null && channel.isWritable();
    }

    public void offersUpgrade() {
        offersUpgrade = true;
    }

    /**
     * The request is out whole: the answer's head must end within {@code answerNanos}, and from then on something must come
     * every {@code stallNanos}.
     */
    public void requestEnded(long answerNanos) {
        requestEnded = true;
        stallNanos = answerNanos;
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

    /** Closes it; the listener hears nothing more. */
    public void abandon() {
        listener = null;
        close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            switch (phase) {
                case AWAITING -> readHeads(in);
                case IN_BODY -> readBody(in);
                case TUNNELLING -> listener().data(in.readRetainedSlice(in.readableBytes()));
                case SETTLING, IDLE -> close();
                case CONNECTING, CLOSED -> {}
            }
        } finally {
            in.release();
        }
    }

    private void readHeads(ByteBuf in) {
        while (phase == Phase.AWAITING && in.isReadable()) {
            AnswerHeads heads = loop.answerHeads();
            int end = heads.read(partialHead, in, method);
            if (end == ResponseParser.INCOMPLETE) {
                keepPartialHead(in);
                return;
            }
            releasePartialHead();
            if (end == ResponseParser.REJECTED) {
                fail(UpstreamFault.MALFORMED_ANSWER);
            } else if (heads.head().status() == 101) {
                switchProtocols(heads.head(), in);
            } else if (heads.head().isInterim()) {
                interim(heads.head());
            } else {
                answer(heads, in);
            }
        }
    }

    private void keepPartialHead(ByteBuf in) {
        ByteBuf kept = partialHead;
        if (kept == null) {
            kept = channel().alloc().buffer(in.readableBytes());
            partialHead = kept;
        }
        kept.writeBytes(in);
    }

    private void interim(ResponseHead head) {
        if (++interimAnswers > MOST_INTERIM_ANSWERS) {
            fail(UpstreamFault.TOO_MANY_INTERIM_ANSWERS);
        } else {
            listener().interim(head);
        }
    }

    private void switchProtocols(ResponseHead head, ByteBuf in) {
        if (!offersUpgrade) {
            fail(UpstreamFault.UNASKED_UPGRADE);
            return;
        }
        loop.deadlines().clear(deadline);
        phase = Phase.TUNNELLING;
        listener().answered(head, BodyFraming.UNTIL_CLOSE);
        if (phase == Phase.TUNNELLING && in.isReadable()) {
            listener().data(in.readRetainedSlice(in.readableBytes()));
        }
    }

    private void answer(AnswerHeads heads, ByteBuf in) {
        BodyFraming framing = heads.framing();
        mayServeAgain = heads.keepAlive() && framing.kind() != BodyFraming.Kind.UNTIL_CLOSE;
        BodyReader.Mode mode = listener().answered(heads.head(), framing);
        if (phase == Phase.AWAITING) {
            body.reset(framing, mode);
            phase = Phase.IN_BODY;
            readBody(in);
        }
    }

    private void readBody(ByteBuf in) {
        BodyReader.Progress progress = body.read(in, listener());
        if (phase != Phase.IN_BODY) {
            return;
        }
        switch (progress) {
            case MORE -> loop.deadlines().set(deadline, stallNanos);
            case COMPLETE -> complete(in.isReadable());
            case REJECTED -> fail(UpstreamFault.BODY_BROKEN);
        }
    }

    private void complete(boolean leftOver) {
        AttemptListener done = listener();
        listener = null;
        loop.deadlines().clear(deadline);
        if (mayServeAgain && requestEnded && !leftOver && !broken) {
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
        if (!(cause instanceof IOException)) {
            LOG.error("{}: a bug in the handling of an answer", origin.name(), cause);
            fail(UpstreamFault.BODY_BROKEN);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.telemetry().add(Gauge.UPSTREAM_CONNECTIONS, -1);
        switch (phase) {
            case AWAITING ->
                fail(partialHead == null ? UpstreamFault.CLOSED_BEFORE_ANSWER : UpstreamFault.CLOSED_IN_HEAD);
            case IN_BODY -> endBody();
            case TUNNELLING -> {
                AttemptListener done = listener();
                listener = null;
                close();
                done.answerEnded();
            }
            case SETTLING, IDLE -> close();
            // Whoever connects hears of it by the connect's future.
            case CONNECTING, CLOSED -> {}
        }
    }

    private void endBody() {
        if (!broken && body.end() == BodyReader.Progress.COMPLETE) {
            complete(false);
        } else {
            fail(UpstreamFault.BODY_BROKEN);
        }
    }

    private void expired() {
        switch (phase) {
            case AWAITING -> fail(UpstreamFault.ANSWER_TIMED_OUT);
            case IN_BODY -> {
                // While we don't read, it isn't the origin that stalls.
                if (pausedReading) {
                    loop.deadlines().set(deadline, stallNanos);
                } else {
                    fail(UpstreamFault.BODY_STALLED);
                }
            }
            case IDLE -> close();
            case CONNECTING, TUNNELLING, SETTLING, CLOSED -> {}
        }
    }

    private void fail(UpstreamFault fault) {
        AttemptListener failing = listener;
        listener = null;
        close();
        if (failing != null) {
            failing.failed(fault);
        }
    }

    void close() {
        Phase before = phase;
        phase = Phase.CLOSED;
        loop.deadlines().remove(deadline);
        releasePartialHead();
        switch (before) {
            case IDLE -> origin.removeIdle(this);
            case CONNECTING, AWAITING, IN_BODY, TUNNELLING, SETTLING -> origin.forget();
            case CLOSED -> {}
        }
        if (channel != null) {
            channel.close();
        }
    }

    private void releasePartialHead() {
        if (partialHead != null) {
            partialHead.release();
            partialHead = null;
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
