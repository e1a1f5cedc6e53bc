package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.fairlead.message.Method;
import org.fairlead.proxy.exchange.ClientSide;
import org.fairlead.proxy.exchange.Exchange;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.Failure;
import org.fairlead.proxy.exchange.HeldHead;
import org.fairlead.proxy.exchange.Problem;
import org.fairlead.proxy.exchange.Sender;
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.proxy.http2.FramedBody;
import org.fairlead.proxy.http2.HeaderBlock;
import org.fairlead.proxy.http2.Malformed;
import org.fairlead.proxy.http2.RequestBlock;
import org.fairlead.proxy.telemetry.Limit;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a client's HTTP/2 connection: a request is read from it, and its exchange answers. There is no channel for it;
 * all goes through {@link ClientStreams}, which has it serve one stream after the other. Confined to the connection's loop.
 */
final class ClientStream implements ClientSide, FramedBody.Outlet {
    private enum Phase {
        /** It serves no stream. */
        FREE,
        /** An exchange is under way. */
        EXCHANGE,
        /** Bytes pass both ways. */
        TUNNEL,
        /** The exchange is over, and the stream isn't closed yet. */
        ENDING
    }

    private final ClientStreams connection;
    private final ExchangeLoop loop;
    private final Exchange exchange;
    private final StreamAnswer answer;
    private final StreamBody body;
    private final StreamDeadlines deadlines;
    private @Nullable Http2Stream stream;
    private Phase phase = Phase.FREE;
    /** How the stream is reset, where its answer is out before the request is. */
    private Http2Error lastWord = Http2Error.NO_ERROR;

    private boolean heldBack;
    /** Bytes of the request that the client has no new window for yet. */
    private int unconsumed;

    boolean isTouched;

    ClientStream(ClientStreams connection, ExchangeLoop loop, Sender sender) {
        this.connection = connection;
        this.loop = loop;
        exchange = loop.exchanges().take(this, sender);
        answer = new StreamAnswer(loop.answerBlock(), loop.limits(), this);
        body = new StreamBody(loop.limits());
        deadlines = new StreamDeadlines(loop, this::expired, this::lookAtReader);
    }

    /** Serves the request that {@code block} says, which was judged. */
    void begin(Http2Stream stream, RequestBlock block, boolean ends, ListenerSettings listener) {
        this.stream = stream;
        phase = Phase.EXCHANGE;
        lastWord = Http2Error.NO_ERROR;
        heldBack = false;
        unconsumed = 0;
        long startedNanos = loop.clock().nanos();
        HeldHead head = loop.heads().take();
        Rejection fault =
                block.isExtendedConnect() && !block.isWebSocket() ? Rejection.UNKNOWN_PROTOCOL : translate(block, head);
        body.begin(
                block.isExtendedConnect() ? StreamBody.Kind.TUNNEL : StreamBody.Kind.of(block),
                block.contentLength(),
                ends);
        if (fault != null) {
            answer.begin(false, false);
            exchange.refuse(head, startedNanos, Problem.of(fault));
            return;
        }
        answer.begin(head.head().method() == Method.HEAD, block.isExtendedConnect());
        if (!body.isWhole()) {
            deadlines.awaitBody();
        }
        if (listener.asksForHealth(head.head())) {
            exchange.answerHealth(head, startedNanos);
        } else if (loop.memory().isSpent()) {
            loop.telemetry().reached(Limit.MEMORY);
            exchange.turnAway(head, startedNanos, Problem.of(Failure.MEMORY_SPENT));
        } else {
            exchange.begin(head, startedNanos);
        }
    }

    private static @Nullable Rejection translate(RequestBlock block, HeldHead head) {
        byte[] room = head.roomFor(block.mostBytes());
        if (room == null) {
            return Rejection.HEAD_TOO_LARGE;
        }
        return switch (head.readTranslated(block.write(room))) {
            case COMPLETE -> head.head().fields().count() == block.lines() ? null : Rejection.CONTROL_CHARACTER;
            case REJECTED -> head.rejection();
            case MORE -> Rejection.CONTROL_CHARACTER;
        };
    }

    /** The next part of the body; returns how many bytes the client may have new window for at once. Borrows {@code data}. */
    int data(ByteBuf data, int padding, boolean ends) {
        int length = data.readableBytes();
        switch (phase) {
            case EXCHANGE -> {
                Malformed fault = body.data(data, ends, exchange.requestBody());
                if (fault != null) {
                    broken(fault);
                } else {
                    deadlines.bodyCame(length);
                    awaitBody();
                    endOfBody(ends);
                }
            }
            case TUNNEL -> {
                exchange.requestBody().data(data, length);
                endOfTunnel(ends);
            }
            case ENDING, FREE -> {
                return length + padding;
            }
        }
        connection.touched(this);
        if (heldBack || body.isWaiting()) {
            unconsumed += length + padding;
            return 0;
        }
        return length + padding;
    }

    private void endOfBody(boolean ends) {
        if (ends && body.kind() != StreamBody.Kind.TUNNEL) {
            deadlines.awaitNothing();
            exchange.requestEnded();
        }
    }

    /** Half a tunnel is of no use to HTTP/1.1, which knows only its end. */
    private void endOfTunnel(boolean ends) {
        if (ends) {
            leave();
            answer.end();
        }
    }

    /** A second header block, which ends the body. */
    void trailers(HeaderBlock block, boolean ends) {
        if (phase != Phase.EXCHANGE) {
            return;
        }
        Malformed fault = ends ? body.trailers(block, allocator(), exchange.requestBody()) : Malformed.UNEXPECTED_BLOCK;
        if (fault != null) {
            broken(fault);
        } else {
            endOfBody(true);
        }
        connection.touched(this);
    }

    private void broken(Malformed fault) {
        loop.telemetry().refused(fault.label());
        lastWord = Http2Error.PROTOCOL_ERROR;
        connection.mustReset();
        exchange.requestBroken(Rejection.LENGTH_DIFFERS);
        if (phase == Phase.EXCHANGE) {
            // The exchange was over the first half of its answer, and has aborted it.
            abort();
        }
    }

    private void awaitBody() {
        if (body.isWhole()) {
            deadlines.awaitNothing();
        }
    }

    private void expired() {
        if (phase == Phase.EXCHANGE) {
            if (deadlines.originStands()) {
                exchange.requestStalled(Failure.REQUEST_NOT_TAKEN);
            } else if (!deadlines.bodyKeepsPace()) {
                exchange.requestStalled(Failure.REQUEST_BODY_STALLED);
            }
        }
    }

    private void lookAtReader() {
        Http2Stream open = stream;
        if (open == null || deadlines.readerKeepsPace(connection.pendingBytes(open))) {
            return;
        }
        if (phase == Phase.ENDING) {
            connection.reset(open, Http2Error.CANCEL);
        } else {
            exchange.clientStalled();
        }
    }

    /** A client that takes hardly anything of its answer may hold it only for so long. */
    private void watchReader() {
        deadlines.awaitReader(connection.pendingBytes(stream()));
    }

    void writabilityChanged() {
        if (phase == Phase.EXCHANGE || phase == Phase.TUNNEL) {
            if (!isWritable()) {
                watchReader();
            } else {
                deadlines.readerKeepsUp();
            }
            exchange.clientWritabilityChanged();
        }
    }

    /** All that came in one go has been handed on. */
    void turnEnded() {
        exchange.clientTurnEnded();
    }

    /** The stream is closed, by whichever side. */
    void closed() {
        if (phase == Phase.EXCHANGE || phase == Phase.TUNNEL) {
            if (answer.isEnded()) {
                // The exchange is about to say that it is over.
                stream = null;
                return;
            }
            leave();
        }
        stream = null;
        free();
    }

    private void leave() {
        phase = Phase.ENDING;
        exchange.clientGone();
    }

    private void free() {
        if (phase != Phase.FREE) {
            phase = Phase.FREE;
            answer.drop();
            body.release();
            deadlines.awaitNothing();
            deadlines.readerKeepsUp();
            connection.free(this);
        }
    }

    void remove() {
        deadlines.end();
    }

    @Override
    public ByteBufAllocator allocator() {
        return connection.allocator();
    }

    @Override
    public boolean isWritable() {
        Http2Stream open = stream;
        return open == null || connection.isWritable(open);
    }

    @Override
    public void write(ByteBuf bytes) {
        answer.write(bytes);
    }

    @Override
    public void head(Http2Headers headers, boolean ends) {
        Http2Stream open = stream;
        if (open != null) {
            connection.writeHead(open, headers, ends, ends ? lastWord() : null);
        }
    }

    @Override
    public void content(ByteBuf content, boolean ends) {
        Http2Stream open = stream;
        if (open == null) {
            content.release();
        } else {
            connection.writeContent(open, content, ends, ends ? lastWord() : null);
        }
    }

    /** How the stream is reset once its answer is out; null: the request is over, too, and all is well. */
    private @Nullable Http2Error lastWord() {
        return lastWord == Http2Error.NO_ERROR && body.isWhole() ? null : lastWord;
    }

    @Override
    public void flush() {
        connection.requestFlush();
    }

    @Override
    public void mayRest() {
        deadlines.awaitNothing();
    }

    @Override
    public void pauseReading() {
        heldBack = true;
        deadlines.originHolds(true);
    }

    @Override
    public void resumeReading() {
        heldBack = false;
        deadlines.originHolds(false);
        giveWindow();
    }

    private void giveWindow() {
        Http2Stream open = stream;
        if (unconsumed > 0 && open != null) {
            int bytes = unconsumed;
            unconsumed = 0;
            connection.consume(open, bytes);
        }
    }

    @Override
    public void switchedProtocols() {
        phase = Phase.TUNNEL;
        deadlines.awaitNothing();
        boolean hasEnded = body.isWhole();
        ByteBuf early = body.takeEarly();
        if (early != null) {
            exchange.requestBody().data(early);
            connection.touched(this);
        }
        giveWindow();
        if (hasEnded) {
            connection.endLater(this);
        }
    }

    /** The process ends; whether there was something to cut off. */
    boolean cutOff() {
        return exchange.cutOff();
    }

    /** The client ended its half before there was a tunnel. */
    void endEarly() {
        if (phase == Phase.TUNNEL) {
            endOfTunnel(true);
            connection.requestFlush();
        }
    }

    @Override
    public void exchangeEnded(Ending ending) {
        phase = Phase.ENDING;
        switch (ending) {
            case NEXT, CLOSE -> {
                answer.end();
                if (!answer.isEnded()) {
                    abort();
                }
            }
            case ABORT -> abort();
        }
        if (stream == null) {
            free();
        } else if (phase == Phase.ENDING) {
            watchReader();
        }
    }

    private void abort() {
        phase = Phase.ENDING;
        answer.drop();
        Http2Stream open = stream;
        if (open != null) {
            connection.reset(open, lastWord == Http2Error.NO_ERROR ? Http2Error.INTERNAL_ERROR : lastWord);
        }
    }

    private Http2Stream stream() {
        if (stream == null) {
            throw new IllegalStateException("it serves no stream");
        }
        return stream;
    }
}
