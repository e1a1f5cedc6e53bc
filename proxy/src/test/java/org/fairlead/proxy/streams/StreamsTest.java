package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Mixed-Case: Kept\r\n\r\nok";

    @Test
    void carryRequestsAndAnswers() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            RawHttp2Client.Answer answer = client.get("/a?b=c", "accept", "*/*", "cookie", "a=1", "cookie", "b=2");

            assertThat(answer.status).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.field("x-mixed-case")).isEqualTo("Kept");
            assertThat(answer.fields("connection")).isEmpty();
            assertThat(origin.requests().get(0))
                    .startsWith("GET /a?b=c HTTP/1.1\r\nHost: wiki.example\r\naccept: */*\r\ncookie: a=1; b=2\r\n")
                    .contains("\r\nVia: 2.0 test-eqiad\r\n");
        }
    }

    @Test
    void shareOneConnectionWithHttp1() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient one = fleet.client();
                RawHttp2Client two = RawHttp2Client.connect(fleet.at("eqiad"))) {
            assertThat(one.get("/").body()).isEqualTo("ok");
            assertThat(two.get("/").body()).isEqualTo("ok");
            assertThat(one.send("P")
                            .send("OST / HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: 0\r\n\r\n")
                            .read("POST")
                            .body())
                    .isEqualTo("ok");
            assertThat(fleet.metrics("eqiad")).contains("fairlead_client_http2_connections 1.0");
        }
    }

    @Test
    void carryBodiesOfKnownAndUnknownLength() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            assertThat(client.post("/", "12345", "content-length", "5").status).isEqualTo(200);
            assertThat(client.post("/", "12345").status).isEqualTo(200);
            assertThat(client.exchange("POST", "/").status).isEqualTo(200);

            assertThat(origin.requests().get(0))
                    .contains("\r\nContent-Length: 5\r\n")
                    .endsWith("\r\n\r\n12345");
            assertThat(origin.requests().get(1))
                    .contains("\r\nTransfer-Encoding: chunked\r\n")
                    .endsWith("\r\n\r\n5\r\n12345\r\n0\r\n\r\n");
            assertThat(origin.requests().get(2)).contains("\r\nContent-Length: 0\r\n");
        }
    }

    @Test
    void carryTrailersBothWays() {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        String body = "4\r\nbody\r\n0\r\nX-Sum: 7\r\nSet-Cookie: a=b\r\n\r\n";
        try (RawOrigin origin = RawOrigin.answering(head + body);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, RawHttp2Client.request("POST", "/", "te", "trailers"))
                    .data(stream, false, "abc")
                    .headers(stream, true, "x-up", "1", "host", "evil");
            RawHttp2Client.Answer got = client.answer(stream);

            assertThat(got.body()).isEqualTo("body");
            assertThat(got.trailers).isEqualTo(List.of(Map.entry("x-sum", "7")));
            assertThat(got.fields("transfer-encoding")).isEmpty();
            assertThat(origin.requests().get(0))
                    .contains("TE: trailers\r\nConnection: TE\r\n")
                    .endsWith("3\r\nabc\r\n0\r\nx-up: 1\r\n\r\n");
        }
    }

    @Test
    void loseWhatAnAnswerSaysOfItsConnection() {
        String answer = "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\n"
                + "Proxy-Connection: keep-alive\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nok";
        try (RawOrigin origin = RawOrigin.answering(answer);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            RawHttp2Client.Answer got = client.get("/");

            assertThat(got.status).isEqualTo(200);
            assertThat(got.fields)
                    .extracting(Map.Entry::getKey)
                    .doesNotContain("connection", "keep-alive", "x-hop", "proxy-connection", "upgrade");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, :path", "true, :status", "true, X-Upper", "true, connection", "false, x-sum"})
    void areResetWhereASecondBlockIsNoTrailers(boolean ends, String name) {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, RawHttp2Client.request("POST", "/"))
                    .data(stream, false, "abc")
                    .headers(stream, ends, name, "/1");
            RawHttp2Client.Answer answer = client.answer(stream);
            if (answer.reset < 0) {
                client.await(RawHttp2Client.RST_STREAM);
            }

            assertThat(answer.reset).as("PROTOCOL_ERROR").isEqualTo(1);
            assertThat(answer.status).isNotEqualTo(200);
            assertThat(client.get("/").status).as("the next").isEqualTo(200);
            assertThat(origin.requests())
                    .noneMatch(request -> request.startsWith("POST") && request.endsWith("0\r\n\r\n"));
        }
    }

    @Test
    void carryInterimAnswersAndThoseWithoutABody() {
        String answer = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
        try (RawOrigin origin = RawOrigin.answering(answer);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            RawHttp2Client.Answer got = client.get("/");

            assertThat(got.interim).containsExactly(103);
            assertThat(got.status).isEqualTo(204);
            assertThat(got.body()).isEmpty();
        }
    }

    @Test
    void answerHeadWithoutABody() {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            RawHttp2Client.Answer got = client.exchange("HEAD", "/");

            assertThat(got.status).isEqualTo(200);
            assertThat(got.field("content-length")).isEqualTo("5");
            assertThat(got.body()).isEmpty();
        }
    }

    @Test
    void areResetWhereTheAnswerIsCutOff() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            RawHttp2Client.Answer got = client.get("/");

            assertThat(got.ended).isFalse();
            assertThat(got.reset).isEqualTo(2);
        }
    }

    @Test
    void runBesideEachOther() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            for (int i = 0; i < 50; i++) {
                client.headers(client.open(), true, RawHttp2Client.request("GET", "/" + i));
            }

            for (int i = 0; i < 50; i++) {
                assertThat(client.answer(1 + 2 * i).body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void areClosedWithTheirErrorWhenTheyGoOnAfterTheirEnd() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, true, RawHttp2Client.request("GET", "/"))
                    .headers(stream, true, RawHttp2Client.request("GET", "/"));

            assertThat(client.answer(stream).reset).isEqualTo(5);
            assertThat(client.get("/").status).as("the next").isEqualTo(200);
        }
    }

    @Test
    void answerTheListenersOwnQuestion() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            assertThat(client.get(Fleet.HEALTH_PATH).status).isEqualTo(200);
            assertThat(client.get("/").status).as("no origin").isEqualTo(502);
        }
    }
}
