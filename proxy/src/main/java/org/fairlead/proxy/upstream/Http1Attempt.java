package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import javax.net.ssl.SSLException;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.loop.ChannelSettings;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.loop.DirectReader;
import org.fairlead.proxy.loop.SocketWriter;
import org.fairlead.proxy.loop.Transport;
import org.fairlead.proxy.tls.HandshakeFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempt that a connection in HTTP/1.1 serves: sends its bytes and reads its answer; once the connection is made, the only
 * handler in its pipeline. Reused for one attempt after the other.
 *
 * <p>Not one byte passes from one to the next: what comes after a complete answer, or while nobody asked, closes the connection.
 * Confined to the connection's event loop.
 */
final class Http1Attempt extends ChannelInboundHandlerAdapter implements UpstreamAttempt, DirectReader {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Attempt.class);

    private final UpstreamConnection connection;
    private final OriginConnections origin;
    private final LoopUpstreams loop;
    private final AnswerReader answers;
    private final boolean mayRefuse;
    private final Deadline deadline = new Deadline(this::expired);
    private @Nullable Channel channel;
    private @Nullable SocketWriter writer;
    /** There from an attempt's begin to its end. */
    private @Nullable AttemptListener listener;
    /** What the answer says of the origin once it is whole. */
    private Outcome outcome = Outcome.SUCCESS;

    private boolean fresh = true;
    private boolean requestEnded;
    private boolean answerBegun;
    private boolean broken;
    private boolean pausedReading;
    private boolean secured;
    /** Over TLS an end without a word of it may be anybody's (RFC 9112 §9.8). */
    private boolean endIsMeant = true;

    private long stallNanos;
    private long pausedSinceNanos;

    Http1Attempt(UpstreamConnection connection, OriginConnections origin, LoopUpstreams loop) {
        this.connection = connection;
        this.origin = origin;
        this.loop = loop;
        answers = new AnswerReader(loop);
        mayRefuse = origin.health().id().pool().isPeers();
    }

    void begin(AttemptListener listener, Method method) {
        this.listener = listener;
        answers.expect(method);
        outcome = Outcome.SUCCESS;
        requestEnded = false;
        answerBegun = false;
        fresh = channel == null;
    }

    /** The connection is made. */
    void goesOver(Channel channel) {
        this.channel = channel;
        secured = origin.address().tls().isPresent();
        endIsMeant = !secured;
        writer = new SocketWriter(channel);
        channel.pipeline().addLast(this);
        ChannelSettings.readDirectly(channel, this);
    }

    /** Whether somebody has begun it. */
    boolean isAwaited() {
        return listener != null;
    }

    /** Whoever has begun it may send. */
    void connected() {
        listener().connected(this);
    }

    @Override
    public boolean isReady() {
        return channel != null;
    }

    @Override
    public boolean isFresh() {
        return fresh;
    }

    @Override
    public boolean isStream() {
        return false;
    }

    @Override
    public boolean isSecure() {
        return origin.address().tls().isPresent();
    }

    @Override
    public boolean mayRefuse() {
        return mayRefuse;
    }

    @Override
    public boolean isDrained() {
        return origin.isDrained();
    }

    @Override
    public void send(ByteBuf bytes, @Nullable CountedWrite count) {
        channel().write(bytes, promise(count));
    }

    @Override
    public void sendNow(ByteBuf bytes, @Nullable CountedWrite count) {
        if (writer().send(bytes) && count != null) {
            count.begun();
        }
        if (bytes.isReadable()) {
            channel().writeAndFlush(bytes, promise(count));
        } else {
            bytes.release();
        }
    }

    private ChannelPromise promise(@Nullable CountedWrite count) {
        if (count == null) {
            return channel().voidPromise();
        }
        if (secured) {
            count.begun();
        }
        return count.given(channel(), loop.eventLoop());
    }

    @Override
    public void flush() {
        channel().flush();
    }

    @Override
    public boolean isWritable() {
        return channel != null && channel.isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (listener != null) {
            listener.upstreamWritabilityChanged();
        }
    }

    @Override
    public void judge(Outcome outcome) {
        this.outcome = outcome;
    }

    @Override
    public void heard(FieldTable answer, int line) {
        origin.health().heard(answer.valueText(line), loop.deadlines().coarseNanos());
    }

    @Override
    public void offersUpgrade(byte[] protocols) {
        answers.offersUpgrade(protocols);
    }

    @Override
    public void stallsAfter(long nanos) {
        stallNanos = nanos;
    }

    @Override
    public void requestEnded(long answerNanos) {
        requestEnded = true;
        loop.deadlines().set(deadline, answerNanos);
    }

    @Override
    public void pauseReading() {
        if (!pausedReading) {
            pausedReading = true;
            pausedSinceNanos = loop.deadlines().coarseNanos();
            readAsAllowed();
        }
    }

    @Override
    public void resumeReading() {
        if (pausedReading) {
            pausedReading = false;
            loop.deadlines().set(deadline, stallNanos);
            readAsAllowed();
        }
    }

    private void readAsAllowed() {
        // A closed channel that is told to read throws, and so does one that its loop has let go of, having ended.
        if (channel().isOpen() && !loop.eventLoop().isShuttingDown()) {
            channel().config().setAutoRead(!pausedReading);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        received((ByteBuf) message);
    }

    @Override
    public void received(ByteBuf in) {
        loop.clock().hold();
        try {
            if (listener == null) {
                // Nobody asked for it.
                connection.close();
            } else {
                read(in, listener);
            }
        } finally {
            loop.clock().goOn();
            in.release();
        }
    }

    private void read(ByteBuf in, AttemptListener hearing) {
        AnswerReader.Progress progress = answers.read(in, hearing);
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
        connection.answered(answers.keepAlive() && requestEnded && !leftOver && !broken);
        done.answerEnded();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        receivedAll();
    }

    @Override
    public void receivedAll() {
        if (listener == null) {
            connection.settle();
        } else {
            listener.turnEnded();
        }
    }

    /** The connection waits for another attempt. */
    void rest() {
        if (pausedReading) {
            pausedReading = false;
            readAsAllowed();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent closing) {
            endIsMeant = closing.isSuccess();
            // Nothing more may come, whenever the origin ends the connection below.
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (listener == null) {
            connection.close();
        } else if (answers.end(!broken && endIsMeant) == AnswerReader.Progress.COMPLETE) {
            complete(true);
        } else {
            fail(answers.fault());
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

    private void expired() {
        // While we don't read, it isn't the origin that stalls.
        if (pausedReading) {
            loop.deadlines().set(deadline, stallNanos);
        } else {
            fail(answerBegun ? UpstreamFault.BODY_STALLED : UpstreamFault.ANSWER_TIMED_OUT);
        }
    }

    /** The origin is found to be dead: who waits for the first of its answer may go elsewhere. */
    void originLost() {
        if (listener != null && !answerBegun) {
            listener.originLost();
        }
    }

    /** For how long nobody has taken the answer's body, or more; 0 where it is taken, or has yet to come. */
    long pausedNanos() {
        return pausedReading && answerBegun && listener != null
                ? loop.deadlines().coarseNanos() - pausedSinceNanos
                : 0;
    }

    void giveWay() {
        if (listener != null) {
            listener.giveWay();
        }
    }

    void mayBeAstray() {
        if (listener != null) {
            listener.mayBeAstray();
        }
    }

    void fail(UpstreamFault fault) {
        AttemptListener failing = listener;
        listener = null;
        if (failing != null) {
            origin.health().report(outcome == Outcome.NOTHING ? outcome : fault.outcome(fresh));
        }
        connection.close();
        if (failing != null) {
            failing.failed(fault);
        }
    }

    @Override
    public void abandon() {
        listener = null;
        if (outcome == Outcome.SERVER_ERROR) {
            origin.health().report(outcome);
        }
        connection.close();
    }

    /** The connection is over. */
    void close() {
        loop.deadlines().remove(deadline);
        answers.stop();
        if (channel != null) {
            channel.close();
        }
    }

    private AttemptListener listener() {
        if (listener == null) {
            throw new IllegalStateException("nobody has begun an attempt");
        }
        return listener;
    }

    private SocketWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("not connected");
        }
        return writer;
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        return channel;
    }
}
