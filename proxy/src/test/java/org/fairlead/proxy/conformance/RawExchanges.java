package org.fairlead.proxy.conformance;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends bytes on a connection of their own, and collects what comes until the other side closes it. */
final class RawExchanges {
    private static final int MOST_SECONDS = 10;

    private final EventLoopGroup loops;

    RawExchanges(EventLoopGroup loops) {
        this.loops = loops;
    }

    /** All that came, an octet a character; fails where the other side doesn't close within 10 s. */
    CompletableFuture<String> send(InetSocketAddress to, String bytes) {
        CompletableFuture<String> all = new CompletableFuture<>();
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Collector(bytes, all));
                    }
                })
                .connect(to)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        all.completeExceptionally(done.cause());
                    }
                });
        return all.orTimeout(MOST_SECONDS, TimeUnit.SECONDS);
    }

    private static final class Collector extends SimpleChannelInboundHandler<ByteBuf> {
        private final String bytes;
        private final CompletableFuture<String> all;
        private final StringBuilder got = new StringBuilder();

        Collector(String bytes, CompletableFuture<String> all) {
            this.bytes = bytes;
            this.all = all;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            all.whenComplete((any, failure) -> ctx.close());
            ctx.writeAndFlush(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf more) {
            got.append(more.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            all.complete(got.toString());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // Reset, because it was sent more than it wanted to read.
            all.complete(got.toString());
            ctx.close();
        }
    }
}
