package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.junit.jupiter.api.Test;

/** How many streams there may be, how much they may have under way, and for how long. */
class StreamLimitsTest {
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final long CANCEL = 8;

    private static void release(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let go");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Timeouts timeouts(Timeouts usual, Duration connect, Duration head, Duration upstreamIdle) {
        return new Timeouts(connect, usual.requestHead(), head, usual.clientIdle(), upstreamIdle);
    }

    @Test
    void noMoreStreamsThanTheOriginTakes() {
        CountDownLatch all = new CountDownLatch(3);
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet(MAX_CONCURRENT_STREAMS, 1);
                    RawHttp2Origin.Request request = connection.next();
                    all.countDown();
                    release(all);
                    connection.ok(request.stream, "ok");
                    connection.answerAll((to, next) -> to.ok(next.stream, "ok"));
                });
                Fleet fleet = Fleet.alone(origin.port()).pool(Pools.of(3, 100)).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            List<Integer> streams = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int stream = client.open();
                streams.add(stream);
                client.headers(stream, true, RawHttp2Client.request("GET", "/" + i));
            }
            streams.forEach(stream -> assertThat(client.answer(stream).status).isEqualTo(200));
            assertThat(origin.connections()).isEqualTo(3);
        }
    }

    @Test
    void beyondAllOfThemTheOriginsAreBusy() {
        CountDownLatch done = new CountDownLatch(1);
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet(MAX_CONCURRENT_STREAMS, 1);
                    RawHttp2Origin.Request request = connection.next();
                    release(done);
                    connection.ok(request.stream, "ok");
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port()).pool(Pools.of(1, 100)).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int first = client.open();
            client.headers(first, true, RawHttp2Client.request("GET", "/1"));
            await().until(() -> origin.requests().size() == 1);
            RawHttp2Client.Answer second = client.get("/2");
            assertThat(second.status).isEqualTo(503);
            assertThat(second.body()).contains("origins-busy");
            done.countDown();
            assertThat(client.answer(first).status).isEqualTo(200);
        }
    }

    /** There is room for two streams, and two read nothing: the first of them gives way, and who asks then has its place. */
    @Test
    void whoReadsTheSlowestGivesItsPlaceToWhoAsksThen() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> {
                    if (!request.path().equals("/large")) {
                        to.ok(request.stream, "ok");
                        return;
                    }
                    to.headers(request.stream, false, ":status", "200");
                    for (int i = 0; i < 7; i++) {
                        to.data(request.stream, false, "x".repeat(16 * 1024));
                    }
                });
                Fleet fleet = Fleet.alone(origin.port()).pool(Pools.of(1, 2)).start();
                RawHttp2Client first = RawHttp2Client.connect(fleet.at("eqiad"));
                RawHttp2Client second = RawHttp2Client.connect(fleet.at("eqiad"));
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            first.headers(first.open(), true, RawHttp2Client.request("GET", "/large"));
            await().until(() -> origin.requests().size() == 1);
            second.headers(second.open(), true, RawHttp2Client.request("GET", "/large"));
            await().until(() -> origin.requests().size() == 2);

            await().until(() -> {
                int status = client.get("/").status;
                boolean gaveWay = fleet.metrics("eqiad").contains("failure=\"reader-gave-way\",} 1.0");
                assertThat(status).isEqualTo(gaveWay ? 200 : 503);
                return gaveWay;
            });
        }
    }

    /** The place that it gave up may be on a connection that is gone: nothing that mustn't be lost goes out there unasked. */
    @Test
    void whatASlowReaderGaveUpIsNotTrustedUnasked() {
        AtomicInteger connections = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    if (connections.getAndIncrement() > 0) {
                        connection.answerAll((to, request) -> to.ok(request.stream, "second"));
                    }
                    int large = connection.next().stream;
                    connection.ignoringPings().headers(large, false, ":status", "200");
                    for (int i = 0; i < 7; i++) {
                        connection.data(large, false, "x".repeat(16 * 1024));
                    }
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .pool(Pools.of(1, 1))
                        .timeouts(usual -> new Timeouts(
                                Duration.ofMillis(300),
                                usual.requestHead(),
                                usual.responseHead(),
                                usual.clientIdle(),
                                Duration.ofSeconds(60)))
                        .start();
                RawHttp2Client reader = RawHttp2Client.connect(fleet.at("eqiad"));
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            reader.headers(reader.open(), true, RawHttp2Client.request("GET", "/large"));
            await().until(() -> origin.requests().size() == 1);
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);

            assertThat(client.post("/", "x").body()).isEqualTo("second");
        }
    }

    /** Attempts that waited for a connection which turns out to take fewer streams than were hoped for. */
    @Test
    void whoWaitsInVainIsTold() {
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.preface();
                    connection.await(RawHttp2Client.SETTINGS);
                    connection.settings(MAX_CONCURRENT_STREAMS, 1);
                    connection.answerAll((to, request) -> to.ok(request.stream, "ok"));
                });
                Fleet fleet = Fleet.alone(origin.port()).pool(Pools.of(1, 100)).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int first = client.open();
            int second = client.open();
            client.headers(first, true, RawHttp2Client.request("GET", "/1"));
            client.headers(second, true, RawHttp2Client.request("GET", "/2"));
            List<Integer> statuses = List.of(client.answer(first).status, client.answer(second).status);
            assertThat(statuses).contains(200).containsAnyOf(200, 503);
        }
    }

    /** The limit is lowered while two streams are under way: both end, and the next requests come one by one. */
    @Test
    void aLowerLimitHoldsFromThenOn() {
        AtomicInteger connections = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connections.incrementAndGet();
                    connection.greet(MAX_CONCURRENT_STREAMS, 10);
                    RawHttp2Origin.Request first = connection.next();
                    RawHttp2Origin.Request second = connection.next();
                    connection.settings(MAX_CONCURRENT_STREAMS, 1);
                    connection.ok(first.stream, "first").ok(second.stream, "second");
                    RawHttp2Origin.Request third = connection.next();
                    // As soon as it takes another one, this is it.
                    await().until(() -> connections.get() == 2);
                    connection.ok(third.stream, "third");
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port()).pool(Pools.of(2, 100)).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int first = client.open();
            int second = client.open();
            client.headers(first, true, RawHttp2Client.request("GET", "/1"));
            client.headers(second, true, RawHttp2Client.request("GET", "/2"));
            assertThat(client.answer(first).body()).isEqualTo("first");
            assertThat(client.answer(second).body()).isEqualTo("second");
            int third = client.open();
            int fourth = client.open();
            client.headers(third, true, RawHttp2Client.request("GET", "/3"));
            client.headers(fourth, true, RawHttp2Client.request("GET", "/4"));
            assertThat(client.answer(third).body()).isEqualTo("third");
        }
    }

    @Test
    void settingsThatNeverComeAreATimeOut() {
        try (RawHttp2Origin origin =
                        RawHttp2Origin.of(connection -> connection.preface().awaitEnd());
                Fleet fleet = Pools.plan(origin)
                        .timeouts(usual ->
                                timeouts(usual, Duration.ofMillis(300), usual.responseHead(), usual.upstreamIdle()))
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.get("/");
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("connect-timed-out");
        }
    }

    @Test
    void aWindowThatNeverOpensIsATimeOut() {
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> connection
                        .greet(INITIAL_WINDOW_SIZE, 0)
                        .withholdingWindow()
                        .awaitEnd());
                Fleet fleet = Pools.plan(origin)
                        .timeouts(
                                usual -> timeouts(usual, usual.connect(), Duration.ofMillis(300), usual.upstreamIdle()))
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.send(
                            "POST / HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: 5\r\n\r\nhello")
                    .read("POST");
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("answer-timed-out");
            await().until(() -> origin.requests().get(0).reset == CANCEL);
            assertThat(origin.requests().get(0).length()).isZero();
        }
    }

    /** An origin that gives no window stops the client, not only the proxy. */
    @Test
    void anOriginThatDoesNotReadStopsTheClient() {
        try (RawHttp2Origin origin = RawHttp2Origin.of(
                        connection -> connection.greet().withholdingWindow().awaitEnd());
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            client.await(RawHttp2Client.WINDOW_UPDATE);
            int stream = client.open();
            client.headers(stream, false, RawHttp2Client.request("POST", "/"));
            int sent = 0;
            int window = 128 * 1024;
            while (sent + 16_000 <= window) {
                client.data(stream, false, "x".repeat(16_000));
                sent += 16_000;
            }
            await().untilAsserted(() -> assertThat(origin.requests())
                    .first()
                    .extracting(RawHttp2Origin.Request::length)
                    .isEqualTo(65_535));
            client.reset(stream, (int) CANCEL);
            await().until(() -> origin.requests().get(0).reset == CANCEL);
        }
    }

    /** A client that takes nothing of its answer stops the origin within the stream's window; others aren't kept waiting. */
    @Test
    void aClientThatDoesNotReadStopsTheOrigin() {
        AtomicInteger sent = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    connection.answerAll((to, request) -> {
                        if (request.path().equals("/small")) {
                            to.ok(request.stream, "small");
                        } else {
                            to.headers(request.stream, false, ":status", "200");
                            // As much as the window of a stream is.
                            for (int i = 0; i < 8; i++) {
                                to.data(request.stream, false, "x".repeat(16 * 1024));
                                sent.addAndGet(16 * 1024);
                            }
                        }
                    });
                });
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client slow = RawHttp2Client.connect(fleet.at("eqiad")).withholdingWindow();
                RawClient quick = fleet.client()) {
            for (int i = 0; i < 12; i++) {
                slow.headers(slow.open(), true, RawHttp2Client.request("GET", "/large"));
            }
            await().until(() -> sent.get() == 12 * 128 * 1024);
            for (int i = 0; i < 20; i++) {
                assertThat(quick.get("/small").body()).isEqualTo("small");
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatLeavesCancelsItsStreamOnly() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> {
                    if (!request.path().equals("/slow")) {
                        to.ok(request.stream, "ok");
                    }
                });
                Fleet fleet = Pools.plan(origin).start();
                RawClient client = fleet.client()) {
            RawClient leaving = fleet.client();
            leaving.send(RawClient.request("GET", "/slow"));
            await().until(() -> origin.requests().size() == 1);
            leaving.reset();
            await().until(() -> {
                assertThat(client.get("/").body()).isEqualTo("ok");
                return origin.requests().get(0).reset == CANCEL;
            });
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void anIdleConnectionIsEndedWithAGoAway() {
        AtomicInteger goAways = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    connection.ok(connection.next().stream, "ok");
                    connection.await(RawHttp2Client.GOAWAY);
                    goAways.incrementAndGet();
                });
                Fleet fleet = Pools.plan(origin)
                        .timeouts(
                                usual -> timeouts(usual, usual.connect(), usual.responseHead(), Duration.ofMillis(300)))
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").body()).isEqualTo("ok");
            await().until(() -> goAways.get() == 1);
            await().until(() -> fleet.metrics("eqiad").contains("fairlead_upstream_connections 0.0")
                    && fleet.metrics("eqiad").contains("fairlead_upstream_connections_idle 0.0")
                    && fleet.metrics("eqiad").contains("fairlead_upstream_http2_streams 0.0"));
        }
    }

    @Test
    void aConnectionServesSoManyRequestsAndNoMore() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> to.ok(request.stream, "ok"));
                Fleet fleet =
                        Fleet.alone(origin.port()).pool(Pools.ofRequests(2)).start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.get("/").body()).isEqualTo("ok");
            }
            assertThat(origin.connections()).isEqualTo(3);
        }
    }

    /** The answer is whole before the request is: nobody wants the rest (RFC 9113 §8.1). */
    @Test
    void anEarlyAnswerEndsTheRequest() {
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    RawHttp2Origin.Request first = connection.nextHead();
                    connection.headers(first.stream, false, ":status", "413").data(first.stream, true, "too much");
                    connection.awaitEnd(first);
                    connection.answerAll((to, request) -> to.ok(request.stream, "ok"));
                });
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, RawHttp2Client.request("POST", "/")).data(stream, false, "a");
            assertThat(client.answer(stream).status).isEqualTo(413);
            await().until(() -> origin.requests().get(0).reset == CANCEL);
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
    }
}
