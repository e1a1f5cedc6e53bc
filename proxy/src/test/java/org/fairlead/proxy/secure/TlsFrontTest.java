package org.fairlead.proxy.secure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener with TLS: what goes over it, and who is turned away. */
class TlsFrontTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path folder;

    private static Pki pki;
    private static CertificateFiles files;

    @BeforeAll
    static void issue() {
        pki = new Pki(folder);
        files = pki.store("wiki", pki.issueFor("wiki.example", "127.0.0.1"));
    }

    private static ListenerTls with(Duration handshake, Optional<ListenerTls.Hsts> hsts, ListenerTls.Suites suites) {
        ListenerTls usual = Pki.listener(files);
        return new ListenerTls(usual.certificates(), suites, usual.clients(), Optional.empty(), hsts, handshake);
    }

    @Test
    void servesRequestsOneAfterTheOther() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start();
                RawClient client = fleet.secureClient(pki.client())) {
            assertThat(client.session().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(client.get("/a").body()).isEqualTo("ok");
            assertThat(client.exchange("POST", "/b", "Content-Length: 0").status())
                    .isEqualTo(200);
            assertThat(origin.requests())
                    .allSatisfy(request -> assertThat(request).contains("X-Forwarded-Proto: https\r\n"));
            assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_handshakes_total 1.0");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 16_384, 100_000, 3_000_000})
    void keepsBodiesOfAnySize(int size) {
        String body = "0123456789".repeat(size / 10);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    while (!connection.readRequest().isEmpty()) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                    }
                });
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start();
                RawClient client = fleet.secureClient(pki.client())) {
            assertThat(client.get("/").body()).isEqualTo(body);
            client.send(RawClient.request("POST", "/", "Content-Length: " + body.length()) + body);
            assertThat(client.read("POST").body()).isEqualTo(body);
            assertThat(origin.requests().get(1)).endsWith(body);
        }
    }

    /** The header comes first, in plain; then the handshake. */
    @Test
    void comesBehindTheHeaderOfABalancer() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .tls(Pki.listener(files))
                        .balancers("127.0.0.0/8")
                        .start();
                RawClient client = RawClient.secureBehind(
                        "PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n",
                        fleet.balancersAddress("eqiad"),
                        pki.client(),
                        "wiki.example")) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(origin.requests().get(0))
                    .contains("X-Forwarded-For: 203.0.113.7\r\n", "X-Forwarded-Proto: https\r\n");
        }
    }

    @Test
    void answersJavasOwnClient() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start()) {
            HttpClient client = HttpClient.newBuilder().sslContext(pki.client()).build();
            URI uri = URI.create("https://127.0.0.1:" + fleet.at("eqiad").getPort() + "/");
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            // The certificate is for the address, too; no service is.
            assertThat(response.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void speaksHttp2WithThoseWhoOfferIt() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start()) {
            HttpClient client = HttpClient.newBuilder().sslContext(pki.client()).build();
            URI uri = URI.create("https://127.0.0.1:" + fleet.at("eqiad").getPort() + Fleet.HEALTH_PATH);
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    @Test
    void speaksTls12ToThoseWhoKnowNothingElseUnlessModern() throws Exception {
        SSLContext old = pki.client();
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.2"});
        for (ListenerTls.Suites suites : ListenerTls.Suites.values()) {
            try (RawOrigin origin = RawOrigin.answering(OK);
                    Fleet fleet = Fleet.alone(origin.port())
                            .tls(with(Duration.ofSeconds(10), Optional.empty(), suites))
                            .start()) {
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(old)
                        .sslParameters(parameters)
                        .build();
                HttpRequest request = HttpRequest.newBuilder(URI.create(
                                "https://127.0.0.1:" + fleet.at("eqiad").getPort() + Fleet.HEALTH_PATH))
                        .build();
                if (suites == ListenerTls.Suites.INTERMEDIATE) {
                    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.2");
                } else {
                    assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofString()))
                            .isInstanceOf(SSLHandshakeException.class);
                    await().untilAsserted(() -> assertThat(fleet.metrics("eqiad"))
                            .contains("fairlead_tls_handshake_failures_total{reason=\"nothing-in-common\""));
                }
            }
        }
    }

    @Test
    void tellsPlainClientsThatTheyAreWrong() throws IOException {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/");
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).isEqualTo("this port speaks https, not http.\r\n");
            assertThat(client.isEnded()).isTrue();
            assertThat(fleet.metrics("eqiad"))
                    .contains("fairlead_tls_handshake_failures_total{reason=\"not-tls\",} 1.0");
        }
    }

    @Test
    void endsHandshakesThatTakeTooLong() throws IOException {
        ListenerTls hasty = with(Duration.ofMillis(200), Optional.empty(), ListenerTls.Suites.INTERMEDIATE);
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).tls(hasty).start();
                Socket silent = new Socket();
                Socket halting = new Socket()) {
            silent.connect(fleet.at("eqiad"));
            silent.setSoTimeout(10_000);
            halting.connect(fleet.at("eqiad"));
            halting.setSoTimeout(10_000);
            halting.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
            halting.getOutputStream().flush();

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(halting.getInputStream().readAllBytes()).hasSizeLessThan(64);
            await().untilAsserted(() -> assertThat(fleet.metrics("eqiad"))
                    .contains("fairlead_tls_handshake_failures_total{reason=\"timed-out\",} 2.0")
                    .contains("fairlead_tls_handshaking 0.0"));
        }
    }

    @Test
    void countsConnectionsBeforeTheirHandshake() throws IOException {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .tls(Pki.listener(files))
                        .connections(1)
                        .start()) {
            Socket silent = new Socket();
            silent.connect(fleet.at("eqiad"));
            await().untilAsserted(() -> assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_handshaking 1.0"));

            try (RawClient client = fleet.secureClient(pki.client())) {
                assertThat(client.get("/").status()).isEqualTo(503);
            }
            silent.close();
            await().untilAsserted(() -> assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_handshaking 0.0"));
            try (RawClient client = fleet.secureClient(pki.client())) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void sendsHstsUnlessTheOriginHasItsOwn() {
        ListenerTls strict = with(
                Duration.ofSeconds(10),
                Optional.of(new ListenerTls.Hsts(Duration.ofDays(365), true)),
                ListenerTls.Suites.INTERMEDIATE);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                    connection.readRequest();
                    connection.send(
                            "HTTP/1.1 200 OK\r\nstrict-transport-security: max-age=1\r\nContent-Length: 0\r\n\r\n");
                });
                Fleet fleet = Fleet.alone(origin.port()).tls(strict).start();
                RawClient client = fleet.secureClient(pki.client())) {
            assertThat(client.get("/").field("Strict-Transport-Security"))
                    .isEqualTo("max-age=31536000; includeSubDomains");
            assertThat(client.get("/").field("Strict-Transport-Security")).isEqualTo("max-age=1");
            assertThat(client.get(Fleet.HEALTH_PATH).field("Strict-Transport-Security"))
                    .isEqualTo("max-age=31536000; includeSubDomains");
        }
    }

    @Test
    void refusesHostsThatTheCertificateIsNotFor() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start();
                RawClient client = fleet.secureClient(pki.client())) {
            client.send("GET / HTTP/1.1\r\nHost: other.example\r\n\r\n");
            assertThat(client.read("GET").status()).isEqualTo(421);
            assertThat(client.get("/").status()).isEqualTo(200);
            client.send("GET / HTTP/1.1\r\nHost: WIKI.example.:443\r\n\r\n");
            assertThat(client.read("GET").status()).isEqualTo(200);
        }
    }

    @Test
    void marksTheCookieAsSecure() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .tls(Pki.listener(files))
                        .pins()
                        .start();
                RawClient client = fleet.secureClient(pki.client())) {
            assertThat(client.exchange("POST", "/", "Content-Length: 0").field("Set-Cookie"))
                    .endsWith("; Secure");
        }
    }

    @Test
    void logsVersionAndCipher() throws IOException {
        Path logs = Files.createDirectories(folder.resolve("logs"));
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .tls(Pki.listener(files))
                        .accessLogs(logs)
                        .start();
                RawClient client = fleet.secureClient(pki.client())) {
            client.get("/");
            await().untilAsserted(() -> assertThat(Files.readString(logs.resolve("eqiad"), UTF_8))
                    .contains("\"tls_version\":\"TLSv1.3\",\"tls_cipher\":\"TLS_AES_"));
        }
    }

    @Test
    void cutsBrokenAnswersWithoutAWordOfACleanEnd() throws IOException {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nthe start");
                    connection.resetAtClose();
                });
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start();
                RawClient client = fleet.secureClient(pki.client())) {
            client.send("GET / HTTP/1.0\r\nHost: wiki.example\r\n\r\n");
            assertThatThrownBy(() -> client.input().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void closesWhatIsOpenWhenItStops() throws IOException {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            Fleet fleet = Fleet.alone(origin.port()).tls(Pki.listener(files)).start();
            try (RawClient client = fleet.secureClient(pki.client())) {
                client.get("/");
                fleet.close();
            }
        }
        System.gc();
    }

    @Test
    void endsConnectionsCleanly() throws IOException {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start();
                RawClient client = fleet.secureClient(pki.client())) {
            client.send(RawClient.request("GET", "/", "Connection: close"));
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
        }
    }
}
