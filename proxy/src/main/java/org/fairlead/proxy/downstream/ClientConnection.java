package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import javax.net.ssl.SSLException;
import org.fairlead.proxy.exchange.ClientSide.Ending;
import org.fairlead.proxy.exchange.Exchange;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.Failure;
import org.fairlead.proxy.exchange.HeldHead;
import org.fairlead.proxy.exchange.OpenClients;
import org.fairlead.proxy.exchange.Problem;
import org.fairlead.proxy.exchange.Sender;
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.proxy.loop.ChannelSettings;
import org.fairlead.proxy.loop.DirectReader;
import org.fairlead.proxy.loop.Transport;
import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.proxy.telemetry.Limit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client or a peer, and the only handler in its pipeline: reads one request after the other, and answers
 * them in their order. While it waits for a request it holds no buffer and no head.
 *
 * <p>Pipelined requests wait, unread, in the bytes that they came in, or in the kernel. Confined to its event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter
        implements ClientOutput.Listener, OpenClients.Connection, DirectReader {
    /** Where it stands. */
    private enum Phase {
        /** Not one byte of a request is there. */
        IDLE,
        /** A part of a head is there. */
        IN_HEAD,
        /** An exchange is under way; the request's body may still come. */
        EXCHANGE,
        /** Another protocol is spoken. */
        TUNNEL,
        /** It has no further request: see {@link Farewell}. */
        ENDING
    }

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final ExchangeLoop loop;
    private final ListenerSettings listener;
    private final Admission.Place place;
    private final BodyIntake body;
    private final Channel channel;
    private final ClientDeadlines deadlines;
    private final ReadingGate gate;
    private final HeadIntake heads;
    private final PendingInput input = new PendingInput();
    private final ClientOutput output;
    private final Farewell farewell;
    private final Sender sender;
    /** There while a request is. */
    private @Nullable Exchange exchange;

    private Phase phase = Phase.IDLE;
    private boolean reading;
    private boolean inputEnded;
    private int requests;
    private boolean isTight;

    ClientConnection(
            ExchangeLoop loop, ListenerSettings listener, Admission.Place place, Channel channel, Sender sender) {
        this.loop = loop;
        this.listener = listener;
        this.place = place;
        this.channel = channel;
        deadlines = new ClientDeadlines(loop, channel, this::expired, this::lookAtReader);
        gate = new ReadingGate(channel);
        heads = new HeadIntake(loop);
        body = new BodyIntake(loop.limits(), deadlines, gate);
        output = new ClientOutput(channel, gate, this);
        farewell = new Farewell(channel, deadlines, this::lastAnswerOut);
        this.sender = sender;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        loop.telemetry().add(Gauge.CLIENT_CONNECTIONS, 1);
        loop.clients().add(this);
        deadlines.awaitRequest();
        ChannelSettings.readDirectly(channel, this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        received((ByteBuf) message);
    }

    @Override
    public void received(ByteBuf bytes) {
        if (!input.isEmpty()) {
            // A client that sends ahead of the answers: what waits is bounded, since no more is read.
            gate.holdBack(ReadingGate.Cause.PIPELINE);
        }
        input.add(bytes, channel.alloc());
        loop.clock().hold();
        try {
            read();
        } finally {
            loop.clock().goOn();
        }
    }

    @Override
    public void receivedAll() {}

    /** Goes through the input as far as it may be read now. Never enters itself, however many requests are answered at once. */
    private void read() {
        if (reading) {
            return;
        }
        reading = true;
        boolean goesOn = true;
        int last = requests + loop.serving().clients().pipelinedRequests();
        while (goesOn && !input.isEmpty()) {
            goesOn = requests - last < 0 ? step(input.bytes()) : giveWay();
            input.releaseIfRead();
        }
        reading = false;
        if (input.isEmpty()) {
            gate.letGo(ReadingGate.Cause.PIPELINE);
            endOfInput();
        }
        if (exchange != null) {
            exchange.clientTurnEnded();
        }
    }

    /** Others come first: many small answers of ours, one after the other, would keep the whole loop waiting. */
    private boolean giveWay() {
        loop.telemetry().reached(Limit.PIPELINED_REQUESTS);
        channel.eventLoop().execute(this::read);
        return false;
    }

    /** Reads on in {@code in}; false where it has to wait. Borrows {@code in}. */
    private boolean step(ByteBuf in) {
        switch (phase) {
            case IDLE, IN_HEAD -> {
                // Answers that the client doesn't take would pile up.
                if (!channel.isWritable()) {
                    return false;
                }
                readHead(in);
            }
            case EXCHANGE -> {
                if (body.isComplete()) {
                    return false;
                }
                body.read(in, exchange());
            }
            case TUNNEL -> exchange().requestBody().data(in, in.readableBytes());
            case ENDING -> in.skipBytes(in.readableBytes());
        }
        return true;
    }

    private void readHead(ByteBuf in) {
        switch (heads.read(in)) {
            case MORE -> {
                if (phase == Phase.IDLE && heads.hasBegun()) {
                    phase = Phase.IN_HEAD;
                    deadlines.awaitHead();
                }
            }
            case COMPLETE -> begin(heads.take());
            case REJECTED -> refuse(Problem.of(heads.rejection()));
        }
    }

    private void begin(HeldHead whole) {
        phase = Phase.EXCHANGE;
        body.begin(whole.framing());
        if (loop.memory().isTight() != isTight) {
            isTight = !isTight;
            ChannelSettings.waterMark(channel, isTight);
        }
        // The limit may have been lowered meanwhile; no other request follows the one that meets it.
        if (++requests >= loop.serving().clients().requestsPerConnection()) {
            loop.telemetry().reached(Limit.REQUESTS_PER_CONNECTION);
            whole.endConnection();
        }
        Exchange next = loop.exchanges().take(output, sender);
        exchange = next;
        next.begin(whole, heads.startedNanos(), listener.answers());
    }

    private void refuse(Problem problem) {
        phase = Phase.EXCHANGE;
        body.beginUnreadable();
        exchange = loop.exchanges().take(output, sender);
        exchange.refuse(heads.take(), heads.startedNanos(), problem);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // Once we have said the end of TLS ourselves, its engine says so of all that still comes: that is no end.
        boolean endsTls = event instanceof SslCloseCompletionEvent && !farewell.isLingering();
        if (endsTls || event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            read();
        }
        if (endsTls && phase == Phase.EXCHANGE) {
            // BoringSSL's engine ends our half with the client's: nobody can be answered any more.
            close();
        }
    }

    /** The client has sent its FIN, and all that came before was read. It may still want its answer. */
    private void endOfInput() {
        if (!inputEnded) {
            return;
        }
        switch (phase) {
            case IDLE, TUNNEL -> close();
            case IN_HEAD -> refuse(Problem.of(Rejection.TRUNCATED_BODY));
            case EXCHANGE -> body.inputEnded(exchange());
            case ENDING -> {
                if (farewell.isLingering()) {
                    close();
                }
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        switch (phase) {
            case EXCHANGE, TUNNEL -> {
                watchReader();
                exchange().clientWritabilityChanged();
            }
            case IDLE, IN_HEAD -> read();
            case ENDING -> {}
        }
    }

    private void watchReader() {
        if (!channel.isWritable()) {
            deadlines.awaitReader();
        } else {
            deadlines.readerKeepsUp();
        }
    }

    private void expired() {
        switch (phase) {
            case IDLE, ENDING -> close();
            case IN_HEAD -> {
                refuse(Problem.of(Failure.REQUEST_HEAD_TIMED_OUT));
                read();
            }
            case EXCHANGE -> body.expired(exchange());
            case TUNNEL -> {}
        }
    }

    private void lookAtReader() {
        if (channel.isWritable()) {
            return;
        }
        if (!deadlines.readerKeepsPace() && exchange != null) {
            exchange.clientStalled();
        }
    }

    @Override
    public void exchangeEnded(Ending ending) {
        switch (phase) {
            case EXCHANGE, TUNNEL -> leaveExchange(ending);
            case IDLE, IN_HEAD, ENDING -> {}
        }
    }

    private void leaveExchange(Ending ending) {
        giveExchangeBack();
        switch (ending) {
            case NEXT -> {
                phase = Phase.IDLE;
                deadlines.awaitRequest();
                if (!input.isEmpty() || inputEnded) {
                    read();
                }
            }
            case CLOSE -> {
                phase = Phase.ENDING;
                farewell.begin();
            }
            case ABORT -> {
                phase = Phase.ENDING;
                farewell.abort();
            }
        }
    }

    @Override
    public void stageChanged() {
        // A request may be on its way here: it would be lost if the connection were closed at once.
        if (phase == Phase.IDLE && !loop.stage().keepsConnections()) {
            deadlines.awaitRequest();
        }
    }

    @Override
    public boolean cutOff() {
        boolean wasUnderWay = phase == Phase.IN_HEAD;
        switch (phase) {
            case EXCHANGE, TUNNEL -> wasUnderWay = exchange().cutOff();
            case IDLE, IN_HEAD, ENDING -> close();
        }
        return wasUnderWay;
    }

    private void lastAnswerOut() {
        if (inputEnded || (body.isComplete() && input.isEmpty())) {
            close();
        } else {
            farewell.linger();
            gate.open();
            read();
        }
    }

    private void close() {
        phase = Phase.ENDING;
        if (exchange != null) {
            exchange.clientGone();
            giveExchangeBack();
        }
        farewell.close();
    }

    private void giveExchangeBack() {
        Exchange over = exchange();
        exchange = null;
        loop.exchanges().giveBack(over);
    }

    private Exchange exchange() {
        if (exchange == null) {
            throw new IllegalStateException("no request in phase " + phase);
        }
        return exchange;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        close();
        deadlines.end();
        heads.giveBack();
        input.release();
        loop.clients().remove(this);
        loop.telemetry().add(Gauge.CLIENT_CONNECTIONS, -1);
        place.leave();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!Transport.isNetworks(cause) && !(cause.getCause() instanceof SSLException)) {
            LOG.error("a bug in the handling of a client's connection", cause);
        }
        // What goes on is ended by the channel's end.
        channel.close();
    }

    @Override
    public void switchedProtocols() {
        phase = Phase.TUNNEL;
    }
}
