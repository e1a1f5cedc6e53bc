package org.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection in HTTP/2 whose other end is gone, and nothing says so. */
@ExtendWith(LeakExtension.class)
class SilentOriginsTest {
    private static final PoolId PEERS = PoolId.peersOf("eqiad");
    private static final Duration PING = Duration.ofSeconds(11);

    private final UpstreamsByHand loop = new UpstreamsByHand();
    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    @AfterEach
    void close() {
        loop.close();
    }

    /** Says nothing more on the first connection after it has read a request; others are answered. */
    private void serve(RawHttp2Origin.Connection connection) throws IOException {
        connection.greet();
        if (connections.getAndIncrement() == 0) {
            connection.ignoringPings();
            while (true) {
                RawHttp2Client.Frame frame = connection.await(RawHttp2Client.PING);
                assertThat(frame.stream()).isZero();
                pings.incrementAndGet();
            }
        }
        connection.answerAll((to, request) -> to.ok(request.stream, "second"));
    }

    private CompletableFuture<String> askTheDead(RawHttp2Origin origin, OriginConnections to) throws Exception {
        CompletableFuture<String> answer = loop.begin(to, "/");
        await().until(() -> origin.requests().size() == 1);
        return answer;
    }

    @ParameterizedTest
    @CsvSource({"appservers, 300", "(peers), 0"})
    void isFoundByAPingThatNobodyAnswers(String pool, int quietSeconds) throws Exception {
        try (RawHttp2Origin origin = RawHttp2Origin.of(this::serve)) {
            OriginConnections to = loop.connections(new PoolId("eqiad", pool), origin.port());
            CompletableFuture<String> dead = askTheDead(origin, to);
            loop.pass(Duration.ofSeconds(quietSeconds));
            loop.pass(PING);
            await().until(() -> pings.get() == 1);

            loop.pass(PING);
            assertThat(loop.ask(to, "/")).as("on another connection").isEqualTo("second");
            assertThat(dead).as("it may only be slow").isNotDone();

            loop.pass(PING);
            assertThat(dead.get(10, TimeUnit.SECONDS)).isEqualTo("failed: CLOSED_BEFORE_ANSWER");
            assertThat(loop.channel(0).closeFuture().await(10, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(pings).hasValue(1);
        }
    }

    @Test
    void isNoneThatAnswersPings() throws Exception {
        AtomicInteger heads = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
            connection.greet();
            while (true) {
                RawHttp2Client.Frame frame = connection.read();
                if (frame.type() == RawHttp2Client.PING) {
                    pings.incrementAndGet();
                } else if (frame.type() == RawHttp2Client.HEADERS && heads.getAndIncrement() > 0) {
                    connection.ok(frame.stream(), "first");
                }
            }
        })) {
            OriginConnections to = loop.connections(PEERS, origin.port());
            CompletableFuture<String> slow = askTheDead(origin, to);
            for (int i = 1; i <= 5; i++) {
                loop.pass(PING);
                // Its answer comes after that to the PING.
                assertThat(loop.ask(to, "/other")).isEqualTo("first");
                assertThat(pings).hasValue(i);
            }
            assertThat(slow).isNotDone();
        }
    }
}
