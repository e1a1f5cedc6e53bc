package org.fairlead.proxy.h2origin;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.UpstreamTls;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which protocol is spoken to an origin, and what happens when it speaks another. */
class ProtocolAgreedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path folder;

    private static Pki pki;
    private static X509Bundle good;

    @BeforeAll
    static void issue() {
        pki = new Pki(folder);
        good = pki.issueFor("127.0.0.1");
    }

    private static RawClient.Response post(RawClient client) {
        return client.send("POST / HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: 5\r\n\r\nhello")
                .read("POST");
    }

    /** An origin in HTTP/1.1 that takes the preface for a request, as any does. */
    static void http1(RawOrigin.Connection connection) throws IOException {
        for (String request = connection.readRequest(); !request.isEmpty(); request = connection.readRequest()) {
            if (request.startsWith("PRI ")) {
                connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return;
            }
            connection.send(OK);
        }
    }

    @Test
    void http1IsSpokenUnlessSomethingElseIsSaid() {
        try (RawOrigin origin = RawOrigin.of(ProtocolAgreedTest::http1);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(post(client).body()).isEqualTo("ok");
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void autoFallsBackAndRemembersIt() {
        try (RawOrigin origin = RawOrigin.of(ProtocolAgreedTest::http1);
                Fleet fleet = Fleet.alone(origin.port()).pool(Pools.AUTO).start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(post(client).body()).isEqualTo("ok");
            }
            assertThat(origin.requests())
                    .filteredOn(request -> request.startsWith("PRI "))
                    .hasSize(1);
            assertThat(origin.requests()).hasSize(4);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void autoFallsBackWhereNothingComesAtAll() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    String first = connection.readRequest();
                    if (first.startsWith("PRI ")) {
                        connection.awaitEnd();
                    } else {
                        connection.send(OK);
                    }
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .pool(Pools.AUTO)
                        .connectsWithin(Duration.ofMillis(300))
                        .start();
                RawClient client = fleet.client()) {
            assertThat(post(client).body()).isEqualTo("ok");
        }
    }

    @Test
    void autoSpeaksHttp2WithoutTlsToWhoeverDoes() {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> to.ok(request.stream, request.body()));
                Fleet fleet = Fleet.alone(origin.port()).pool(Pools.AUTO).start();
                RawClient client = fleet.client()) {
            assertThat(post(client).body()).isEqualTo("hello");
            assertThat(post(client).body()).isEqualTo("hello");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void whoWasToSpeakHttp2AndDoesNotIsTold() {
        try (RawOrigin origin = RawOrigin.of(ProtocolAgreedTest::http1);
                Fleet fleet = Fleet.alone(origin.port()).pool(Pools.HTTP2).start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = post(client);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("protocol-not-spoken");
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PoolSettings.Protocol.class,
            names = {"HTTP2", "AUTO"})
    void tlsAgreesOnHttp2(PoolSettings.Protocol protocol) {
        try (RawHttp2Origin origin = RawHttp2Origin.secure(
                        pki.context(good),
                        connection -> connection
                                .greet()
                                .answerAll((to, request) ->
                                        to.ok(request.stream, request.field(":scheme") + request.body())));
                Fleet fleet = Fleet.alone(origin.port())
                        .originTls(pki.trusting())
                        .pool(PoolSettings.USUAL.withProtocol(protocol))
                        .start();
                RawClient client = fleet.client()) {
            assertThat(post(client).body()).isEqualTo("httpshello");
            assertThat(post(client).body()).isEqualTo("httpshello");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void tlsAgreesOnHttp1AndTheConnectionIsUsed() {
        try (RawOrigin origin =
                        RawOrigin.secure(pki.context(good), false, List.of("http/1.1"), ProtocolAgreedTest::http1);
                Fleet fleet = Fleet.alone(origin.port())
                        .originTls(pki.trusting())
                        .pool(Pools.AUTO)
                        .start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(post(client).body()).isEqualTo("ok");
            }
            assertThat(origin.connections()).isEqualTo(1);
            assertThat(origin.requests()).hasSize(3);
        }
    }

    /** It speaks HTTP/2, as it has said, and is asked in it again in a moment; who waited is answered in HTTP/1.1. */
    @Test
    void theSlownessOfWhoAgreedOnHttp2IsSoonForgotten() {
        AtomicInteger prefaces = new AtomicInteger();
        try (RawOrigin origin = RawOrigin.secure(pki.context(good), false, List.of("h2", "http/1.1"), connection -> {
                    for (String request = connection.readRequest();
                            !request.isEmpty();
                            request = connection.readRequest()) {
                        if (request.startsWith("PRI ")) {
                            prefaces.incrementAndGet();
                            connection.awaitEnd();
                            return;
                        }
                        connection.send(OK);
                    }
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .originTls(pki.trusting())
                        .pool(Pools.AUTO)
                        .connectsWithin(Duration.ofMillis(700))
                        .start();
                RawClient client = fleet.client()) {
            await().pollInterval(Duration.ofMillis(300)).until(() -> {
                assertThat(post(client).body()).isEqualTo("ok");
                return prefaces.get() >= 2;
            });
        }
    }

    @Test
    void tlsWithoutAnyAgreementIsHttp1() {
        try (RawOrigin origin = RawOrigin.secure(pki.context(good), false, ProtocolAgreedTest::http1);
                Fleet auto = Fleet.alone(origin.port())
                        .originTls(pki.trusting())
                        .pool(Pools.AUTO)
                        .start();
                Fleet strict = Fleet.alone(origin.port())
                        .originTls(pki.trusting())
                        .pool(Pools.HTTP2)
                        .start();
                RawClient client = auto.client();
                RawClient other = strict.client()) {
            assertThat(post(client).body()).isEqualTo("ok");
            assertThat(post(other).body()).contains("protocol-not-spoken");
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void certificatesAreCheckedAllTheSame() {
        try (RawHttp2Origin origin =
                        RawHttp2Origin.secure(pki.context(pki.expired("127.0.0.1")), connection -> connection.greet());
                Fleet fleet = Fleet.alone(origin.port())
                        .originTls(pki.trusting())
                        .pool(Pools.AUTO)
                        .start();
                RawClient client = fleet.client()) {
            assertThat(post(client).body()).contains("tls-certificate-expired");
        }
    }

    /** A tunnel has a connection for itself, in HTTP/1.1. */
    @Test
    void upgradesGoOutInHttp1() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    String head = connection.readHead();
                    if (head.startsWith("GET /chat HTTP/1.1")) {
                        connection.send("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello");
                        connection.readUntil("bye");
                    }
                });
                Fleet fleet = Fleet.alone(origin.port()).pool(Pools.AUTO).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request(
                    "GET", "/chat", "Upgrade: websocket", "Connection: upgrade", "Sec-WebSocket-Key: abc"));
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
            assertThat(client.readUntil("hello")).isEqualTo("hello");
            client.send("bye").readToEnd();
            assertThat(origin.connections()).isEqualTo(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void wireMockIsServedInHttp2WithAndWithoutTls() {
        WireMockServer origin = new WireMockServer(options().dynamicPort().dynamicHttpsPort());
        origin.start();
        origin.stubFor(any(anyUrl()).willReturn(ok("from wiremock " + "x".repeat(50_000))));
        UpstreamTls unverified = new UpstreamTls(false, Optional.empty(), Optional.empty(), Optional.empty());
        try (Fleet plain = Fleet.alone(origin.port()).pool(Pools.HTTP2).start();
                Fleet secure = Fleet.alone(origin.httpsPort())
                        .originTls(unverified)
                        .pool(Pools.HTTP2)
                        .start();
                RawClient first = plain.client();
                RawClient second = secure.client()) {
            for (RawClient client : List.of(first, second)) {
                assertThat(client.get("/").body()).startsWith("from wiremock ").hasSize(50_014);
                assertThat(post(client).body()).hasSize(50_014);
            }
            assertThat(plain.metrics("eqiad")).contains("fairlead_upstream_http2_connections 1.0");
            assertThat(secure.metrics("eqiad")).contains("fairlead_upstream_http2_connections 1.0");
        } finally {
            origin.stop();
        }
    }
}
