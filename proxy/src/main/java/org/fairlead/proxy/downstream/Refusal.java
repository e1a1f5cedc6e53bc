package org.fairlead.proxy.downstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.telemetry.Limit;

/**
 * Turns a connection away: an answer that lies ready, before anything is read, and the end. What the client sends meanwhile is
 * dropped for a moment, so that no reset destroys the answer; but not for many at once. Confined to the channel's event loop.
 */
final class Refusal extends ChannelInboundHandlerAdapter {
    private static final long LINGER_NANOS = 500_000_000;
    private static final int MOST_LINGERING = 256;

    private static final Map<Limit, byte[]> ANSWERS = Map.of(
            Limit.CONNECTIONS, answer("503 Service Unavailable"),
            Limit.MEMORY, answer("503 Service Unavailable"),
            Limit.PER_ADDRESS, answer("429 Too Many Requests"));

    private final ExchangeLoop loop;
    private final LoopRefusals others;
    private final Deadline deadline;

    /** How many linger on one event loop. Confined to that loop. */
    static final class LoopRefusals {
        private int lingering;
    }

    /** For those that are closed at once: whoever resets such a connection shall not leave a line of the log. */
    @Sharable
    private static final class Leaving extends ChannelInboundHandlerAdapter {
        private static final Leaving ALL = new Leaving();

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private Refusal(ExchangeLoop loop, LoopRefusals others, Channel channel) {
        this.loop = loop;
        this.others = others;
        deadline = new Deadline(channel::close);
    }

    private static byte[] answer(String status) {
        return Ascii.bytes(String.join(
                "\r\n",
                "HTTP/1.1 " + status,
                "Retry-After: 5",
                "Cache-Control: no-store",
                "Content-Length: 0",
                "Connection: close",
                "",
                ""));
    }

    /** Counts it, and ends {@code channel}, which has no other handler. */
    static void of(Limit limit, Channel channel, ExchangeLoop loop, LoopRefusals others) {
        loop.telemetry().count(Event.CONNECTION_REFUSED);
        loop.telemetry().reached(limit);
        byte[] answer = ANSWERS.get(limit);
        if (answer == null) {
            channel.close();
        } else if (others.lingering < MOST_LINGERING) {
            channel.pipeline().addLast(new Refusal(loop, others, channel));
            channel.writeAndFlush(Unpooled.wrappedBuffer(answer))
                    .addListener(done -> ((DuplexChannel) channel).shutdownOutput());
        } else {
            channel.config().setAutoRead(false);
            channel.pipeline().addLast(Leaving.ALL);
            channel.writeAndFlush(Unpooled.wrappedBuffer(answer)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        others.lingering++;
        loop.deadlines().set(deadline, LINGER_NANOS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        others.lingering--;
        loop.deadlines().remove(deadline);
    }
}
