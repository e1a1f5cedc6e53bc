package org.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.health.PoolId;
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

    private final UpstreamsByHand loop = new UpstreamsByHand();

    @AfterEach
    void close() {
        loop.close();
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
            OriginConnections connections = loop.connections(new PoolId("eqiad", "appservers"), origin.port());
            assertThat(loop.ask(connections, "/")).isEqualTo("ok");
            loop.onLoop(() -> turnTo(NEAR_THE_END, loop.channel(0)));

            CompletableFuture<String> slow = loop.begin(connections, "/held");
            for (int i = 0; i < 3; i++) {
                assertThat(loop.ask(connections, "/")).isEqualTo("ok");
            }
            let.complete(null);
            for (int i = 0; i < 20; i++) {
                assertThat(loop.ask(connections, "/")).isEqualTo("ok");
            }

            assertThat(slow.get(10, TimeUnit.SECONDS))
                    .as("it was under way meanwhile")
                    .isEqualTo("held");
            assertThat(origin.connections()).isEqualTo(2);
            assertThat(loop.channel(0).closeFuture().await(10, TimeUnit.SECONDS))
                    .as("the old one ends with its last stream")
                    .isTrue();
            assertThat(loop.channel(1).isActive()).isTrue();
            assertThat(origin.requests())
                    .hasSize(25)
                    .allSatisfy(request -> assertThat(request.reset).isEqualTo(-1));
        }
    }
}
