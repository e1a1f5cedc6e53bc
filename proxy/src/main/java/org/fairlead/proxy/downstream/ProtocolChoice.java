package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.function.Supplier;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.OpenClients;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.telemetry.Gauge;

/**
 * Waits for the first bytes of a connection, and lets it be served as what they are: the preface of HTTP/2 (RFC 9113 §3.4), or
 * anything else, which is for HTTP/1.1 to judge. Replaces itself. Confined to the connection's event loop.
 */
final class ProtocolChoice extends ChannelInboundHandlerAdapter implements OpenClients.Connection {
    private static final byte[] PREFACE = Ascii.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    /** What serves the connection. */
    record Choices(Supplier<ChannelHandler> http1, Supplier<ChannelHandler> http2) {}

    private final ExchangeLoop loop;
    private final Admission.Place place;
    private final Choices choices;
    private final PendingInput input = new PendingInput();
    private final Channel channel;
    private final Deadline deadline;
    private boolean isServed;

    ProtocolChoice(ExchangeLoop loop, Admission.Place place, Choices choices, Channel channel) {
        this.loop = loop;
        this.place = place;
        this.choices = choices;
        this.channel = channel;
        deadline = new Deadline(channel::close);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        loop.telemetry().add(Gauge.CLIENT_CONNECTIONS, 1);
        loop.clients().add(this);
        loop.deadlines().set(deadline, loop.clientIdleNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (input.isEmpty()) {
            loop.deadlines().set(deadline, loop.serving().requestHeadNanos());
        }
        input.add((ByteBuf) message, ctx.alloc());
        ByteBuf bytes = input.bytes();
        int known = Math.min(bytes.readableBytes(), PREFACE.length);
        if (!startsPreface(bytes, known)) {
            serve(ctx, choices.http1().get());
        } else if (known == PREFACE.length) {
            serve(ctx, choices.http2().get());
        }
    }

    private static boolean startsPreface(ByteBuf bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != PREFACE[i]) {
                return false;
            }
        }
        return true;
    }

    private void serve(ChannelHandlerContext ctx, ChannelHandler handler) {
        isServed = true;
        ByteBuf bytes = input.isEmpty() ? null : input.bytes().retain();
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.replace(this, null, handler);
        if (bytes != null) {
            pipeline.fireChannelRead(bytes);
        }
    }

    @Override
    public void stageChanged() {
        // A request may be on its way here: it would be lost if the connection were closed at once.
        if (!loop.stage().keepsConnections()) {
            loop.deadlines().set(deadline, loop.clientIdleNanos());
        }
    }

    @Override
    public boolean cutOff() {
        channel.close();
        return false;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // HTTP/1.1 knows what to make of half a head, or of none.
            serve(ctx, choices.http1().get());
            ctx.pipeline().fireUserEventTriggered(event);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        loop.deadlines().remove(deadline);
        loop.clients().remove(this);
        loop.telemetry().add(Gauge.CLIENT_CONNECTIONS, -1);
        input.release();
        if (!isServed) {
            place.leave();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
