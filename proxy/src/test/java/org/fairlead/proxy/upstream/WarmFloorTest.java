package org.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Warm connections over minutes, which pass by hand: so many are ready at each moment, and no more than that and a few. */
@ExtendWith(LeakExtension.class)
class WarmFloorTest {
    private static final PoolId POOL = new PoolId("eqiad", "appservers");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    /** No longer than from one look of the floor to the next. */
    private static final Duration STEP = Duration.ofMillis(300);

    private final UpstreamsByHand loop = new UpstreamsByHand();

    @AfterEach
    void close() {
        loop.close();
    }

    private static PoolSettings warm(int count) {
        return PoolSettings.USUAL.withConnections(
                new PoolSettings.Connections(count, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** What is being opened or asked has come to its end. */
    private int awaitLasting(OriginConnections connections, int least) throws Exception {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> loop.onLoop(connections::load) == 0 && loop.onLoop(() -> connections.lasting(0)) >= least);
        return loop.onLoop(() -> connections.lasting(0));
    }

    @Test
    void areReplacedBeforeTheyAreTooOldToBeUsed() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            OriginConnections connections = loop.connections(POOL, warm(1), origin.port());
            awaitLasting(connections, 1);
            for (Duration passed = Duration.ZERO;
                    passed.compareTo(UpstreamsByHand.IDLE.multipliedBy(3)) < 0;
                    passed = passed.plus(STEP)) {
                assertThat(loop.onLoop(() -> connections.lasting(0))).isBetween(1, 2);
                loop.pass(STEP);
                awaitLasting(connections, 1);
            }

            assertThat(origin.connections())
                    .as("after three quarters of a minute each")
                    .isBetween(4, 5);
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void areKeptAliveByQuestionsOfTheirPoolsCheck() throws Exception {
        List<AtomicInteger> asked = new CopyOnWriteArrayList<>();
        try (RawOrigin origin = RawOrigin.of(connection -> {
            AtomicInteger count = new AtomicInteger();
            asked.add(count);
            while (!connection.readRequest().isEmpty()) {
                count.incrementAndGet();
                connection.send(OK);
            }
        })) {
            PoolSettings asking = warm(2).withCheck(PoolSettings.Check.ofPath("/healthz", PoolSettings.Pace.USUAL));
            OriginConnections connections = loop.connections(POOL, asking, origin.port());
            awaitLasting(connections, 3);
            for (Duration passed = Duration.ZERO;
                    passed.compareTo(UpstreamsByHand.IDLE.multipliedBy(3)) < 0;
                    passed = passed.plus(STEP)) {
                loop.pass(STEP);
                assertThat(loop.onLoop(() -> connections.lasting(0)))
                        .as("beside the one that is asked")
                        .isBetween(2, 3);
                awaitLasting(connections, 3);
            }

            assertThat(asked)
                    .as("each of the first ones, and of one to spare, after half a minute")
                    .hasSize(3)
                    .allSatisfy(count -> assertThat(count.get()).isBetween(5, 6));
            assertThat(origin.requests())
                    .allMatch(request -> request.startsWith("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:"));
        }
    }
}
