package org.fairlead.proxy;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.loop.ChannelSettings;
import org.fairlead.proxy.loop.Deadlines;
import org.fairlead.proxy.loop.LoopClock;
import org.fairlead.proxy.loop.Transport;
import org.fairlead.proxy.telemetry.Telemetry;
import org.fairlead.proxy.tls.TlsFiles;
import org.fairlead.proxy.upstream.LoopUpstreams;

/** The event loops that serve, what each of them has, and their tick. Not for an event loop. */
final class EventLoops {
    private static final long QUIET_MILLIS = 0;
    private static final long SHUTDOWN_MILLIS = 2_000;

    private final MultiThreadIoEventLoopGroup group;
    private final List<ExchangeLoop> loops;

    private EventLoops(MultiThreadIoEventLoopGroup group, List<ExchangeLoop> loops) {
        this.group = group;
        this.loops = List.copyOf(loops);
    }

    /** As many as {@code shared} is for. */
    static EventLoops start(Transport transport, Telemetry telemetry, TlsFiles tls, ExchangeLoop.Shared shared) {
        var group = new MultiThreadIoEventLoopGroup(
                shared.loops(), new DefaultThreadFactory("fairlead-loop"), transport.newIoHandlerFactory());
        List<ExchangeLoop> loops = new ArrayList<>();
        group.forEach(
                executor -> loops.add(newLoop((EventLoop) executor, loops.size(), transport, telemetry, tls, shared)));
        return new EventLoops(group, loops);
    }

    private static ExchangeLoop newLoop(
            EventLoop eventLoop,
            int index,
            Transport transport,
            Telemetry telemetry,
            TlsFiles tls,
            ExchangeLoop.Shared shared) {
        LoopClock clock = LoopClock.system();
        var deadlines = new Deadlines(clock.nanos());
        var surroundings = new LoopUpstreams.Surroundings(
                eventLoop,
                new ReflectiveChannelFactory<>(transport.socketChannel()),
                clock,
                deadlines,
                ChannelSettings.newLoopAllocator(),
                telemetry.forLoop(),
                tls::client);
        ExchangeLoop loop = new ExchangeLoop(surroundings, shared);
        eventLoop.scheduleAtFixedRate(
                () -> {
                    clock.tick();
                    loop.tick();
                    deadlines.advance(clock.nanos());
                    shared.memory().sample(index, loop.heads().heldBytes());
                    if (index == 0) {
                        shared.heap().sample(clock.nanos());
                    }
                },
                Deadlines.TICK_NANOS,
                Deadlines.TICK_NANOS,
                TimeUnit.NANOSECONDS);
        return loop;
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    List<ExchangeLoop> all() {
        return loops;
    }

    /** Has each do that, one after the other, as soon as it may. */
    void eachLater(Consumer<ExchangeLoop> task) {
        loops.forEach(loop -> loop.eventLoop().execute(() -> task.accept(loop)));
    }

    /** Ends all connections, whatever is under way; how many exchanges were. */
    int cutOff() {
        List<Future<Integer>> counts = loops.stream()
                .map(loop -> loop.eventLoop().submit(loop::cutOff))
                .toList();
        return counts.stream()
                .mapToInt(count -> count.awaitUninterruptibly().isSuccess() ? count.getNow() : 0)
                .sum();
    }

    boolean isEnding() {
        return group.isShuttingDown();
    }

    void end() {
        end(group);
    }

    /** Returns once its loops have ended. */
    static void end(MultiThreadIoEventLoopGroup group) {
        group.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)
                .syncUninterruptibly();
    }
}
