package org.fairlead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final Request GET = Request.get("a.example", "/");
    private static final Duration LENGTH = Duration.ofMillis(500);

    private final OpenLoop openLoop = new OpenLoop();

    @AfterEach
    void close() {
        openLoop.close();
    }

    private Latencies run(int port, int perSecond, int connections) throws IOException, InterruptedException {
        return openLoop.run(port, Load.ofRequests(List.of(GET), perSecond, connections, LENGTH));
    }

    @Test
    void sendsAtTheRateAskedFor() throws IOException, InterruptedException {
        try (SlowOrigin origin = new SlowOrigin(number -> 0, 200)) {
            Latencies latencies = run(origin.port(), 200, 8);
            assertThat(latencies.nanos().getTotalCount()).isEqualTo(100);
            assertThat(latencies.failed()).isZero();
            assertThat(origin.requests()).isEqualTo(100);
        }
    }

    /** One connection, and one answer that takes 300 ms: those due meanwhile wait, and their waiting counts. */
    @Test
    void chargesAPauseToEveryRequestThatWasDue() throws IOException, InterruptedException {
        try (SlowOrigin origin = new SlowOrigin(number -> number == 10 ? 300 : 0, 200)) {
            Latencies latencies = run(origin.port(), 100, 1);
            assertThat(latencies.nanos().getTotalCount()).isEqualTo(50);
            // About 30 were due in the pause; those due in its first half waited for more than half of it.
            long slow = latencies.nanos().getCountBetweenValues(150_000_000, 60_000_000_000L);
            assertThat(slow).isGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void countsOtherAnswersAsFailed() throws IOException, InterruptedException {
        try (SlowOrigin origin = new SlowOrigin(number -> 0, 503)) {
            Latencies latencies = run(origin.port(), 100, 4);
            assertThat(latencies.failed()).isEqualTo(50);
            assertThat(latencies.failedPerMille()).isEqualTo(1000);
        }
    }

    @Test
    void sendsTheRequestsOfAVisitOneAfterTheOther() throws IOException, InterruptedException {
        try (SlowOrigin origin = new SlowOrigin(number -> 20, 200)) {
            Load load = new Load(List.of(List.of(GET, GET, GET)), 20, 8, LENGTH);
            Latencies latencies = openLoop.run(origin.port(), load);
            assertThat(latencies.nanos().getTotalCount()).isEqualTo(10);
            assertThat(latencies.millisAt(0)).isGreaterThan(60);
            assertThat(origin.requests()).isEqualTo(30);
        }
    }

    @Test
    void putsADistanceBetween() throws IOException, InterruptedException {
        try (SlowOrigin origin = new SlowOrigin(number -> 0, 200);
                DelayingRelay relay = new DelayingRelay(openLoop.group(), Duration.ofMillis(40), origin.port())) {
            Latencies latencies = run(relay.port(), 50, 8);
            assertThat(latencies.failed()).isZero();
            assertThat(latencies.millisAt(0)).isGreaterThanOrEqualTo(40);
        }
    }

    /** A new connection takes a round trip for its handshake before the request's own. */
    @Test
    void delaysTheFirstBytesOfAConnectionByAHandshake() throws IOException, InterruptedException {
        try (SlowOrigin origin = new SlowOrigin(number -> 0, 200);
                DelayingRelay relay = new DelayingRelay(openLoop.group(), Duration.ofMillis(40), origin.port())) {
            long began = System.nanoTime();
            IdleConnections.open(new Target(relay.port(), false, false), 1, GET).close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
        }
    }

    @Test
    void keepsConnectionsIdle() throws IOException {
        try (SlowOrigin origin = new SlowOrigin(number -> 0, 200);
                IdleConnections idle = IdleConnections.open(new Target(origin.port(), false, false), 10, GET)) {
            assertThat(idle.count()).isEqualTo(10);
            assertThat(origin.requests()).isEqualTo(10);
        }
    }
}
