package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an origin says that it hasn't looked at is sent again, whatever it is (RFC 9113 §8.7); what it may have looked at isn't. */
class RefusedStreamsTest {
    private static final int NO_ERROR = 0;
    private static final int INTERNAL_ERROR = 2;
    private static final int REFUSED_STREAM = 7;

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void refusedOnceAreSentAgain(String method) {
        AtomicInteger refused = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> {
                    if (refused.getAndIncrement() == 0) {
                        to.reset(request.stream, REFUSED_STREAM);
                    } else {
                        to.ok(request.stream, "then " + request.body());
                    }
                });
                Fleet fleet = Pools.plan(origin).start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = method.equals("GET")
                    ? client.get("/")
                    : client.send(post("/", "hello")).read("POST");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(method.equals("GET") ? "then " : "then hello");
            assertThat(origin.requests()).hasSize(2);
            assertThat(fleet.metrics("eqiad")).contains("stream-refused");
        }
    }

    @Test
    void refusedForEverAreAnswered503() {
        try (RawHttp2Origin origin =
                        RawHttp2Origin.answering((to, request) -> to.reset(request.stream, REFUSED_STREAM));
                Fleet fleet = Pools.plan(origin).pins().start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.send(post("/", "hello")).read("POST");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("stream-refused");
            assertThat(answer.fields("Set-Cookie")).as("nothing was written").isEmpty();
            assertThat(origin.requests()).hasSize(3);
        }
    }

    @Test
    void aResetOfAnotherKindIsNoRefusal() {
        try (RawHttp2Origin origin =
                        RawHttp2Origin.answering((to, request) -> to.reset(request.stream, INTERNAL_ERROR));
                Fleet fleet = Pools.plan(origin).pins().start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.send(post("/", "hello")).read("POST");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("stream-reset");
            assertThat(answer.fields("Set-Cookie"))
                    .as("it may have been written")
                    .hasSize(1);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void aRefusalBehindAnInterimAnswerIsNotBelieved() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) ->
                        to.headers(request.stream, false, ":status", "103").reset(request.stream, REFUSED_STREAM));
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            assertThat(client.post("/", "hello").status).isEqualTo(502);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void aBodyThatIsNoLongerInHandIsNotSentAgain() {
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    RawHttp2Origin.Request request = connection.nextHead();
                    while (request.length() < 100_000) {
                        connection.read();
                    }
                    connection.reset(request.stream, REFUSED_STREAM);
                    connection.awaitEnd();
                });
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, RawHttp2Client.request("POST", "/"));
            for (int i = 0; i < 4; i++) {
                client.data(stream, false, "x".repeat(16_000));
            }
            client.await(RawHttp2Client.WINDOW_UPDATE);
            for (int i = 0; i < 3; i++) {
                client.data(stream, false, "x".repeat(16_000));
            }
            assertThat(client.answer(stream).status).isEqualTo(503);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    /** Of three streams the first was taken: it is answered where it was sent, the others by another connection. */
    @Test
    void streamsBeyondAGoAwayGoElsewhereAndThoseBeforeEnd() {
        AtomicInteger connections = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    if (connections.getAndIncrement() == 0) {
                        int first = connection.next().stream;
                        connection.next();
                        connection.next();
                        connection.goAway(first, NO_ERROR);
                        connection.ok(first, "first connection");
                        connection.awaitEnd();
                    } else {
                        connection.answerAll((to, request) -> to.ok(request.stream, "second, " + request.body()));
                    }
                });
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int[] streams = {client.open(), client.open(), client.open()};
            for (int stream : streams) {
                client.headers(stream, false, RawHttp2Client.request("POST", "/" + stream))
                        .data(stream, true, "b");
            }
            assertThat(client.answer(streams[0]).body()).isEqualTo("first connection");
            assertThat(client.answer(streams[1]).body()).isEqualTo("second, b");
            assertThat(client.answer(streams[2]).body()).isEqualTo("second, b");
            assertThat(client.get("/").body()).isEqualTo("second, ");
            assertThat(connections.get()).isEqualTo(2);
        }
    }

    @Test
    void aGoAwayWithTheLargestNumberLetsAllEnd() {
        AtomicInteger connections = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    if (connections.getAndIncrement() == 0) {
                        int first = connection.next().stream;
                        connection.goAway(Integer.MAX_VALUE, NO_ERROR);
                        connection.ok(first, "old");
                        connection.goAway(first, NO_ERROR);
                        connection.awaitEnd();
                    } else {
                        connection.answerAll((to, request) -> to.ok(request.stream, "new"));
                    }
                });
                Fleet fleet = Pools.plan(origin).start();
                RawClient client = fleet.client()) {
            assertThat(client.send(post("/", "x")).read("POST").body()).isEqualTo("old");
            assertThat(client.send(post("/", "x")).read("POST").body()).isEqualTo("new");
            assertThat(connections.get()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatDiesLeavesWritesUnknown() {
        AtomicInteger connections = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    RawHttp2Origin.Request request = connection.next();
                    if (connections.getAndIncrement() == 0) {
                        connection.cut();
                    }
                    connection.ok(request.stream, "second");
                    connection.awaitEnd();
                });
                Fleet fleet = Pools.plan(origin).start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.send(post("/", "x")).read("POST");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("closed-before-answer");
            assertThat(client.get("/").body()).isEqualTo("second");
            assertThat(origin.requests()).hasSize(2);
        }
    }

    /** What must not be lost goes out only after a sign of life, where a connection was silent; what comes of that is a new one. */
    @Test
    void aSilentConnectionIsAskedBeforeAWrite() {
        AtomicInteger connections = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    if (connections.getAndIncrement() == 0) {
                        connection.ignoringPings();
                        connection.ok(connection.next().stream, "first");
                        connection.awaitEnd();
                    }
                    connection.answerAll((to, request) -> to.ok(request.stream, "second"));
                });
                Fleet fleet = Pools.plan(origin)
                        .timeouts(usual -> new Timeouts(
                                Duration.ofMillis(300),
                                usual.requestHead(),
                                usual.responseHead(),
                                usual.clientIdle(),
                                Duration.ofSeconds(60)))
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").body()).isEqualTo("first");
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
            assertThat(client.send(post("/", "x")).read("POST").body()).isEqualTo("second");
            assertThat(origin.requests()).hasSize(2);
        }
    }

    /** The numbers tell who was looked at: that one's fate is unknown, the other goes to the next connection, once. */
    @Test
    void aWriteBeyondTheGoAwayIsSentAgainOnceAndOneBeforeItIsNot() {
        AtomicInteger connections = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    if (connections.getAndIncrement() == 0) {
                        int first = connection.next().stream;
                        connection.next();
                        connection.goAway(first, NO_ERROR);
                        connection.cut();
                    } else {
                        connection.answerAll((to, request) -> to.ok(request.stream, "second, " + request.body()));
                    }
                });
                Fleet fleet = Pools.plan(origin).pins().start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int seen = client.open();
            int unseen = client.open();
            client.headers(seen, false, RawHttp2Client.request("POST", "/seen")).data(seen, true, "a");
            client.headers(unseen, false, RawHttp2Client.request("POST", "/unseen"))
                    .data(unseen, true, "b");

            assertThat(client.answer(unseen).body()).isEqualTo("second, b");
            RawHttp2Client.Answer unknown = client.answer(seen);
            assertThat(unknown.status).isEqualTo(502);
            assertThat(unknown.body()).contains("closed-before-answer");
            assertThat(unknown.fields("set-cookie"))
                    .as("it may have been written")
                    .hasSize(1);
            assertThat(origin.requests().stream().map(RawHttp2Origin.Request::path))
                    .containsExactlyInAnyOrder("/seen", "/unseen", "/unseen");
        }
    }

    /** The same number again in a second GOAWAY, as after the two-step form, sends nothing again. */
    @Test
    void aSecondGoAwaySendsNothingTwice() {
        AtomicInteger connections = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    if (connections.getAndIncrement() == 0) {
                        int first = connection.next().stream;
                        connection.next();
                        connection.goAway(Integer.MAX_VALUE, NO_ERROR).goAway(first, NO_ERROR);
                        connection.goAway(first, NO_ERROR).ok(first, "first connection");
                        connection.awaitEnd();
                    } else {
                        connection.answerAll((to, request) -> to.ok(request.stream, "second, " + request.body()));
                    }
                });
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int first = client.open();
            int second = client.open();
            client.headers(first, false, RawHttp2Client.request("POST", "/1")).data(first, true, "a");
            client.headers(second, false, RawHttp2Client.request("POST", "/2")).data(second, true, "b");

            assertThat(client.answer(first).body()).isEqualTo("first connection");
            assertThat(client.answer(second).body()).isEqualTo("second, b");
            assertThat(origin.requests()).hasSize(3);
        }
    }
}
