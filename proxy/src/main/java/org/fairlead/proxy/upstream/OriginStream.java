package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http2.FramedBody;
import org.fairlead.proxy.http2.HeaderBlock;
import org.fairlead.proxy.loop.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that goes out as one stream of a connection in HTTP/2: what is sent in HTTP/1.1 becomes a header block and DATA, and
 * what comes becomes an answer in HTTP/1.1 ({@link StreamReader}). Made for one attempt. Confined to the connection's loop.
 */
final class OriginStream implements UpstreamAttempt, FramedBody.Outlet {
    /** How much of the request has been sent. */
    private enum Sent {
        NOTHING,
        HEAD,
        ALL
    }

    private final OriginStreams connection;
    private final OriginWire wire;
    private final LoopUpstreams loop;
    private final StreamReader reader;
    private final boolean fresh;
    private final Deadline deadline = new Deadline(this::expired);
    private @Nullable AttemptListener listener;
    private @Nullable Http2Stream stream;
    private @Nullable FramedBody body;
    private Sent sent = Sent.NOTHING;
    /** What the answer says of the origin once it is whole. */
    private Outcome outcome = Outcome.SUCCESS;

    private boolean pausedReading;
    /** Bytes of the answer that the origin has no new window for yet. */
    private int unconsumed;

    private long stallNanos;
    private long pausedSinceNanos;
    /** Where {@link StreamsUnderWay} has it. */
    int place;

    boolean isTouched;

    OriginStream(
            OriginStreams connection, OriginWire wire, LoopUpstreams loop, AttemptListener listener, Method method) {
        this.connection = connection;
        this.wire = wire;
        this.loop = loop;
        this.listener = listener;
        fresh = wire.isFresh();
        reader = new StreamReader(loop, method);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public boolean isFresh() {
        return fresh;
    }

    @Override
    public boolean isDrained() {
        return connection.isDrained();
    }

    @Override
    public boolean isStream() {
        return true;
    }

    @Override
    public boolean mayRefuse() {
        return true;
    }

    @Override
    public boolean isSecure() {
        return connection.isSecure();
    }

    /** Whether its stream has yet to be opened. */
    boolean isUnopened() {
        return sent == Sent.NOTHING;
    }

    /** Of a stream, nothing is known but that it was given to the connection. */
    @Override
    public void send(ByteBuf bytes, @Nullable CountedWrite count) {
        if (count != null) {
            count.begun();
        }
        try {
            if (sent == Sent.NOTHING && listener != null) {
                sendHead(bytes);
            }
            FramedBody rest = body;
            if (sent == Sent.HEAD && rest != null && bytes.isReadable() && rest.write(bytes)) {
                sent = Sent.ALL;
            }
        } finally {
            bytes.release();
        }
    }

    private void sendHead(ByteBuf bytes) {
        Http2Headers headers = loop.askBlock().read(bytes, connection.isSecure());
        BodyFraming framing = loop.askBlock().framing();
        boolean ends = framing.isEmpty();
        sent = ends ? Sent.ALL : Sent.HEAD;
        if (!ends) {
            body = new FramedBody(loop.limits(), this);
            body.begin(framing);
        }
        stream = connection.open(this, headers, ends);
    }

    @Override
    public void sendNow(ByteBuf bytes, @Nullable CountedWrite count) {
        send(bytes, count);
        flush();
    }

    @Override
    public void head(Http2Headers trailers, boolean ends) {
        if (stream != null) {
            wire.writeTrailers(stream, trailers);
        }
    }

    @Override
    public void content(ByteBuf content, boolean ends) {
        if (stream == null) {
            content.release();
        } else {
            wire.writeContent(stream, content, ends);
        }
    }

    @Override
    public void flush() {
        wire.requestFlush();
    }

    /** A stream that is reset has its place until that is out. */
    void flushAtOnce() {
        wire.flushAtOnce();
    }

    @Override
    public boolean isWritable() {
        return stream == null || wire.isWritable(stream);
    }

    void writabilityChanged() {
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
        connection.health().heard(answer.valueText(line), loop.deadlines().coarseNanos());
    }

    /** Such a request never goes out so. */
    @Override
    public void offersUpgrade(byte[] protocols) {
        throw new IllegalStateException("an upgrade in HTTP/2 (expected: a connection in HTTP/1.1)");
    }

    @Override
    public void stallsAfter(long nanos) {
        stallNanos = nanos;
    }

    @Override
    public void requestEnded(long answerNanos) {
        if (!reader.hasAnswered()) {
            loop.deadlines().set(deadline, answerNanos);
        }
    }

    @Override
    public void pauseReading() {
        if (!pausedReading) {
            pausedSinceNanos = loop.deadlines().coarseNanos();
        }
        pausedReading = true;
    }

    @Override
    public void resumeReading() {
        if (pausedReading) {
            pausedReading = false;
            loop.deadlines().set(deadline, stallNanos);
            if (unconsumed > 0 && stream != null) {
                int bytes = unconsumed;
                unconsumed = 0;
                wire.consume(stream, bytes);
            }
        }
    }

    /** A header block. */
    void block(HeaderBlock block, boolean ends) {
        AttemptListener hearing = listener;
        if (hearing != null) {
            heard(reader.block(block, ends, hearing));
        }
    }

    /** Returns how many bytes the origin may have new window for at once. Borrows {@code data}. */
    int data(ByteBuf data, int padding, boolean ends) {
        int length = data.readableBytes() + padding;
        AttemptListener hearing = listener;
        if (hearing != null) {
            heard(reader.data(data, ends, hearing));
        }
        if (pausedReading && stream != null) {
            unconsumed += length;
            return 0;
        }
        return length;
    }

    private void heard(StreamReader.Progress progress) {
        if (listener == null) {
            // It was given up meanwhile.
            return;
        }
        switch (progress) {
            case IN_HEAD -> {}
            case IN_BODY -> {
                loop.deadlines().set(deadline, stallNanos);
                wire.touched(this);
            }
            case COMPLETE -> complete();
            case FAILED -> {
                wire.madeUsReset(reader.malformed());
                fail(reader.fault(), Http2Error.PROTOCOL_ERROR);
            }
        }
    }

    private void complete() {
        AttemptListener done = listener;
        connection.health().report(outcome);
        // RFC 9113 §8.1: nobody wants the rest of the request.
        boolean isOut = stream == null || stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL;
        leave(isOut ? Http2Error.NO_ERROR : Http2Error.CANCEL);
        if (done != null) {
            done.answerEnded();
        }
    }

    /** All that came in one go has been handed on. */
    void turnEnded() {
        if (listener != null) {
            listener.turnEnded();
        }
    }

    private void expired() {
        if (reader.hasAnswered() && pausedReading) {
            // While we don't read, it isn't the origin that stalls.
            loop.deadlines().set(deadline, stallNanos);
        } else {
            connection.suspect();
            fail(reader.hasAnswered() ? UpstreamFault.BODY_STALLED : UpstreamFault.ANSWER_TIMED_OUT, Http2Error.CANCEL);
        }
    }

    /** The origin is found to be dead: who waits for the first of its answer may go elsewhere. */
    void originLost() {
        if (listener != null && !reader.hasAnswered()) {
            listener.originLost();
        }
    }

    /** As {@link Http1Attempt#pausedNanos()}. */
    long pausedNanos() {
        return pausedReading && reader.hasAnswered() && listener != null
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

    /** Its stream is closed, or will never be. */
    void closed(UpstreamFault ifNotAnswered) {
        stream = null;
        boolean hasNothing = !reader.hasAnswered();
        fail(hasNothing ? ifNotAnswered : UpstreamFault.BODY_BROKEN, Http2Error.NO_ERROR);
    }

    /** Whether the final answer's head has come. */
    boolean hasAnswered() {
        return reader.hasAnswered();
    }

    /** Whether anything of an answer has come, be it interim. */
    boolean hasHeard() {
        return reader.hasHeard();
    }

    /** @param error how the stream is reset, if it is still open */
    void fail(UpstreamFault fault, Http2Error error) {
        AttemptListener failing = listener;
        if (failing != null) {
            connection.health().report(outcome == Outcome.NOTHING ? outcome : fault.outcome(fresh));
        }
        leave(error);
        if (failing != null) {
            failing.failed(fault);
        }
    }

    @Override
    public void abandon() {
        if (listener != null) {
            if (outcome == Outcome.SERVER_ERROR) {
                connection.health().report(outcome);
            }
            leave(Http2Error.CANCEL);
        }
    }

    /** @param error how the stream is reset; none: it isn't, having ended both ways */
    private void leave(Http2Error error) {
        listener = null;
        loop.deadlines().remove(deadline);
        reader.release();
        Http2Stream open = stream;
        stream = null;
        connection.left(this, open, error);
    }
}
