package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.fairlead.config.Retry;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A read that waits for long gets a second attempt where origins speak HTTP/2, too: what is given up is a stream, no connection. */
@ExtendWith(LeakExtension.class)
class HedgedStreamsTest {
    private static final Retry HEDGING = new Retry(Set.of(), Duration.ofSeconds(10), Duration.ZERO, true);
    private static final long CANCEL = 8;

    /** Who got a slow request first, by its path. */
    private final Map<String, String> holders = new ConcurrentHashMap<>();

    private final RawHttp2Origin one = origin("one");
    private final RawHttp2Origin two = origin("two");

    /** The first to get a slow request leaves it unanswered, and reads on. */
    private RawHttp2Origin origin(String name) {
        return RawHttp2Origin.answering((to, request) -> {
            if (!request.path().startsWith("/slow") || holders.putIfAbsent(request.path(), name) != null) {
                answer(to, request, name);
            }
        });
    }

    private static void answer(RawHttp2Origin.Connection to, RawHttp2Origin.Request request, String name)
            throws IOException {
        if (request.path().startsWith("/slow/error")) {
            to.headers(request.stream, true, ":status", "500");
        } else if (request.path().equals("/large")) {
            to.headers(request.stream, false, ":status", "200");
            for (int i = 0; i < 7; i++) {
                to.data(request.stream, false, "x".repeat(16 * 1024));
            }
        } else {
            to.ok(request.stream, name);
        }
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private Fleet fleet() {
        return Fleet.alone(one.port(), two.port())
                .pool(Pools.HTTP2)
                .retry(HEDGING)
                .start();
    }

    /** Until the proxy knows how long answers take. */
    private static void getToKnow(RawClient client) {
        for (int i = 0; i < 120; i++) {
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    private RawHttp2Origin.Request held(String path) {
        RawHttp2Origin holder = "one".equals(holders.get(path)) ? one : two;
        return holder.requests().stream()
                .filter(request -> request.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLosersStreamIsCancelledAndItsConnectionKept() {
        try (Fleet fleet = fleet();
                RawClient client = fleet.client()) {
            getToKnow(client);
            RawClient.Response answer = client.get("/slow");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isIn("one", "two").isNotEqualTo(holders.get("/slow"));
            await().untilAsserted(() -> assertThat(held("/slow").reset).isEqualTo(CANCEL));

            getToKnow(client);
            assertThat(List.of(one.connections(), two.connections()))
                    .as("neither connection was given up")
                    .containsExactly(1, 1);
            // On a busy machine others may have been slow, too.
            assertThat(fleet.metrics("eqiad")).containsPattern("fairlead_hedges_won_total [1-9]");
        }
    }

    /** An error of the second leaves the first, whose stream isn't reset. */
    @Test
    void theFirstIsAwaitedWhereTheSecondFails() {
        try (Fleet fleet = fleet();
                RawClient client = fleet.client();
                RawClient other = fleet.client()) {
            getToKnow(client);
            client.send(RawClient.request("GET", "/slow/error"));
            await().until(() -> one.requests().stream().anyMatch(HedgedStreamsTest::isSlow)
                    && two.requests().stream().anyMatch(HedgedStreamsTest::isSlow));
            // Another one comes back: what the second said has been read.
            getToKnow(other);

            assertThat(held("/slow/error").reset).as("its stream").isEqualTo(-1);
        }
    }

    private static boolean isSlow(RawHttp2Origin.Request request) {
        return request.path().startsWith("/slow");
    }

    /** There is one stream to each: one waits for its answer, one for its reader. */
    @Test
    void nobodyGivesWayForASecondAttempt() {
        try (Fleet fleet = Fleet.alone(one.port(), two.port())
                        .pool(Pools.of(1, 1))
                        .retry(HEDGING)
                        .start();
                RawClient client = fleet.client();
                RawHttp2Client reader =
                        RawHttp2Client.connect(fleet.at("eqiad")).withholdingWindow();
                RawClient other = fleet.client()) {
            getToKnow(client);
            reader.headers(reader.open(), true, RawHttp2Client.request("GET", "/large"));
            await().until(() -> requests("/large") == 1);
            // Who has read nothing for a second is in the way of who needs a stream.
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
            client.send(RawClient.request("GET", "/slow"));
            await().until(() -> requests("/slow") == 1);
            await().during(Duration.ofMillis(300)).until(() -> requests("/slow") == 1);
            assertThat(fleet.metrics("eqiad")).doesNotContain("reader-gave-way");

            assertThat(other.get("/").status()).as("who needs it").isEqualTo(200);
            assertThat(fleet.metrics("eqiad")).contains("{failure=\"reader-gave-way\",} 1.0");
        }
    }

    private long requests(String path) {
        return Stream.of(one, two)
                .flatMap(origin -> origin.requests().stream())
                .filter(request -> request.path().equals(path))
                .count();
    }

    @Test
    void whoLeavesCancelsBoth() {
        try (Fleet fleet = fleet();
                RawClient client = fleet.client();
                RawClient gone = fleet.client()) {
            getToKnow(client);
            gone.send(RawClient.request("GET", "/slow/error"));
            await().until(() -> one.requests().stream().anyMatch(HedgedStreamsTest::isSlow)
                    && two.requests().stream().anyMatch(HedgedStreamsTest::isSlow));
            gone.reset();

            await().untilAsserted(() -> assertThat(held("/slow/error").reset).isEqualTo(CANCEL));
            await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_exchanges 0.0"));
            getToKnow(client);
            assertThat(one.connections() + two.connections()).isEqualTo(2);
        }
    }
}
