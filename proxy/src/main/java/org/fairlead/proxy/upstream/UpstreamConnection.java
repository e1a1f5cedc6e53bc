package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.proxy.health.OriginState;
import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.loop.Transport;
import org.fairlead.proxy.tls.HandshakeFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an origin or a peer in HTTP/1.1, and once it is made the only handler in its pipeline. It serves one attempt
 * at a time, and is it; between two it waits in {@link OriginConnections}.
 *
 * <p>Not one byte passes from one attempt to the next: what comes after a complete answer, or while nobody asked, closes the
 * connection; and it goes back to the pool only after a read that left the socket empty. Confined to its event loop.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements UpstreamAttempt, Opening.Owner {
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
    private final ConnectionAge age;
    private Phase phase = Phase.CONNECTING;
    private @Nullable Channel channel;
    /** As long as it is being made. */
    private @Nullable Opening opening;

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
        age = new ConnectionAge(loop, origin.settings());
    }

    /** Whether it is, in {@code nanos} from now, as old as it may be, or has served as many requests as it may. */
    boolean isWorn(long nanos) {
        return age.isWorn(nanos);
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

    @Override
    public boolean isReady() {
        return phase == Phase.IN_USE;
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

    /** Begins to be made; there within that time, or not at all. */
    void connect(int connectMillis) {
        Opening making = new Opening(origin, loop, header, List.of(), this);
        opening = making;
        making.begin(connectMillis);
    }

    @Override
    public void opened(Channel channel) {
        opening = null;
        secured = origin.address().tls().isPresent();
        endIsMeant = !secured;
        channel.pipeline().addLast(this);
        if (listener == null) {
            rest();
            leaveFloor(true);
        } else {
            phase = Phase.IN_USE;
            listener().connected(this);
        }
    }

    private void leaveFloor(boolean isReady) {
        if (isForFloor) {
            isForFloor = false;
            origin.warmed(isReady);
        }
    }

    @Override
    public void notOpened(UpstreamFault fault) {
        opening = null;
        fail(fault);
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
    public void send(ByteBuf bytes) {
        Channel open = channel();
        open.write(bytes, open.voidPromise());
    }

    @Override
    public CountedWrite sendCounted(ByteBuf bytes) {
        Channel open = channel();
        CountedWrite write = new CountedWrite(open, loop.eventLoop());
        open.write(bytes, secured ? write.unobserved() : write);
        return write;
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

    void mayBeAstray() {
        if (listener != null && (phase == Phase.CONNECTING || phase == Phase.IN_USE)) {
            listener.mayBeAstray();
        }
    }

    @Override
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
        age.served();
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
            // What is being made has a deadline of its own.
            case CONNECTING, SETTLING, CLOSED -> {}
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
        if (opening != null) {
            opening.giveUp();
            opening = null;
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
