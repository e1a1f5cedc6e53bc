package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.fairlead.proxy.testkit.RawHttp2Origin.Connection;
import org.fairlead.proxy.testkit.RawHttp2Origin.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an origin says that is no answer in HTTP/2 reaches nobody (RFC 9113 §8.1.1); its stream is reset, its connection kept. */
class MalformedStreamAnswersTest {
    private static final long PROTOCOL_ERROR = 1;

    private static Arguments head(String label, String... lines) {
        return Arguments.of(label, (RawHttp2Origin.Answering) (to, request) -> to.headers(request.stream, true, lines));
    }

    private static Arguments frames(String label, RawHttp2Origin.Answering answering) {
        return Arguments.of(label, answering);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                head("pseudo-field-missing", "x", "y"),
                head("pseudo-field-missing"),
                head("pseudo-field-twice", ":status", "200", ":status", "200"),
                head("unknown-pseudo-field", ":path", "/"),
                head("unknown-pseudo-field", ":status", "200", "a", "b", ":path", "/"),
                head("pseudo-field-twice", ":status", "200", "a", "b", ":status", "404"),
                head("bad-status", ":status", "20"),
                head("bad-status", ":status", "2000"),
                head("bad-status", ":status", "abc"),
                head("bad-status", ":status", "600"),
                head("bad-status", ":status", "101"),
                head("bad-field-name", ":status", "200", "Upper", "case"),
                head("bad-field-name", ":status", "200", "a b", "c"),
                head("bad-field-name", ":status", "200", "a:", "c"),
                head("bad-field-value", ":status", "200", "a", "b\r\nset-cookie: c"),
                head("bad-field-value", ":status", "200", "a", "b\n"),
                head("bad-field-value", ":status", "200", "a", "b\0"),
                head("bad-field-value", ":status", "200", "a", " b"),
                head("connection-field", ":status", "200", "connection", "close"),
                head("connection-field", ":status", "200", "transfer-encoding", "chunked"),
                head("bad-content-length", ":status", "200", "content-length", "5a"),
                head("bad-content-length", ":status", "200", "content-length", "0", "content-length", "0"),
                head("length-differs", ":status", "200", "content-length", "5"),
                frames("unexpected-block", (to, request) -> to.headers(request.stream, true, ":status", "103")),
                frames("unexpected-data", (to, request) -> to.data(request.stream, true, "x")));
    }

    /** Answers so, but for {@code /good}. */
    private static RawHttp2Origin badThenGood(RawHttp2Origin.Answering bad) {
        return RawHttp2Origin.answering((to, request) -> {
            if (request.path().equals("/good")) {
                to.ok(request.stream, "good");
            } else {
                bad.answer(to, request);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void becomeA502(String label, RawHttp2Origin.Answering answering) throws IOException {
        try (RawHttp2Origin origin = badThenGood(answering);
                Fleet fleet = Pools.plan(origin).start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.send(
                            "POST / HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: 0\r\n\r\n")
                    .read("POST");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("malformed-answer");
            assertThat(answer.head()).doesNotContain("set-cookie");
            assertThat(fleet.metrics("eqiad")).contains("\"answer-" + label + "\"");
            assertThat(client.get("/good").body()).isEqualTo("good");
            assertThat(origin.connections()).isEqualTo(1);
            assertThat(origin.requests().get(0).reset).isEqualTo(PROTOCOL_ERROR);
        }
    }

    static Stream<Arguments> brokenBodies() {
        return Stream.of(
                frames(
                        "more than its length",
                        (to, request) -> to.headers(request.stream, false, ":status", "200", "content-length", "3")
                                .data(request.stream, true, "abcd")),
                frames(
                        "less than its length",
                        (to, request) -> to.headers(request.stream, false, ":status", "200", "content-length", "3")
                                .data(request.stream, true, "ab")),
                frames(
                        "trailers before its length",
                        (to, request) -> to.headers(request.stream, false, ":status", "200", "content-length", "3")
                                .data(request.stream, false, "ab")
                                .headers(request.stream, true, "a", "b")),
                frames(
                        "a second head",
                        (to, request) -> to.headers(request.stream, false, ":status", "200")
                                .data(request.stream, false, "ab")
                                .headers(request.stream, false, ":status", "200")),
                frames(
                        "a status in trailers",
                        (to, request) -> to.headers(request.stream, false, ":status", "200")
                                .data(request.stream, false, "ab")
                                .headers(request.stream, true, ":status", "200")),
                frames(
                        "bad trailers",
                        (to, request) -> to.headers(request.stream, false, ":status", "200")
                                .data(request.stream, false, "ab")
                                .headers(request.stream, true, "Upper", "case")),
                frames(
                        "a reset",
                        (to, request) -> to.headers(request.stream, false, ":status", "200")
                                .data(request.stream, false, "ab")
                                .reset(request.stream, 0)));
    }

    @ParameterizedTest
    @MethodSource("brokenBodies")
    void brokenBodiesAreNeverEndedCleanly(String what, RawHttp2Origin.Answering answering) {
        try (RawHttp2Origin origin = badThenGood(answering);
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            RawHttp2Client.Answer answer = client.get("/");
            if (answer.reset < 0) {
                assertThat(answer.status).isEqualTo(502);
            }
            assertThat(client.get("/good").body()).isEqualTo("good");
        }
    }

    /** Whether its head has gone on before the content comes or not. */
    @Test
    void contentBehindA204ReachesNobody() {
        try (RawHttp2Origin origin = badThenGood((to, request) ->
                        to.headers(request.stream, false, ":status", "204").data(request.stream, true, "ab"));
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            RawHttp2Client.Answer answer = client.get("/");
            assertThat(answer.status).isIn(204, 502);
            assertThat(answer.body()).doesNotStartWith("ab");
            assertThat(client.get("/good").body()).isEqualTo("good");
        }
    }

    @Test
    void headsBeyondTheLimitBecomeA502() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> to.headers(
                        request.stream, true, ":status", "200", "a", "b".repeat(13_000), "c", "d".repeat(1)));
                Fleet fleet = Pools.plan(origin)
                        .limits(usual -> new org.fairlead.config.Limits(
                                usual.connections(), 4096, 100, usual.connectionsPerOrigin(), 1000, 3))
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.get("/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("answer-head-too-large");
        }
    }

    @Test
    void tooManyFieldsAndInterimAnswersBecomeA502() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> {
                    if (request.path().equals("/many")) {
                        String[] lines = new String[2 + 2 * 101];
                        lines[0] = ":status";
                        lines[1] = "200";
                        for (int i = 2; i < lines.length; i += 2) {
                            lines[i] = "f" + i;
                            lines[i + 1] = "v";
                        }
                        to.headers(request.stream, true, lines);
                    } else {
                        for (int i = 0; i < 20; i++) {
                            to.headers(request.stream, false, ":status", "103");
                        }
                        to.ok(request.stream, "x");
                    }
                });
                Fleet fleet = Pools.plan(origin).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/many").body()).contains("answer-head-too-large");
            RawHttp2Client streams = RawHttp2Client.connect(fleet.at("eqiad"));
            assertThat(streams.get("/interim").body()).contains("too-many-interim-answers");
            streams.close();
        }
    }

    @Test
    void floodsEndTheConnection() {
        Map<String, RawHttp2Origin.Answering> floods = Map.of(
                "answer-ping-flood",
                MalformedStreamAnswersTest::pings,
                "answer-settings-flood",
                MalformedStreamAnswersTest::settings,
                "answer-empty-frame-flood",
                MalformedStreamAnswersTest::emptyData);
        floods.forEach((label, flood) -> {
            try (RawHttp2Origin origin = RawHttp2Origin.answering(flood);
                    Fleet fleet = Pools.plan(origin).start();
                    RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
                RawHttp2Client.Answer answer = client.post("/", "x");
                assertThat(answer.status == 502 || answer.reset >= 0).as(label).isTrue();
                assertThat(fleet.metrics("eqiad")).contains(label);
            }
        });
    }

    private static void pings(Connection to, Request request) throws IOException {
        for (int i = 0; i < 3_000; i++) {
            to.frame(RawHttp2Client.PING, 0, 0, new byte[8]);
        }
        to.awaitEnd();
    }

    private static void settings(Connection to, Request request) throws IOException {
        for (int i = 0; i < 3_000; i++) {
            to.settings();
        }
        to.awaitEnd();
    }

    private static void emptyData(Connection to, Request request) throws IOException {
        to.headers(request.stream, false, ":status", "200");
        for (int i = 0; i < 3_000; i++) {
            to.data(request.stream, false, "");
        }
        to.awaitEnd();
    }

    @Test
    void garbageEndsTheConnection() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> {
                    if (request.path().equals("/good")) {
                        to.ok(request.stream, "good");
                    } else {
                        to.bytes(RawHttp2Client.latin1("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                    }
                });
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            RawHttp2Client.Answer answer = client.post("/", "x");
            assertThat(answer.status).isEqualTo(502);
            assertThat(answer.body()).contains("malformed-answer");
            assertThat(client.get("/good").body()).isEqualTo("good");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }
}
