package org.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A connection has 2^30 numbers for streams (RFC 9113 §5.1.1): before they run out another one takes its place. */
@ExtendWith(LeakExtension.class)
class StreamNumbersTest {
    /** The last number that is left over, and some before. */
    private static final int NEAR_THE_END = Integer.MAX_VALUE - 1024 - 10;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop eventLoop = group.next();
    private final Telemetry telemetry =
            Telemetry.start(new Operations.AccessLog(new Operations.AccessLog.Target.Off(), Set.of()));
    private final List<Channel> channels = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
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
                new Deadlines(clock.nanos()),
                ChannelSettings.newLoopAllocator(),
                telemetry.forLoop(),
                any -> null);
        return new LoopUpstreams(
                surroundings,
                HeadLimits.DEFAULT,
                new UpstreamSettings(TimeUnit.SECONDS.toNanos(60), 10),
                new SplittableRandom(1));
    }

    private static OriginPool pool(int port) {
        return OriginPool.of(
                new PoolId("eqiad", "appservers"),
                PoolSettings.USUAL.withProtocol(PoolSettings.Protocol.HTTP2),
                List.of(new Origin("127.0.0.1", port)),
                NameBook.EMPTY,
                OriginHealth::unwatched);
    }

    private <T> T onLoop(Callable<T> task) throws ExecutionException, InterruptedException, TimeoutException {
        return eventLoop.submit(task).get(10, TimeUnit.SECONDS);
    }

    /** As if billions of streams had been opened before. */
    private static Void turnTo(int stream, Channel channel) throws Http2Exception {
        Http2Connection connection =
                channel.pipeline().get(Http2ConnectionHandler.class).connection();
        connection.local().createStream(stream, false).close();
        return null;
    }

    @Test
    void anotherConnectionTakesOverAndNoRequestFails() throws Exception {
        CompletableFuture<Void> let = new CompletableFuture<>();
        List<RawHttp2Origin.Request> held = new ArrayList<>();
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> {
            if (request.path().equals("/held")) {
                held.add(request);
            } else {
                to.ok(request.stream, "ok");
            }
            if (let.isDone()) {
                for (RawHttp2Origin.Request each : held) {
                    to.ok(each.stream, "held");
                }
                held.clear();
            }
        })) {
            OriginConnections connections =
                    onLoop(() -> upstreams().members(pool(origin.port())).get(0));
            assertThat(ask(connections, "/")).isEqualTo("ok");
            onLoop(() -> turnTo(NEAR_THE_END, channels.get(0)));

            CompletableFuture<String> slow = begin(connections, "/held");
            for (int i = 0; i < 3; i++) {
                assertThat(ask(connections, "/")).isEqualTo("ok");
            }
            let.complete(null);
            for (int i = 0; i < 20; i++) {
                assertThat(ask(connections, "/")).isEqualTo("ok");
            }

            assertThat(slow.get(10, TimeUnit.SECONDS))
                    .as("it was under way meanwhile")
                    .isEqualTo("held");
            assertThat(origin.connections()).isEqualTo(2);
            assertThat(channels.get(0).closeFuture().await(10, TimeUnit.SECONDS))
                    .as("the old one ends with its last stream")
                    .isTrue();
            assertThat(channels.get(1).isActive()).isTrue();
            assertThat(origin.requests())
                    .hasSize(25)
                    .allSatisfy(request -> assertThat(request.reset).isEqualTo(-1));
        }
    }

    private String ask(OriginConnections connections, String path) throws Exception {
        return begin(connections, path).get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<String> begin(OriginConnections connections, String path) throws Exception {
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
            attempt.send(Unpooled.copiedBuffer(
                    "GET " + path + " HTTP/1.1\r\nHost: wiki.example\r\n\r\n", StandardCharsets.ISO_8859_1));
            attempt.requestEnded(TimeUnit.SECONDS.toNanos(30));
            attempt.flush();
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
