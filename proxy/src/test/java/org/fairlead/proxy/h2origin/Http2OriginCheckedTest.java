package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.PoolSettings.Protocol;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.health.OriginState;
import org.fairlead.proxy.health.OriginStatus;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin is asked whether it is well in what its pool speaks. */
@ExtendWith(LeakExtension.class)
class Http2OriginCheckedTest {
    private static final PoolSettings.Pace QUICK =
            new PoolSettings.Pace(Duration.ofMillis(100), Duration.ofMillis(600), 2, 2);
    private static final PoolSettings.Check CHECK = PoolSettings.Check.ofPath("/healthz", QUICK);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path folder;

    private static Pki pki;
    private static X509Bundle certificate;

    @BeforeAll
    static void issue() {
        pki = new Pki(folder);
        certificate = pki.issueFor("127.0.0.1");
    }

    /** How the checks of an origin are answered for now. */
    private static final class Answer implements RawHttp2Origin.Script {
        private volatile RawHttp2Origin.Answering now;

        Answer(RawHttp2Origin.Answering first) {
            now = first;
        }

        @Override
        public void serve(RawHttp2Origin.Connection connection) throws IOException {
            connection.greet().answerAll((to, request) -> {
                if (request.path().equals("/healthz")) {
                    now.answer(to, request);
                } else {
                    to.ok(request.stream, "ok");
                }
            });
        }
    }

    private static void well(RawHttp2Origin.Connection to, RawHttp2Origin.Request request) throws IOException {
        to.ok(request.stream, "all well");
    }

    private static RawHttp2Origin origin(boolean isSecure, RawHttp2Origin.Script script) throws Exception {
        return isSecure ? RawHttp2Origin.secure(pki.context(certificate), script) : RawHttp2Origin.of(script);
    }

    private static Fleet fleet(int port, boolean isSecure, Protocol protocol, PoolSettings.Check check) {
        Fleet.Plan plan =
                Fleet.alone(port).pool(PoolSettings.USUAL.withProtocol(protocol).withCheck(check));
        return (isSecure ? plan.originTls(pki.trusting()) : plan).start();
    }

    private static OriginHealth health(Fleet fleet) {
        return fleet.proxy("eqiad").health().pools().get(0).origins().get(0);
    }

    private static OriginStatus status(Fleet fleet) {
        return health(fleet).status();
    }

    private static void awaitState(Fleet fleet, OriginState state) {
        await().until(() -> status(fleet).state() == state);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneThatSpeaksHttp2AloneGoesUpAndDownByItsChecks(boolean isSecure) throws Exception {
        var answer = new Answer(Http2OriginCheckedTest::well);
        try (RawHttp2Origin origin = origin(isSecure, answer);
                Fleet fleet = fleet(origin.port(), isSecure, Protocol.HTTP2, CHECK);
                RawClient client = fleet.client()) {
            awaitState(fleet, OriginState.UP);
            assertThat(client.get("/wiki/Foo").status()).isEqualTo(200);
            RawHttp2Origin.Request check = origin.requests().get(0);
            assertThat(check.field(":method")).isEqualTo("GET");
            assertThat(check.field(":scheme")).isEqualTo(isSecure ? "https" : "http");
            assertThat(check.field(":authority")).isEqualTo("127.0.0.1:" + origin.port());
            assertThat(check.field("user-agent")).isEqualTo("fairlead-check");

            answer.now = (to, request) -> to.headers(request.stream, true, ":status", "500");
            awaitState(fleet, OriginState.DOWN);
            assertThat(status(fleet).reason()).isEqualTo("check: status 500");
            assertThat(client.get("/wiki/Foo").status()).isEqualTo(503);

            answer.now = Http2OriginCheckedTest::well;
            awaitState(fleet, OriginState.UP);
            await().until(() -> client.get("/wiki/Foo").status() == 200);
        }
    }

    /** What is found of it, or what it does instead of answering. */
    enum Fault {
        RESET("its answer was reset: internal-error") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) throws IOException {
                to.reset(stream, 2);
            }
        },
        GOES_AWAY("it takes no requests") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) throws IOException {
                to.goAway(0, 0);
            }
        },
        CUT_OFF("reset", "closed before it answered") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) throws IOException {
                to.cut();
            }
        },
        CUT_OFF_IN_THE_BODY("reset", "closed in the midst of its answer") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) throws IOException {
                to.headers(stream, false, ":status", "200").cut();
            }
        },
        SILENT("no answer within 600 ms") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) {}
        },
        NEVER_DONE("no answer within 600 ms") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) throws IOException {
                to.headers(stream, false, ":status", "200").data(stream, false, "all we");
            }
        },
        NO_STATUS("its answer isn't HTTP") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) throws IOException {
                to.headers(stream, true, ":status", "2oo");
            }
        },
        UPPER_CASE("its answer isn't HTTP") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) throws IOException {
                to.headers(stream, true, ":status", "200", "Server", "x");
            }
        },
        NO_FRAME("its answer isn't HTTP") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) throws IOException {
                to.frame(RawHttp2Client.HEADERS, RawHttp2Client.END_HEADERS, stream, new byte[] {-1, -1, -1});
            }
        },
        NOT_THE_STATUS("status 404") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) throws IOException {
                to.headers(stream, false, ":status", "404").data(stream, true, "all well");
            }
        },
        NOT_THE_TEXT("status 200 without the text it should have") {
            @Override
            void answer(RawHttp2Origin.Connection to, int stream) throws IOException {
                to.ok(stream, "all bad");
            }
        };

        private final List<String> findings;

        Fault(String... findings) {
            this.findings = List.of(findings);
        }

        abstract void answer(RawHttp2Origin.Connection to, int stream) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void isDownWhereTheAnswerIsNotWhatItShouldBe(Fault fault) throws Exception {
        var answer = new Answer((to, request) -> to.headers(request.stream, false, ":status", "103")
                .headers(request.stream, false, ":status", "200")
                .data(request.stream, false, "all")
                .data(request.stream, false, " well")
                .headers(request.stream, true, "etag", "x"));
        var check = new PoolSettings.Check(
                Optional.of("/healthz"),
                Optional.of("wiki.example"),
                List.of(200),
                Optional.of("all well"),
                QUICK,
                Optional.empty());
        try (RawHttp2Origin origin = RawHttp2Origin.of(answer);
                Fleet fleet = fleet(origin.port(), false, Protocol.HTTP2, check)) {
            awaitState(fleet, OriginState.UP);
            assertThat(origin.requests().get(0).field(":authority")).isEqualTo("wiki.example");

            answer.now = (to, request) -> fault.answer(to, request.stream);

            awaitState(fleet, OriginState.DOWN);
            assertThat(fault.findings.stream().map(finding -> "check: " + finding))
                    .contains(status(fleet).reason());
        }
    }

    @Test
    void isDownWhereItTakesNoStreams() throws Exception {
        try (RawHttp2Origin origin =
                        RawHttp2Origin.of(connection -> connection.greet(3, 0).awaitEnd());
                Fleet fleet = fleet(origin.port(), false, Protocol.HTTP2, CHECK)) {
            awaitState(fleet, OriginState.DOWN);
            assertThat(status(fleet).reason()).isEqualTo("check: it takes no requests");
        }
    }

    @Test
    void isDownWhereItSpeaksHttp1InAPoolOfHttp2() {
        try (RawOrigin origin = RawOrigin.of(ProtocolAgreedTest::http1);
                Fleet fleet = fleet(origin.port(), false, Protocol.HTTP2, CHECK)) {
            awaitState(fleet, OriginState.DOWN);
            assertThat(status(fleet).reason()).isEqualTo("check: it doesn't speak HTTP/2");
        }
    }

    @Test
    void moreThanItsFirstFourKibibytesAreNotAwaited() throws Exception {
        var answer = new Answer((to, request) -> to.headers(request.stream, false, ":status", "200")
                .data(request.stream, false, "Fairlead-Origin: weight=50\n" + "x".repeat(5000)));
        try (RawHttp2Origin origin = RawHttp2Origin.of(answer);
                Fleet fleet = fleet(origin.port(), false, Protocol.HTTP2, CHECK)) {
            await().until(() -> health(fleet).weight() == 50);
        }
    }

    @Test
    void whatItSaysOfItselfIsHeard() throws Exception {
        var answer = new Answer(
                (to, request) -> to.headers(request.stream, true, ":status", "200", "fairlead-origin", "drain"));
        try (RawHttp2Origin origin = RawHttp2Origin.of(answer);
                Fleet fleet = fleet(origin.port(), false, Protocol.HTTP2, CHECK)) {
            awaitState(fleet, OriginState.DRAINED);
        }
    }

    @Test
    void itsConnectionsEndWithAWord() throws Exception {
        var farewells = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    well(connection, connection.next());
                    connection.await(RawHttp2Client.GOAWAY);
                    farewells.incrementAndGet();
                    connection.awaitEnd();
                });
                Fleet fleet = fleet(origin.port(), false, Protocol.HTTP2, CHECK)) {
            awaitState(fleet, OriginState.UP);
            await().until(() -> farewells.get() >= 2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void autoAsksInHttp2WhoeverSpeaksIt(boolean isSecure) throws Exception {
        try (RawHttp2Origin origin = origin(isSecure, new Answer(Http2OriginCheckedTest::well));
                Fleet fleet = fleet(origin.port(), isSecure, Protocol.AUTO, CHECK)) {
            awaitState(fleet, OriginState.UP);
            await().until(() -> origin.requests().size() >= 3);
        }
    }

    /** Once it has greeted, it may take all of the check's time to answer. */
    @Test
    void autoDoesNotGiveUpWhoHasGreeted() throws Exception {
        var pace = new PoolSettings.Pace(Duration.ofMillis(100), Duration.ofSeconds(3), 1, 1);
        var answer = new Answer((to, request) -> {
            LockSupport.parkNanos(Duration.ofMillis(1700).toNanos());
            well(to, request);
        });
        try (RawHttp2Origin origin = origin(false, answer);
                Fleet fleet = fleet(origin.port(), false, Protocol.AUTO, PoolSettings.Check.ofPath("/healthz", pace))) {
            awaitState(fleet, OriginState.UP);
        }
    }

    @Test
    void autoAsksInHttp1WhoeverAgreesOnNothingElse() throws Exception {
        try (RawOrigin origin = RawOrigin.secure(pki.context(certificate), false, List.of(), connection -> {
                    connection.readRequest();
                    connection.send(OK);
                });
                Fleet fleet = fleet(origin.port(), true, Protocol.AUTO, CHECK)) {
            awaitState(fleet, OriginState.UP);
            assertThat(origin.requests().get(0)).startsWith("GET /healthz HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void autoFallsBackWithinOneCheckAndRemembersIt(boolean isSilent) {
        var prefaces = new AtomicInteger();
        var checks = new AtomicInteger();
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    if (!connection.readRequest().startsWith("PRI ")) {
                        checks.incrementAndGet();
                        connection.send(OK);
                    } else if (prefaces.incrementAndGet() > 0 && isSilent) {
                        connection.awaitEnd();
                    } else {
                        connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                Fleet fleet = fleet(origin.port(), false, Protocol.AUTO, CHECK)) {
            awaitState(fleet, OriginState.UP);
            await().until(() -> checks.get() >= 4);
            assertThat(status(fleet).state()).isEqualTo(OriginState.UP);
            assertThat(prefaces).hasValue(1);
        }
    }
}
