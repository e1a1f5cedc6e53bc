package org.fairlead.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The distance between two datacenters: a TCP relay that keeps each byte for half a round trip. Bytes sent at once on a new
 * connection wait for one round trip more, the handshake that loopback doesn't take.
 */
public final class DelayingRelay implements AutoCloseable {
    private final Duration roundTrip;
    private final int target;
    private final Channel listener;

    /** @param group of one event loop; everything happens on it */
    public DelayingRelay(EventLoopGroup group, Duration roundTrip, int target) throws InterruptedException {
        this.roundTrip = roundTrip;
        this.target = target;
        listener = new ServerBootstrap()
                .group(group)
                .channel(Transport.server())
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        connectOnwards(accepted);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    public int port() {
        return ((java.net.InetSocketAddress) listener.localAddress()).getPort();
    }

    private void connectOnwards(Channel accepted) {
        long handshaken = System.nanoTime() + roundTrip.toNanos();
        new Bootstrap()
                .group(accepted.eventLoop())
                .channel(Transport.client())
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(InetAddress.getLoopbackAddress(), target)
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        join(accepted, connected.channel(), handshaken);
                    } else {
                        accepted.close();
                    }
                });
    }

    private void join(Channel accepted, Channel onward, long handshaken) {
        accepted.pipeline().addLast(new Delay(onward, handshaken));
        onward.pipeline().addLast(new Delay(accepted, 0));
        accepted.config().setAutoRead(true);
        onward.config().setAutoRead(true);
    }

    /** One direction. On the relay's event loop, whose timers keep the order of equal delays. */
    private final class Delay extends ChannelInboundHandlerAdapter {
        private final Channel to;
        private final long notSentBefore;

        Delay(Channel to, long notSentBefore) {
            this.to = to;
            this.notSentBefore = notSentBefore;
        }

        /** Takes ownership of {@code bytes}, and hands it to the other side later. */
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            later(() -> {
                if (to.isActive()) {
                    to.writeAndFlush(bytes, to.voidPromise());
                } else {
                    ReferenceCountUtil.release(bytes);
                }
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            later(to::close);
        }

        private void later(Runnable task) {
            long sent = Math.max(System.nanoTime(), notSentBefore);
            long delay = sent - System.nanoTime() + roundTrip.toNanos() / 2;
            to.eventLoop().schedule(task, delay, TimeUnit.NANOSECONDS);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
    }
}
