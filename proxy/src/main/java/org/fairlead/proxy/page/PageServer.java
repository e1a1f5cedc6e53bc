package org.fairlead.proxy.page;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.fairlead.config.ControlAddress;
import org.fairlead.proxy.loop.Transport;

/** An HTTP/1.1 server with bounds, one request a connection, on a thread of its own, so that it never delays traffic. */
public final class PageServer implements AutoCloseable {
    private static final int READ_SECONDS = 10;
    private static final int LONGEST_HEADERS = 8192;

    /**
     * @param name of its thread, and of its key in messages
     * @param mostConnections beyond which one is closed at once
     * @param longestLine of a request, in bytes
     * @param handlers what follows the codec, made for each connection
     */
    public record Settings(
            String name, int mostConnections, int longestLine, Supplier<List<ChannelHandler>> handlers) {}

    private final Settings settings;
    private final EventLoopGroup group;
    private final Channel listener;
    private int connections;

    private PageServer(ControlAddress bind, Settings settings) throws IOException {
        this.settings = settings;
        boolean isUnix = bind instanceof ControlAddress.Unix;
        // Epoll has other addresses for a path; NIO wakes up every second, for nothing.
        Transport transport = isUnix ? Transport.NIO : Transport.best();
        group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory(settings.name(), true), transport.newIoHandlerFactory());
        try {
            if (bind instanceof ControlAddress.Unix unix) {
                removeStale(unix.path());
            }
            listener = new ServerBootstrap()
                    .group(group)
                    .channel(isUnix ? NioServerDomainSocketChannel.class : transport.serverChannel())
                    .childHandler(new Initializer())
                    .bind(address(bind))
                    .syncUninterruptibly()
                    .channel();
            if (bind instanceof ControlAddress.Unix unix) {
                Files.setPosixFilePermissions(unix.path(), PosixFilePermissions.fromString("rw-------"));
            }
        } catch (Exception e) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    settings.name() + ".bind: " + bind + " (expected: a free address of this machine)", e);
        }
    }

    /**
     * @throws IOException where the address can't be bound
     */
    public static PageServer start(ControlAddress bind, Settings settings) throws IOException {
        return new PageServer(bind, settings);
    }

    private static SocketAddress address(ControlAddress bind) {
        if (bind instanceof ControlAddress.Unix unix) {
            return UnixDomainSocketAddress.of(unix.path());
        }
        var tcp = ((ControlAddress.Tcp) bind).address();
        return new InetSocketAddress(tcp.host(), tcp.port());
    }

    /** A socket that a killed process left behind is in the way; one that somebody answers at is not ours to take. */
    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path)) {
            return;
        }
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException(path + ": another process listens there (" + other.getRemoteAddress() + ")");
        } catch (java.net.ConnectException e) {
            Files.delete(path);
        }
    }

    /** Where it listens, with the port that the system chose where the configuration says 0. */
    public SocketAddress address() {
        return listener.localAddress();
    }

    @Override
    public void close() {
        listener.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        if (address() instanceof UnixDomainSocketAddress unix) {
            try {
                Files.deleteIfExists(unix.getPath());
            } catch (IOException e) {
                // The next start finds that nobody answers there.
            }
        }
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(
                            new Bound(),
                            new ReadTimeoutHandler(READ_SECONDS),
                            new HttpServerCodec(settings.longestLine(), LONGEST_HEADERS, LONGEST_HEADERS));
            settings.handlers().get().forEach(channel.pipeline()::addLast);
        }
    }

    /** Closes what is beyond the limit at once; all connections share one thread. */
    private final class Bound extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            connections++;
            if (connections > settings.mostConnections()) {
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
