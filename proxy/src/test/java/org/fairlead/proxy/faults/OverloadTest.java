package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.fairlead.config.Overload;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** More requests than a pool may have at once: a few wait, what is worth most first, and the rest is turned away with a status. */
@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class OverloadTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final String SESSION = "Cookie: wikiSession=1";

    private final CountDownLatch answers = new CountDownLatch(1);

    private static Overload oneAtOnce(int queue, Duration queueTime) {
        return new Overload(Optional.of(1), false, queue, queueTime, Optional.empty());
    }

    private static Fleet oneAtOnceTo(RawOrigin origin, int queue, Duration queueTime) {
        return Fleet.alone(origin.port()).overload(oneAtOnce(queue, queueTime)).start();
    }

    /** Answers the first request when it is let, and all others at once. */
    private RawOrigin holdingTheFirst() {
        return RawOrigin.of(connection -> {
            while (!connection.readRequest().isEmpty()) {
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                connection.send(OK);
            }
        });
    }

    private static void awaitQueued(Fleet fleet, int count) {
        await().until(() -> fleet.metrics("eqiad").contains("fairlead_requests_queued " + count + ".0"));
    }

    /** Sends the request that all others have to wait for. */
    private static void takePlace(RawClient first, RawOrigin origin, String method, String target) {
        first.send(RawClient.request(method, target));
        await().until(() -> origin.requests().size() == 1);
    }

    @Test
    void whoWaitsIsServedInTurnWithItsWholeBody() {
        String body = "x".repeat(100_000) + "END";
        try (RawOrigin origin = holdingTheFirst();
                Fleet fleet = oneAtOnceTo(origin, 10, Duration.ofSeconds(20));
                RawClient first = fleet.client();
                RawClient second = fleet.client();
                RawClient third = fleet.client()) {
            takePlace(first, origin, "GET", "/");
            second.send(RawClient.request("POST", "/", "Content-Length: " + body.length()) + body);
            awaitQueued(fleet, 1);
            third.send(
                    RawClient.request("POST", "/", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n");
            awaitQueued(fleet, 2);
            answers.countDown();

            assertThat(first.read("GET").status()).isEqualTo(200);
            assertThat(second.read("POST").status()).isEqualTo(200);
            assertThat(third.read("POST").status()).isEqualTo(200);
            assertThat(origin.requests().get(1)).endsWith(body);
            assertThat(origin.requests().get(2)).endsWithIgnoringCase("3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n");
            awaitQueued(fleet, 0);
        }
    }

    @Test
    void whatIsWorthLeastGivesWayAndWritesComeFirst() {
        try (RawOrigin origin = holdingTheFirst();
                Fleet fleet = oneAtOnceTo(origin, 2, Duration.ofSeconds(20));
                RawClient first = fleet.client();
                RawClient anonymous = fleet.client();
                RawClient known = fleet.client();
                RawClient writer = fleet.client();
                RawClient late = fleet.client()) {
            takePlace(first, origin, "GET", "/first");
            anonymous.send(RawClient.request("GET", "/anonymous"));
            awaitQueued(fleet, 1);
            known.send(RawClient.request("GET", "/known", SESSION));
            awaitQueued(fleet, 2);
            writer.send(RawClient.request("DELETE", "/write"));

            RawClient.Response shed = anonymous.read("GET");
            assertThat(shed.status()).isEqualTo(503);
            assertThat(shed.body()).contains("\"reason\":\"overloaded\"");
            assertThat(shed.field("Retry-After")).isNotEmpty();
            // Nobody in the queue is worth less.
            assertThat(late.get("/late").status()).isEqualTo(503);
            answers.countDown();
            assertThat(writer.read("DELETE").status()).isEqualTo(200);
            assertThat(known.read("GET").status()).isEqualTo(200);
            assertThat(origin.requests())
                    .extracting(request -> request.split(" ", -1)[1])
                    .containsExactly("/first", "/write", "/known");
            assertThat(fleet.metrics("eqiad"))
                    .contains("fairlead_shed_anonymous_total 2.0")
                    .contains("fairlead_shed_writes_total 0.0");
        }
    }

    @Test
    void whoWaitsForTooLongIsTurnedAwayAndItsConnectionStays() {
        try (RawOrigin origin = holdingTheFirst();
                Fleet fleet = oneAtOnceTo(origin, 10, Duration.ofMillis(100));
                RawClient first = fleet.client();
                RawClient second = fleet.client()) {
            takePlace(first, origin, "GET", "/");

            assertThat(second.exchange("DELETE", "/").status()).isEqualTo(503);
            answers.countDown();
            assertThat(first.read("GET").status()).isEqualTo(200);
            assertThat(second.exchange("DELETE", "/").status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void whoGoesAwayMeanwhileTakesNobodysTurn() {
        try (RawOrigin origin = holdingTheFirst();
                Fleet fleet = oneAtOnceTo(origin, 1, Duration.ofSeconds(20));
                RawClient first = fleet.client();
                RawClient gone = fleet.client();
                RawClient third = fleet.client()) {
            takePlace(first, origin, "GET", "/");
            gone.send(RawClient.request("GET", "/"));
            awaitQueued(fleet, 1);
            gone.reset();
            awaitQueued(fleet, 0);
            third.send(RawClient.request("GET", "/"));
            awaitQueued(fleet, 1);
            answers.countDown();

            assertThat(first.read("GET").status()).isEqualTo(200);
            assertThat(third.read("GET").status()).isEqualTo(200);
        }
    }

    /** Whatever ends an exchange gives its place back. */
    @Test
    void placesAreGivenBackByThoseThatFail() {
        try (RawOrigin origin = RawOrigin.of(RawOrigin.Connection::readRequest);
                Fleet fleet = oneAtOnceTo(origin, 0, Duration.ofSeconds(1));
                RawClient client = fleet.client()) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.get("/").status()).isEqualTo(502);
            }
        }
    }

    /** A pool that is full in one datacenter says nothing about the other. */
    @Test
    void eachPoolHasItsOwnLimit() {
        try (RawOrigin eqiad = holdingTheFirst();
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .withoutPeers()
                        .overload(oneAtOnce(0, Duration.ofSeconds(1)))
                        .start();
                RawClient writer = fleet.client("codfw");
                RawClient reader = fleet.client("codfw")) {
            takePlace(writer, eqiad, "DELETE", "/");

            assertThat(reader.exchange("DELETE", "/").status()).isEqualTo(503);
            assertThat(reader.get("/").status()).isEqualTo(200);
            answers.countDown();
            assertThat(writer.read("DELETE").status()).isEqualTo(200);
        }
    }

    /** Those that were let in before count on: another configuration isn't a second helping. */
    @Test
    void aReloadKeepsPlacesAndWhoWaits() {
        try (RawOrigin origin = holdingTheFirst();
                Fleet fleet = oneAtOnceTo(origin, 1, Duration.ofSeconds(20));
                RawClient first = fleet.client();
                RawClient second = fleet.client();
                RawClient third = fleet.client()) {
            takePlace(first, origin, "DELETE", "/");
            second.send(RawClient.request("DELETE", "/"));
            awaitQueued(fleet, 1);
            fleet.reload();

            assertThat(third.exchange("DELETE", "/").status()).isEqualTo(503);
            answers.countDown();
            assertThat(first.read("DELETE").status()).isEqualTo(200);
            assertThat(second.read("DELETE").status()).isEqualTo(200);
        }
    }

    @Test
    void aHeapThatIsFullAfterACollectionShedsWhatIsWorthLeast() {
        Overload anyHeap = new Overload(Optional.empty(), false, 10, Duration.ofSeconds(1), Optional.empty(), 1);
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).overload(anyHeap).start();
                RawClient client = fleet.client()) {
            await().until(() -> {
                System.gc();
                return client.get("/").status() == 503;
            });
            assertThat(client.exchange("DELETE", "/").status()).isEqualTo(200);
            assertThat(fleet.metrics("eqiad")).contains("fairlead_heap_tightness 1.0");
        }
    }
}
