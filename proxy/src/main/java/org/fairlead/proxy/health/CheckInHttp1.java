package org.fairlead.proxy.health;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Asks one check's question in HTTP/1.1, on a connection of its own. Confined to the health loop. */
final class CheckInHttp1 extends ChannelInboundHandlerAdapter {
    private final CheckTarget target;
    private final CheckAnswer answer;
    private final Consumer<CheckFinding> found;
    private boolean isOver;

    /** @param found hears how it ended */
    CheckInHttp1(CheckTarget target, Consumer<CheckFinding> found) {
        this.target = target;
        this.found = found;
        answer = new CheckAnswer(target.newJudge());
    }

    /** The connection is made, or becomes so. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            ask(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ask(ctx);
    }

    private void ask(ChannelHandlerContext ctx) {
        String request = "GET " + target.path() + " HTTP/1.1\r\nHost: " + target.authority()
                + "\r\nUser-Agent: fairlead-check\r\nConnection: close\r\n\r\n";
        ctx.writeAndFlush(
                Unpooled.wrappedBuffer(request.getBytes(StandardCharsets.US_ASCII)),
                ctx.channel().voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            CheckFinding finding = isOver ? null : answer.read(in);
            if (finding != null) {
                end(finding);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!isOver) {
            end(answer.end());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(CheckFinding.failed("reset"));
    }

    private void end(CheckFinding finding) {
        isOver = true;
        found.accept(finding);
    }
}
