package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2Error;
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
import org.fairlead.proxy.http2.HeaderBlock;
import org.fairlead.proxy.http2.Malformed;
import org.fairlead.proxy.http2.RequestBlock;

/**
 * One stream of a client's HTTP/2 connection: a request is read from it, and its exchange answers. There is no channel for it;
 * all goes through {@link ClientStreams}, which has it serve one stream after the other. Confined to the connection's loop.
 */
final class ClientStream implements ClientSide {
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
    private final StreamOutput output;
    private final ExchangeLoop loop;
    private final Exchange exchange;
    private final StreamAnswer answer;
    private final StreamBody body;
    private final StreamDeadlines deadlines;
    private final StreamWindow window = new StreamWindow();
    private final StreamOutlet outlet;
    private Phase phase = Phase.FREE;

    boolean isTouched;
    private boolean isRemoved;
    private boolean awaitsOutput;

    ClientStream(ClientStreams connection, StreamOutput output, ExchangeLoop loop, Sender sender) {
        this.connection = connection;
        this.output = output;
        this.loop = loop;
        exchange = loop.exchanges().take(this, sender);
        body = new StreamBody(loop.askedBlocks().trailers());
        outlet = new StreamOutlet(output, body);
        answer = new StreamAnswer(loop.answerBlock(), loop.limits(), outlet);
        deadlines = new StreamDeadlines(loop, output.window(), this::expired, this::lookAtReader);
    }

    /** Serves the request that {@code block} says, which was judged. */
    void begin(Http2Stream stream, RequestBlock block, boolean ends, ListenerSettings listener) {
        open(stream);
        long startedNanos = loop.clock().nanos();
        HeldHead head = loop.heads().take();
        Rejection fault = RequestTranslation.translate(block, head);
        body.begin(
                block.isExtendedConnect() ? StreamBody.Kind.TUNNEL : StreamBody.Kind.of(block),
                block.contentLength(),
                ends);
        if (fault != null) {
            answer.begin(false);
            exchange.refuse(head, startedNanos, Problem.of(fault));
            return;
        }
        answer.begin(head.head().method() == Method.HEAD);
        // Who wants a tunnel may be silent until it is open, which is the origin's to do in time.
        if (!body.isWhole() && !block.isExtendedConnect()) {
            deadlines.awaitBody();
        }
        exchange.begin(head, startedNanos, listener.answers());
    }

    /** Answers a request that can't be read; what may come of its body is dropped. */
    void refuse(Http2Stream stream, Rejection fault) {
        open(stream);
        body.begin(StreamBody.Kind.CHUNKED, 0, false);
        answer.begin(false);
        exchange.refuse(loop.heads().take(), loop.clock().nanos(), Problem.of(fault));
    }

    private void open(Http2Stream stream) {
        outlet.open(stream);
        phase = Phase.EXCHANGE;
        awaitsOutput = false;
        window.begin();
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
        output.touched(this);
        return window.came(length + padding, body.isWaiting());
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
        output.touched(this);
    }

    private void broken(Malformed fault) {
        loop.telemetry().refused(fault.label());
        outlet.requestIsBroken();
        output.mustReset();
        exchange.requestFailed(Problem.of(Rejection.LENGTH_DIFFERS));
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
                exchange.requestFailed(Problem.of(Failure.REQUEST_NOT_TAKEN));
            } else if (!deadlines.bodyKeepsPace()) {
                exchange.requestFailed(Problem.of(Failure.REQUEST_BODY_STALLED));
            }
        }
    }

    private void lookAtReader() {
        if (!outlet.isOpen() || deadlines.readerKeepsPace(outlet.pendingBytes())) {
            return;
        }
        if (phase == Phase.ENDING) {
            // Its exchange was over when all of the answer was given to the stream.
            loop.telemetry().refused(Failure.CLIENT_STALLED.label());
            outlet.reset(Http2Error.CANCEL);
        } else {
            exchange.clientStalled();
        }
    }

    /** A client that takes hardly anything of its answer may hold it only for so long. */
    private void watchReader() {
        deadlines.awaitReader(outlet.pendingBytes());
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

    /** Whether it was told to wait until the client takes more. */
    boolean awaitsOutput() {
        return awaitsOutput;
    }

    /** All that came in one go has been handed on. */
    void turnEnded() {
        if (!isRemoved) {
            exchange.clientTurnEnded();
        }
    }

    /** The stream is closed, by whichever side. */
    void closed() {
        if (phase == Phase.EXCHANGE || phase == Phase.TUNNEL) {
            if (answer.isEnded()) {
                // The exchange is about to say that it is over.
                outlet.close();
                return;
            }
            leave();
        }
        outlet.close();
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

    /** Serves no stream any more, and gives its exchange back. */
    void remove() {
        isRemoved = true;
        deadlines.end();
        loop.exchanges().giveBack(exchange);
    }

    @Override
    public ByteBufAllocator allocator() {
        return output.allocator();
    }

    @Override
    public boolean isWritable() {
        boolean isWritable = outlet.isWritable();
        awaitsOutput = !isWritable;
        return isWritable;
    }

    @Override
    public void write(ByteBuf bytes) {
        answer.write(bytes);
    }

    @Override
    public void writeNow(ByteBuf bytes) {
        write(bytes);
        flush();
    }

    @Override
    public void flush() {
        output.requestFlush();
    }

    @Override
    public void mayRest() {
        deadlines.awaitNothing();
    }

    @Override
    public void pauseReading() {
        window.holdBack(true);
        deadlines.originHolds(true);
    }

    @Override
    public void resumeReading() {
        window.holdBack(false);
        deadlines.originHolds(false);
        outlet.giveWindow(window.takeOwed());
    }

    @Override
    public void switchedProtocols() {
        phase = Phase.TUNNEL;
        deadlines.awaitNothing();
        boolean hasEnded = body.isWhole();
        ByteBuf early = body.takeEarly();
        if (early != null) {
            exchange.requestBody().data(early);
            output.touched(this);
        }
        outlet.giveWindow(window.takeOwed());
        if (hasEnded) {
            output.endLater(this);
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
            output.requestFlush();
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
        if (!outlet.isOpen()) {
            free();
        } else if (phase == Phase.ENDING) {
            watchReader();
        }
    }

    private void abort() {
        phase = Phase.ENDING;
        answer.drop();
        outlet.abort();
    }
}
