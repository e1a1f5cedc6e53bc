package org.fairlead.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.Configuration;
import org.fairlead.config.Listener;
import org.fairlead.proxy.downstream.ConnectionLimit;
import org.fairlead.proxy.downstream.Listeners;
import org.fairlead.proxy.exchange.CookielessPins;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.Serving;
import org.fairlead.proxy.exchange.SnapshotReference;
import org.fairlead.proxy.loop.Deadlines;
import org.fairlead.proxy.loop.LoopClock;
import org.fairlead.proxy.loop.Transport;
import org.fairlead.proxy.telemetry.Telemetry;
import org.fairlead.proxy.upstream.LoopUpstreams;

/**
 * One running proxy: its event loops, what each of them has, and its listeners. Not for an event loop; a process may have
 * several, as the demo does.
 */
public final class ProxyServer implements AutoCloseable {
    private static final long QUIET_MILLIS = 0;
    private static final long SHUTDOWN_MILLIS = 2_000;

    private final MultiThreadIoEventLoopGroup group;
    private final SnapshotReference snapshot;
    private final List<ExchangeLoop> loops;
    private final Listeners listeners;
    private final List<Channel> sockets = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    private ProxyServer(
            MultiThreadIoEventLoopGroup group,
            SnapshotReference snapshot,
            List<ExchangeLoop> loops,
            Listeners listeners) {
        this.group = group;
        this.snapshot = snapshot;
        this.loops = loops;
        this.listeners = listeners;
    }

    /**
     * Starts to serve; borrows {@code telemetry}. Returns once every listener listens.
     *
     * @throws IOException where an address can't be bound, which its message names; nothing is left running then
     */
    public static ProxyServer start(Configuration configuration, Telemetry telemetry) throws IOException {
        return start(configuration, telemetry, Transport.best());
    }

    static ProxyServer start(Configuration configuration, Telemetry telemetry, Transport transport) throws IOException {
        int threads = configuration.operations().threads();
        int loopCount = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        var snapshot = new SnapshotReference(new Serving(configuration));
        var pins = new CookielessPins(configuration.relay().limits().pinTableEntries());
        var shared = new ExchangeLoop.Shared(snapshot, pins, loopCount);
        var group = new MultiThreadIoEventLoopGroup(
                loopCount, new DefaultThreadFactory("fairlead-loop"), transport.newIoHandlerFactory());
        List<ExchangeLoop> loops = new ArrayList<>();
        group.forEach(executor -> loops.add(newLoop((EventLoop) executor, transport, telemetry, shared)));
        var limit = new ConnectionLimit(
                () -> snapshot.get().configuration().relay().limits().connections());
        var server = new ProxyServer(group, snapshot, loops, new Listeners(transport, loops, limit));
        try {
            server.listen(configuration);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static ExchangeLoop newLoop(
            EventLoop eventLoop, Transport transport, Telemetry telemetry, ExchangeLoop.Shared shared) {
        LoopClock clock = LoopClock.system();
        var deadlines = new Deadlines(clock.nanos());
        var surroundings = new LoopUpstreams.Surroundings(
                eventLoop,
                new ReflectiveChannelFactory<>(transport.socketChannel()),
                clock,
                deadlines,
                telemetry.forLoop());
        eventLoop.scheduleAtFixedRate(
                () -> {
                    clock.tick();
                    deadlines.advance(clock.nanos());
                },
                Deadlines.TICK_NANOS,
                Deadlines.TICK_NANOS,
                TimeUnit.NANOSECONDS);
        return new ExchangeLoop(surroundings, shared);
    }

    private void listen(Configuration configuration) throws IOException {
        for (Listener listener : configuration.listeners()) {
            var wanted = new InetSocketAddress(
                    listener.bind().host(), listener.bind().port());
            refuseTaken(listener, wanted);
            Channel first = await(listener, listeners.bindFirst(listener, wanted, group));
            var bound = (InetSocketAddress) first.localAddress();
            addresses.add(bound);
            for (ChannelFuture other : listeners.bindOthers(listener, bound)) {
                await(listener, other);
            }
        }
    }

    /**
     * Sockets that share a port share it with another process, too; one that doesn't tells whether any has it. Nothing is
     * accepted by it.
     */
    private static void refuseTaken(Listener listener, InetSocketAddress wanted) throws IOException {
        try (ServerSocket lone = new ServerSocket()) {
            lone.setReuseAddress(true);
            lone.bind(wanted);
        } catch (IOException e) {
            throw new IOException("listeners: " + listener.bind() + ": " + e.getMessage(), e);
        }
    }

    private Channel await(Listener listener, ChannelFuture binding) throws IOException {
        binding.awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IOException(
                    "listeners: " + listener.bind() + ": " + binding.cause().getMessage(), binding.cause());
        }
        sockets.add(binding.channel());
        return binding.channel();
    }

    /** Where it listens, in the order of the configuration; with the ports that the system chose. */
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** From now on exchanges are served by {@code next}; those under way end by what they began with. Listeners stay as they are. */
    public void serve(Configuration next) {
        snapshot.set(snapshot.get().next(next));
        // A loop without traffic lets go of origins that went away, too.
        loops.forEach(loop -> loop.eventLoop().execute(loop::serving));
    }

    /** What is served from now. */
    public Configuration configuration() {
        return snapshot.get().configuration();
    }

    /** Stops accepting, and ends what is under way. */
    @Override
    public void close() {
        sockets.forEach(socket -> socket.close().awaitUninterruptibly());
        group.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)
                .syncUninterruptibly();
    }
}
