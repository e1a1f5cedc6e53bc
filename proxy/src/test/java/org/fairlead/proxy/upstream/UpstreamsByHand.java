package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fairlead.config.Operations;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.loop.ChannelSettings;
import org.fairlead.proxy.loop.Deadlines;
import org.fairlead.proxy.loop.LoopClock;
import org.fairlead.proxy.names.NameBook;
import org.fairlead.proxy.telemetry.Telemetry;

/** The connections of one event loop to origins, on real sockets; only its deadlines are moved by hand. */
final class UpstreamsByHand implements AutoCloseable {
    /** For so long a connection may be idle. */
    static final Duration IDLE = Duration.ofMinutes(1);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop eventLoop = group.next();
    private final Telemetry telemetry =
            Telemetry.start(new Operations.AccessLog(new Operations.AccessLog.Target.Off(), Set.of()));
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final Deadlines deadlines = new Deadlines(0);
    private long nanos;

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        telemetry.close();
    }

    private LoopUpstreams upstreams() {
        LoopClock clock = LoopClock.system();
        var surroundings = new LoopUpstreams.Surroundings(
                eventLoop,
                () -> {
                    Channel channel = new NioSocketChannel();
                    channels.add(channel);
                    return channel;
                },
                clock,
                deadlines,
                ChannelSettings.newLoopAllocator(),
                telemetry.forLoop(),
                any -> null);
        return new LoopUpstreams(
                surroundings, HeadLimits.DEFAULT, new UpstreamSettings(IDLE.toNanos(), 10), new SplittableRandom(1));
    }

    /** Those to one origin of that pool, in HTTP/2. */
    OriginConnections connections(PoolId id, int port) throws Exception {
        return connections(id, PoolSettings.USUAL.withProtocol(PoolSettings.Protocol.HTTP2), port);
    }

    OriginConnections connections(PoolId id, PoolSettings settings, int port) throws Exception {
        OriginPool pool = OriginPool.of(
                id, settings, List.of(new Origin("127.0.0.1", port)), NameBook.EMPTY, OriginHealth::unwatched);
        return onLoop(() -> upstreams().members(pool).get(0));
    }

    /** The one that was made as the {@code number}th, from 0. */
    Channel channel(int number) {
        return channels.get(number);
    }

    <T> T onLoop(Callable<T> task) throws ExecutionException, InterruptedException, TimeoutException {
        return eventLoop.submit(task).get(10, TimeUnit.SECONDS);
    }

    /** As much time passes for all deadlines. */
    void pass(Duration time) throws Exception {
        onLoop(() -> {
            for (long end = nanos + time.toNanos(); nanos < end; ) {
                nanos += Deadlines.TICK_NANOS;
                deadlines.advance(nanos);
            }
            return nanos;
        });
    }

    String ask(OriginConnections connections, String path) throws Exception {
        return begin(connections, path).get(10, TimeUnit.SECONDS);
    }

    CompletableFuture<String> begin(OriginConnections connections, String path) throws Exception {
        return onLoop(() -> {
            Asking asking = new Asking(path);
            UpstreamAttempt attempt = Objects.requireNonNull(
                    connections.acquire(OriginConnections.Reuse.ANY, Method.GET, false, 5000, asking, null));
            if (attempt.isReady()) {
                asking.connected(attempt);
            }
            return asking.answer;
        });
    }

    /** Of one GET: its answer's body, or what was wrong. */
    private static final class Asking implements AttemptListener {
        private final CompletableFuture<String> answer = new CompletableFuture<>();
        private final StringBuilder body = new StringBuilder();
        private final String path;

        Asking(String path) {
            this.path = path;
        }

        @Override
        public void connected(UpstreamAttempt attempt) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: wiki.example\r\n\r\n";
            attempt.sendNow(Unpooled.copiedBuffer(request, StandardCharsets.ISO_8859_1), null);
            attempt.requestEnded(TimeUnit.HOURS.toNanos(1));
        }

        @Override
        public void interim(ResponseHead head) {}

        @Override
        public BodyReader.Mode answered(ResponseHead head, BodyFraming framing) {
            return BodyReader.Mode.DATA;
        }

        @Override
        public void data(ByteBuf slice) {
            body.append(slice.toString(StandardCharsets.ISO_8859_1));
            slice.release();
        }

        @Override
        public void trailers(FieldTable trailers) {}

        @Override
        public void answerEnded() {
            answer.complete(body.toString());
        }

        @Override
        public void failed(UpstreamFault fault) {
            answer.complete("failed: " + fault);
        }

        @Override
        public void giveWay() {}

        @Override
        public void mayBeAstray() {}

        @Override
        public void originLost() {}

        @Override
        public void upstreamWritabilityChanged() {}

        @Override
        public void turnEnded() {}
    }
}
