package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LogLines;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.fairlead.routing.WritesOnSafe;
import org.junit.jupiter.api.Test;

/** Requests go to origins as streams, and come back as if HTTP/1.1 had been spoken. */
class StreamsToOriginsTest {
    static Fleet fleet(RawHttp2Origin origin) {
        return plan(origin).start();
    }

    static Fleet.Plan plan(RawHttp2Origin origin) {
        return Pools.plan(origin);
    }

    /** Nothing more is read from it, whatever the origin takes: told to, its channel would throw, and the exchange never end. */
    @Test
    void whoHasEndedItsSideIsCutOffLikeAnybody() {
        try (RawHttp2Origin silent = RawHttp2Origin.answering((to, request) -> {});
                LogLines log = new LogLines("org.fairlead.proxy.downstream.ClientConnection")) {
            try (Fleet fleet = fleet(silent);
                    RawClient client = fleet.client()) {
                client.send(RawClient.request("GET", "/")).endOutput();
                await().until(() -> silent.requests().size() == 1);
                fleet.proxy("eqiad").close();
            }
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void areAskedInPseudoFieldsAndLowerCase() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> to.ok(request.stream, "ok"));
                Fleet fleet = fleet(origin);
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.get(
                    "/a/b?c=d",
                    "X-Mixed-Case: Value",
                    "Connection: close, X-Secret",
                    "X-Secret: s",
                    "Cookie: a=b; c=d");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ok");
            RawHttp2Origin.Request asked = origin.requests().get(0);
            assertThat(asked.field(":method")).isEqualTo("GET");
            assertThat(asked.field(":scheme")).isEqualTo("http");
            assertThat(asked.field(":path")).isEqualTo("/a/b?c=d");
            assertThat(asked.field(":authority")).isEqualTo("wiki.example");
            assertThat(asked.field("x-mixed-case")).isEqualTo("Value");
            assertThat(asked.field("cookie")).isEqualTo("a=b; c=d");
            assertThat(asked.fields.stream().map(Map.Entry::getKey))
                    .doesNotContain("host", "connection", "x-secret", "transfer-encoding", "keep-alive")
                    .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
        }
    }

    @Test
    void bodiesAndTrailersPassBothWays() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering(
                        (to, request) -> to.headers(request.stream, false, ":status", "200", "x-a", "b")
                                .data(request.stream, false, "got " + request.body())
                                .headers(request.stream, true, "x-sum", "7"));
                Fleet fleet = fleet(origin);
                RawClient client = fleet.client();
                RawHttp2Client streams = RawHttp2Client.connect(fleet.at("eqiad"))) {
            client.send(RawClient.request("POST", "/a", "Transfer-Encoding: chunked", "Trailer: x-t"))
                    .send("5\r\nhello\r\n0\r\nx-t: 1\r\n\r\n");
            RawClient.Response answer = client.read("POST");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).startsWith("got hello").contains("x-sum: 7");
            assertThat(origin.requests().get(0).trailers).containsExactly(Map.entry("x-t", "1"));

            int stream = streams.open();
            streams.headers(stream, false, RawHttp2Client.request("POST", "/b"))
                    .data(stream, false, "over h2")
                    .headers(stream, true, "x-u", "2");
            RawHttp2Client.Answer second = streams.answer(stream);
            assertThat(second.body()).isEqualTo("got over h2");
            assertThat(second.trailers).containsExactly(Map.entry("x-sum", "7"));
            assertThat(origin.requests().get(1).trailers).containsExactly(Map.entry("x-u", "2"));
        }
    }

    @Test
    void aLengthIsKept() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering(
                        (to, request) -> to.headers(request.stream, false, ":status", "200", "content-length", "5")
                                .data(request.stream, false, "hel")
                                .data(request.stream, false, "lo")
                                .data(request.stream, true, ""));
                Fleet fleet = fleet(origin);
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.send(
                            "PUT / HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: 3\r\n\r\nabc")
                    .read("PUT");
            assertThat(answer.field("Content-Length")).isEqualTo("5");
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(origin.requests().get(0).field("content-length")).isEqualTo("3");
            assertThat(origin.requests().get(0).body()).isEqualTo("abc");
        }
    }

    @Test
    void answersWithoutBodiesAreSuch() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> {
                    switch (request.path()) {
                        case "/head" -> to.headers(request.stream, true, ":status", "200", "content-length", "700");
                        case "/204" -> to.headers(request.stream, true, ":status", "204");
                        case "/304" ->
                            to.headers(request.stream, false, ":status", "304", "etag", "x")
                                    .data(request.stream, true, "");
                        default -> to.headers(request.stream, true, ":status", "200");
                    }
                });
                Fleet fleet = fleet(origin);
                RawClient client = fleet.client()) {
            RawClient.Response head = client.exchange("HEAD", "/head");
            assertThat(head.field("Content-Length")).isEqualTo("700");
            assertThat(client.get("/204").status()).isEqualTo(204);
            assertThat(client.get("/304").status()).isEqualTo(304);
            RawClient.Response empty = client.get("/");
            assertThat(empty.status()).isEqualTo(200);
            assertThat(empty.body()).isEmpty();
        }
    }

    @Test
    void interimAnswersPass() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> to.headers(
                                request.stream, false, ":status", "103", "link", "</a>; rel=preload")
                        .ok(request.stream, "ok"));
                Fleet fleet = fleet(origin);
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            RawHttp2Client.Answer answer = client.get("/");
            assertThat(answer.interim).containsExactly(103);
            assertThat(answer.body()).isEqualTo("ok");
        }
    }

    @Test
    void oneConnectionCarriesAll() {
        int many = 60;
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    List<RawHttp2Origin.Request> all = new ArrayList<>();
                    while (all.size() < many) {
                        all.add(connection.next());
                    }
                    for (RawHttp2Origin.Request request : all) {
                        connection.ok(request.stream, request.path());
                    }
                    connection.awaitEnd();
                });
                Fleet fleet = fleet(origin);
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int[] streams = IntStream.range(0, many).map(any -> client.open()).toArray();
            for (int stream : streams) {
                client.headers(stream, true, RawHttp2Client.request("GET", "/" + stream));
            }
            for (int stream : streams) {
                assertThat(client.answer(stream).body()).isEqualTo("/" + stream);
            }
            assertThat(origin.connections()).isEqualTo(1);
            assertThat(fleet.metrics("eqiad")).contains("fairlead_upstream_http2_connections 1.0");
        }
    }

    @Test
    void largeBodiesPassBothWays() {
        long size = 3_000_000;
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> {
                    to.headers(request.stream, false, ":status", "200", "x-got", "" + request.length());
                    to.download(request.stream, size);
                });
                Fleet fleet = fleet(origin);
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"));
                RawClient plain = fleet.client()) {
            int stream = client.open();
            client.headers(stream, false, RawHttp2Client.request("POST", "/")).upload(stream, 2_000_000);
            RawHttp2Client.Answer answer = client.answer(stream);
            assertThat(answer.field("x-got")).isEqualTo("2000000");
            assertThat(answer.body()).hasSize((int) size);
            assertThat(plain.get("/").body()).hasSize((int) size);
        }
    }

    /** A flag in a trailer comes behind the body; with a length, the last of that waits for it. */
    @Test
    void aWriteFlaggedInATrailerIsNeverShownAsASuccess() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> {
                    if (request.path().equals("/counted")) {
                        to.headers(request.stream, false, ":status", "200", "content-length", "5");
                    } else {
                        to.headers(request.stream, false, ":status", "200");
                    }
                    to.data(request.stream, false, "hello").headers(request.stream, true, "fairlead-write", "done");
                });
                Fleet fleet = Pools.plan(origin)
                        .guard(new WritesOnSafe.Flag.Field("Fairlead-Write"), WritesOnSafe.Mode.REJECT)
                        .start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            for (String path : List.of("/counted", "/chunked")) {
                RawHttp2Client.Answer answer = client.get(path);
                assertThat(answer.reset >= 0 || answer.status == 500)
                        .as("%s", answer)
                        .isTrue();
                assertThat(answer.body()).isNotEqualTo("hello");
            }
            assertThat(origin.requests().get(0).field("te")).isEqualTo("trailers");
        }
    }

    @Test
    void whoAsksForAPermitGetsIt() {
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    RawHttp2Origin.Request request = connection.nextHead();
                    connection.headers(request.stream, false, ":status", "100");
                    connection.awaitEnd(request);
                    connection.ok(request.stream, "got " + request.body());
                    connection.awaitEnd();
                });
                Fleet fleet = Pools.plan(origin).start();
                RawClient client = fleet.client()) {
            client.send("POST / HTTP/1.1\r\nHost: wiki.example\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.read("POST").status()).isEqualTo(100);
            assertThat(client.send("hello").read("POST").body()).isEqualTo("got hello");
        }
    }

    /** RFC 9113 §5.1: it was under way when the stream was reset, and is no fault of the origin's. */
    @Test
    void whatComesLateOfACancelledDownloadIsLetFall() {
        List<Integer> saidOfIt = new CopyOnWriteArrayList<>();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    RawHttp2Origin.Request cancelled = connection.greet().next();
                    connection
                            .headers(cancelled.stream, false, ":status", "200")
                            .data(cancelled.stream, false, "x");
                    connection.await(RawHttp2Client.RST_STREAM);
                    for (int i = 0; i < 100; i++) {
                        connection.data(cancelled.stream, false, "x".repeat(1000));
                    }
                    connection.headers(cancelled.stream, true, "x-sum", "7");
                    int type = connection.read().type();
                    while (type != RawHttp2Client.HEADERS) {
                        saidOfIt.add(type);
                        type = connection.read().type();
                    }
                    connection.answerAll((to, request) -> to.ok(request.stream, "ok"));
                });
                Fleet fleet = fleet(origin);
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int cancelled = client.open();
            client.headers(cancelled, true, RawHttp2Client.request("GET", "/large"));
            client.await(RawHttp2Client.DATA);
            client.reset(cancelled, 8);

            assertThat(client.get("/then").body()).isEqualTo("ok");
            assertThat(client.get("/last").body()).isEqualTo("ok");
            assertThat(saidOfIt).doesNotContain(RawHttp2Client.RST_STREAM);
            assertThat(fleet.metrics("eqiad")).doesNotContain("answer-http2");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }
}
