package org.fairlead.proxy.downstream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.fairlead.config.Listener;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.loop.ChannelSettings;
import org.fairlead.proxy.loop.Transport;
import org.fairlead.proxy.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/**
 * Opens listening sockets: one per event loop where the kernel shares a port among several, so that a connection never changes
 * threads; else a single one that gives its connections to the loops in turn. None serves before {@link #accept}. Nothing
 * here waits.
 */
public final class Listeners {
    private static final int BACKLOG = 4096;

    private final Transport transport;
    private final IdentityHashMap<EventLoop, ClientChannels.LoopClients> loops = new IdentityHashMap<>();
    private final List<EventLoop> eventLoops;
    private final Admission admission;
    private final Function<Listener, @Nullable ServerTls> tls;

    /** @param tls how a listener speaks TLS now; null: what comes is plain */
    public Listeners(
            Transport transport,
            List<ExchangeLoop> loops,
            Admission admission,
            Function<Listener, @Nullable ServerTls> tls) {
        this.tls = tls;
        this.transport = transport;
        this.admission = admission;
        loops.forEach(
                loop -> this.loops.put(loop.eventLoop(), new ClientChannels.LoopClients(loop, new Refusals(loop))));
        eventLoops = loops.stream().map(ExchangeLoop::eventLoop).toList();
    }

    /** Binds the first socket of a listener; on a port that the system chooses, where {@code address} has none. */
    public ChannelFuture bindFirst(Listener listener, InetSocketAddress address, EventLoopGroup all) {
        EventLoop first = eventLoops.get(0);
        return bootstrap(listener, first, transport.listensPerLoop() ? first : all)
                .channel(transport.serverChannel())
                .bind(address);
    }

    /** Binds the sockets of all other loops to the same port. */
    public List<ChannelFuture> bindOthers(Listener listener, InetSocketAddress bound) {
        List<ChannelFuture> others = new ArrayList<>();
        if (transport.listensPerLoop()) {
            for (EventLoop loop : eventLoops.subList(1, eventLoops.size())) {
                others.add(bootstrap(listener, loop, loop)
                        .channel(transport.serverChannel())
                        .bind(bound));
            }
        }
        return others;
    }

    /** How many event loops accept. */
    public int loops() {
        return eventLoops.size();
    }

    /**
     * Lets an event loop accept from a socket that listens already; only with epoll. Takes ownership of {@code descriptor},
     * whose calls must not block.
     *
     * @param loop which; they take turns
     */
    public ChannelFuture adopt(Listener listener, int descriptor, int loop) {
        EventLoop accepts = eventLoops.get(loop % eventLoops.size());
        return base(listener, accepts, accepts)
                .channelFactory(() -> new EpollServerSocketChannel(descriptor))
                .register();
    }

    /** Lets one of these sockets, now that it is bound or registered, take connections. */
    public static void accept(Channel socket) {
        socket.eventLoop().execute(() -> socket.config().setAutoRead(true));
    }

    private ServerBootstrap bootstrap(Listener listener, EventLoop accepts, EventLoopGroup serves) {
        ServerBootstrap bootstrap = base(listener, accepts, serves)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true);
        return transport.listensPerLoop() ? bootstrap.option(UnixChannelOption.SO_REUSEPORT, true) : bootstrap;
    }

    private ServerBootstrap base(Listener listener, EventLoop accepts, EventLoopGroup serves) {
        var settings = new ListenerSettings(listener, tls.apply(listener));
        return ChannelSettings.apply(new ServerBootstrap())
                .group(accepts, serves)
                .option(ChannelOption.AUTO_READ, false)
                // A client may end its side, and still wants its answer.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ClientChannels(channel -> loopOf(channel.eventLoop()), settings, admission));
    }

    private ClientChannels.LoopClients loopOf(EventLoop eventLoop) {
        ClientChannels.@Nullable LoopClients loop = loops.get(eventLoop);
        if (loop == null) {
            throw new IllegalStateException("not one of our event loops");
        }
        return loop;
    }
}
