package org.fairlead.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Has one visit, tells that it is over, and leaves the connection open. Confined to its event loop. */
final class IdleVisitor extends ChannelInboundHandlerAdapter {
    private final Visit visit;
    private final Request request;
    private final String scheme;
    private final CompletableFuture<Void> answered;
    private ByteBuf unread = Unpooled.EMPTY_BUFFER;

    IdleVisitor(Visit visit, Request request, String scheme, CompletableFuture<Void> answered) {
        this.visit = visit;
        this.request = request;
        this.scheme = scheme;
        this.answered = answered;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (scheme.equals("http")) {
            begin(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                begin(ctx);
            } else {
                answered.completeExceptionally(handshake.cause());
            }
        }
    }

    private void begin(ChannelHandlerContext ctx) {
        ByteBuf out = ctx.alloc().buffer();
        visit.begin(request, scheme, out);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    /** Takes ownership of {@code message}. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (answered.isDone()) {
            ReferenceCountUtil.release(message);
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        unread = unread.isReadable() ? Unpooled.wrappedBuffer(unread, bytes) : replace(bytes);
        ByteBuf out = ctx.alloc().buffer();
        switch (visit.read(unread, out)) {
            case INCOMPLETE -> {
                ctx.writeAndFlush(out, ctx.voidPromise());
            }
            case COMPLETE -> ctx.writeAndFlush(out).addListener(done -> rest(ctx));
            case UNREADABLE -> {
                out.release();
                answered.completeExceptionally(new IOException("no answer that can be read"));
            }
        }
    }

    private ByteBuf replace(ByteBuf bytes) {
        unread.release();
        return bytes;
    }

    /** From now on a socket and nothing more. */
    private void rest(ChannelHandlerContext ctx) {
        replace(Unpooled.EMPTY_BUFFER);
        if (ctx.pipeline().get(SslHandler.class) != null) {
            ctx.pipeline().remove(SslHandler.class);
        }
        answered.complete(null);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        replace(Unpooled.EMPTY_BUFFER);
        answered.completeExceptionally(new IOException("closed before the end of the answer"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        answered.completeExceptionally(cause);
        ctx.close();
    }
}
