package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.function.Consumer;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.Sender;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.telemetry.Limit;

/**
 * The first handler of a connection that a balancer makes for somebody: reads for whom, makes room for the next handler, and is
 * gone; the address that it read is the connection's from then on. Without a header that can be read the connection is closed
 * without an answer. Confined to its event loop.
 */
final class ProxyProtocolHandler extends ChannelInboundHandlerAdapter {
    private final ExchangeLoop loop;
    private final Admission admission;
    private final Sender balancer;
    private final Consumer<Sender> admit;
    private final PendingInput input = new PendingInput();
    private final Deadline deadline = new Deadline(this::refuse);
    private boolean isOver;
    private Runnable close = () -> {};

    /** @param admit adds the next handler, for the sender that it is given */
    ProxyProtocolHandler(ExchangeLoop loop, Admission admission, Sender balancer, Consumer<Sender> admit) {
        this.loop = loop;
        this.admission = admission;
        this.balancer = balancer;
        this.admit = admit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        close = ctx::close;
        loop.deadlines().set(deadline, loop.serving().requestHeadNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        input.add((ByteBuf) message, ctx.alloc());
        ByteBuf in = input.bytes();
        ProxyHeader header = isOver ? ProxyHeader.INCOMPLETE : ProxyHeader.read(in);
        if (header.equals(ProxyHeader.MALFORMED)) {
            refuse();
        } else if (!header.equals(ProxyHeader.INCOMPLETE)) {
            handOver(ctx, header, in.skipBytes(header.length()));
        }
    }

    private void handOver(ChannelHandlerContext ctx, ProxyHeader header, ByteBuf in) {
        isOver = true;
        // Released with what is pending when this handler goes.
        ByteBuf rest = in.readRetainedSlice(in.readableBytes());
        admit.accept(header.source()
                .map(source ->
                        Sender.of(source, balancer.fromPeers(), header.secure()).from(header.port(), balancer))
                .orElse(balancer));
        ctx.pipeline().remove(this);
        if (rest.isReadable()) {
            ctx.fireChannelRead(rest);
        } else {
            rest.release();
        }
    }

    private void refuse() {
        if (!isOver) {
            isOver = true;
            loop.telemetry().count(Event.CONNECTION_REFUSED);
            loop.telemetry().reached(Limit.PROXY_PROTOCOL);
            admission.closed();
            close.run();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            refuse();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        loop.deadlines().remove(deadline);
        input.release();
        if (!isOver) {
            isOver = true;
            admission.closed();
        }
    }
}
