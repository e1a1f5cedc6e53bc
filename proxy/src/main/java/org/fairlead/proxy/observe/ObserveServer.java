package org.fairlead.proxy.observe;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.BindAddress;

/**
 * Serves {@link Pages} over HTTP/1.1, one request a connection, on a thread of its own, so that a scrape never delays
 * traffic.
 */
public final class ObserveServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 64;
    private static final int READ_SECONDS = 10;
    private static final int LONGEST_LINE = 2048;
    private static final int LONGEST_HEADERS = 8192;

    private final EventLoopGroup group;
    private final Channel listener;
    private int connections;

    private ObserveServer(BindAddress bind, Pages pages) throws IOException {
        group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("observe", true), NioIoHandler.newFactory());
        try {
            listener = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline()
                                    .addLast(
                                            new Bound(),
                                            new ReadTimeoutHandler(READ_SECONDS),
                                            new HttpServerCodec(LONGEST_LINE, LONGEST_HEADERS, LONGEST_HEADERS),
                                            new ObserveHandler(pages));
                        }
                    })
                    .bind(bind.host(), bind.port())
                    .syncUninterruptibly()
                    .channel();
        } catch (Exception e) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException("observe.bind: " + bind + " (expected: a free address of this machine)", e);
        }
    }

    /**
     * @throws IOException where the address can't be bound
     */
    public static ObserveServer start(BindAddress bind, Pages pages) throws IOException {
        return new ObserveServer(bind, pages);
    }

    /** Where it listens, with the port that the system chose where the configuration says 0. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        listener.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /** Closes what is beyond the limit at once; all connections share one thread. */
    private final class Bound extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            connections++;
            if (connections > MOST_CONNECTIONS) {
                ctx.close();
            } else {
                ctx.fireChannelActive();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            connections--;
            ctx.fireChannelInactive();
        }
    }
}
