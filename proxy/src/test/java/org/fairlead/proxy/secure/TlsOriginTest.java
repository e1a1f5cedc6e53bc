package org.fairlead.proxy.secure;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.UpstreamTls;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LogLines;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.proxy.testkit.SetClocks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Origins over TLS: believed only with a certificate that is valid, for their name, from someone trusted. */
class TlsOriginTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String LOG = "org.fairlead.proxy.tls.TlsFiles";

    @TempDir
    static Path folder;

    private static Pki pki;
    private static X509Bundle good;

    @BeforeAll
    static void issue() {
        pki = new Pki(folder);
        good = pki.issueFor("127.0.0.1", "origin.example");
    }

    private static RawOrigin origin(X509Bundle shown, boolean asksForOurs, RawOrigin.Script script) {
        return RawOrigin.secure(pki.context(shown), asksForOurs, script);
    }

    private static RawOrigin answering(X509Bundle shown) {
        return origin(shown, false, TlsOriginTest::answer);
    }

    private static void answer(RawOrigin.Connection connection) throws IOException {
        while (!connection.readRequest().isEmpty()) {
            connection.send(OK);
        }
    }

    private static RawClient.Response get(RawOrigin origin, UpstreamTls settings, String method) {
        try (Fleet fleet = Fleet.alone(origin.port()).originTls(settings).start();
                RawClient client = fleet.client()) {
            return client.exchange(method, "/", "Content-Length: 0");
        }
    }

    @Test
    void areServedAndKept() {
        try (RawOrigin origin = answering(good);
                Fleet fleet =
                        Fleet.alone(origin.port()).originTls(pki.trusting()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(client.exchange("POST", "/", "Content-Length: 0").status())
                    .isEqualTo(200);
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void ofWireMockToo() {
        WireMockServer origin = new WireMockServer(options().dynamicPort().dynamicHttpsPort());
        origin.start();
        origin.stubFor(any(anyUrl()).willReturn(ok("from wiremock " + "x".repeat(50_000))));
        UpstreamTls unverified = new UpstreamTls(false, Optional.empty(), Optional.empty(), Optional.empty());
        try (Fleet fleet = Fleet.alone(origin.httpsPort()).originTls(unverified).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").body()).startsWith("from wiremock ").hasSize(50_014);
        } finally {
            origin.stop();
        }
    }

    @Test
    void mayHaveAnotherNameThatIsAskedFor() {
        X509Bundle named = pki.issueFor("origin.example");
        UpstreamTls settings =
                new UpstreamTls(true, Optional.of(pki.rootFile()), Optional.of("origin.example"), Optional.empty());
        try (RawOrigin origin = answering(named)) {
            assertThat(get(origin, settings, "GET").status()).isEqualTo(200);
            RawClient.Response refused = get(origin, pki.trusting(), "GET");
            assertThat(refused.status()).isEqualTo(502);
            assertThat(refused.body()).contains("tls-certificate-wrong-name");
        }
    }

    @Test
    void withExpiredCertificatesAreRefused() {
        try (RawOrigin origin = answering(pki.expired("127.0.0.1"))) {
            RawClient.Response refused = get(origin, pki.trusting(), "GET");
            assertThat(refused.status()).isEqualTo(502);
            assertThat(refused.body()).contains("tls-certificate-expired");
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void ofUnknownIssuersAreRefused() {
        try (RawOrigin origin = answering(good)) {
            Pki stranger = new Pki(folder, "stranger");
            RawClient.Response refused = get(origin, stranger.trusting(), "POST");
            assertThat(refused.status()).isEqualTo(502);
            assertThat(refused.body()).contains("tls-certificate-untrusted");
            assertThat(get(origin, UpstreamTls.DEFAULT, "GET").body()).contains("tls-certificate-untrusted");
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void thatSpeakNoTlsAreRefusedAndCounted() {
        try (RawOrigin origin = RawOrigin.of(connection -> connection.send("HTTP/1.1 400 What?\r\n\r\n"));
                Fleet fleet =
                        Fleet.alone(origin.port()).originTls(pki.trusting()).start();
                RawClient client = fleet.client()) {
            RawClient.Response refused = client.exchange("POST", "/", "Content-Length: 0");
            assertThat(refused.status()).isEqualTo(502);
            assertThat(refused.body()).contains("tls-handshake-failed");
            assertThat(fleet.metrics("eqiad"))
                    .contains("fairlead_tls_upstream_handshake_failures_total{reason=\"not-tls\",} 1.0");
        }
    }

    @Test
    void thatDoNotShakeHandsTimeOutLikeConnecting() {
        try (RawOrigin origin = RawOrigin.of(RawOrigin.Connection::awaitEnd);
                Fleet fleet = Fleet.alone(origin.port())
                        .originTls(pki.trusting())
                        .connectsWithin(Duration.ofMillis(200))
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(504);
            await().untilAsserted(() -> assertThat(fleet.metrics("eqiad"))
                    .contains("fairlead_tls_upstream_handshake_failures_total{reason=\"timed-out\",} 1.0"));
        }
    }

    /** A failed handshake sent nothing of the request, so that even a write goes on to the next. */
    @Test
    void thatCannotBeBelievedArePassedOverForWrites() {
        try (RawOrigin bad = answering(pki.expired("127.0.0.1"));
                RawOrigin fine = answering(good);
                Fleet fleet = Fleet.alone(bad.port(), fine.port())
                        .originTls(pki.trusting())
                        .start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < 6; i++) {
                client.send(RawClient.request("POST", "/", "Content-Length: 4") + "body");
                assertThat(client.read("POST").status()).isEqualTo(200);
            }
            assertThat(bad.requests()).isEmpty();
            assertThat(fine.requests()).hasSize(6);
        }
    }

    @Test
    void seeOurCertificateWhereTheyAskForIt() {
        X509Bundle ours = pki.issueFor("proxy.example");
        CertificateFiles files = pki.store("ours", ours);
        UpstreamTls showing = new UpstreamTls(true, Optional.of(pki.rootFile()), Optional.empty(), Optional.of(files));
        try (RawOrigin origin = origin(good, true, TlsOriginTest::answer)) {
            assertThat(get(origin, showing, "POST").status()).isEqualTo(200);
            RawClient.Response refused = get(origin, pki.trusting(), "GET");
            assertThat(refused.status()).isEqualTo(502);
            assertThat(refused.body()).contains("tls-handshake-failed");
        }
    }

    /** Answers once on each connection, with what it was shown there. */
    private static void tellShown(RawOrigin.Connection connection) throws IOException {
        String serial = serial(connection.certificate());
        if (!connection.readRequest().isEmpty()) {
            connection.send(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + serial.length() + "\r\n\r\n" + serial);
        }
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString();
    }

    @Test
    void seeOurNewCertificateOnceItsFilesHaveChangedButNoExpiredOne() {
        CertificateFiles files = pki.store("renewed", pki.issueFor("proxy.example"));
        X509Bundle renewed = pki.issueFor("proxy.example");
        UpstreamTls showing = new UpstreamTls(true, Optional.of(pki.rootFile()), Optional.empty(), Optional.of(files));
        try (LogLines log = new LogLines(LOG);
                RawOrigin origin = origin(good, true, TlsOriginTest::tellShown);
                Fleet fleet = Fleet.alone(origin.port()).originTls(showing).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            pki.store("renewed", renewed);
            await().untilAsserted(() -> assertThat(client.get("/").body()).isEqualTo(serial(renewed.getCertificate())));

            pki.store("renewed", pki.expired("proxy.example"));
            await().until(() -> log.lines().stream().anyMatch(line -> line.contains("renewed.crt: it expired at ")));
            assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_files_refused 1.0");
            assertThat(client.get("/").body()).isEqualTo(serial(renewed.getCertificate()));
        }
    }

    /** Where there was no TLS before, nobody watched files. */
    @Test
    void seeOurNewCertificateWhereAReloadBroughtTheFirst() {
        CertificateFiles files = pki.store("brought", pki.issueFor("proxy.example"));
        X509Bundle renewed = pki.issueFor("proxy.example");
        UpstreamTls showing = new UpstreamTls(true, Optional.of(pki.rootFile()), Optional.empty(), Optional.of(files));
        try (RawOrigin origin = origin(good, true, TlsOriginTest::tellShown)) {
            Fleet.Plan plan = Fleet.alone(origin.port());
            try (Fleet fleet = plan.start();
                    RawClient client = fleet.client()) {
                plan.originTls(showing);
                fleet.reload();
                assertThat(client.get("/").status()).isEqualTo(200);
                pki.store("brought", renewed);
                await().untilAsserted(
                                () -> assertThat(client.get("/").body()).isEqualTo(serial(renewed.getCertificate())));
            }
        }
    }

    /** Though what we show has expired meanwhile, which the origin takes no notice of here. */
    @Test
    void areBelievedByAnotherAuthorityOnceItsFileHasChangedButNotABrokenOne() throws IOException {
        Pki other = new Pki(folder, "other-origins");
        Path authorities = pki.write("origins.pem", Files.readString(pki.rootFile()));
        CertificateFiles lapsing = pki.store(
                "lapsing",
                pki.issue(builder -> Pki.named(builder, "proxy.example")
                        .notAfter(Instant.now().plus(Duration.ofHours(1)))));
        UpstreamTls showing = new UpstreamTls(true, Optional.of(authorities), Optional.empty(), Optional.of(lapsing));
        SetClocks clocks = new SetClocks();
        try (LogLines log = new LogLines(LOG);
                RawOrigin origin = origin(other.issueFor("127.0.0.1"), false, connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .originTls(showing)
                        .clocks(clocks.clocks())
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").body()).contains("tls-certificate-untrusted");
            clocks.forward(Duration.ofHours(2));
            pki.write("origins.pem", Files.readString(other.rootFile()));
            await().until(() -> log.lines().stream().anyMatch(line -> line.startsWith("certificates read: ")));
            assertThat(client.get("/").status()).isEqualTo(200);

            pki.write("origins.pem", "what?");
            await().until(() -> fleet.metrics("eqiad").contains("fairlead_tls_files_refused 1.0"));
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void thatAreCutOffHaveNotSentAWholeAnswer() {
        // Without a length the end counts, and over TLS only one that is announced.
        try (RawOrigin origin = origin(good, false, connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\n\r\nhalf of ");
                    connection.cut();
                });
                Fleet fleet =
                        Fleet.alone(origin.port()).originTls(pki.trusting()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", "/"));
            assertThat(client.isReset()).isTrue();
        }
        try (RawOrigin origin = origin(good, false, connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\n\r\nthe whole");
                });
                Fleet fleet =
                        Fleet.alone(origin.port()).originTls(pki.trusting()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").body()).isEqualTo("the whole");
        }
    }

    @Test
    void resumeTheirSessions() {
        AtomicInteger full = new AtomicInteger();
        SSLContext counting = pki.context(good, keys -> new KeyManager[] {new Counting(keys[0], full)});
        try (RawOrigin origin = RawOrigin.secure(counting, false, connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                });
                Fleet fleet =
                        Fleet.alone(origin.port()).originTls(pki.trusting()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            int first = full.get();
            assertThat(first).isPositive();
            for (int i = 0; i < 4; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            assertThat(origin.connections()).isEqualTo(5);
            assertThat(full).hasValue(first);
        }
    }

    /** Counts how often a server's key is asked for: a session that is resumed needs none. */
    private static final class Counting extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;
        private final AtomicInteger count;

        Counting(KeyManager keys, AtomicInteger count) {
            this.keys = (X509ExtendedKeyManager) keys;
            this.count = count;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, issuers);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            count.incrementAndGet();
            return keys.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }

    @Test
    void areCheckedOverTls() {
        PoolSettings checked = PoolSettings.USUAL.withCheck(PoolSettings.Check.ofPath(
                "/healthz", new PoolSettings.Pace(Duration.ofMillis(100), Duration.ofSeconds(2), 2, 2)));
        try (RawOrigin origin = answering(good);
                Fleet fleet = Fleet.alone(origin.port())
                        .originTls(pki.trusting())
                        .pool(checked)
                        .start();
                RawClient client = fleet.client()) {
            await().until(() -> origin.requests().stream()
                            .filter(request -> request.startsWith("GET /healthz "))
                            .count()
                    >= 3);
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void withAWrongCertificateAreFoundDownByTheirCheck() {
        PoolSettings checked = PoolSettings.USUAL.withCheck(PoolSettings.Check.ofPath(
                "/healthz", new PoolSettings.Pace(Duration.ofMillis(100), Duration.ofSeconds(2), 2, 2)));
        try (RawOrigin origin = answering(pki.issueFor("somebody.example"));
                Fleet fleet = Fleet.alone(origin.port())
                        .originTls(pki.trusting())
                        .pool(checked)
                        .start();
                RawClient client = fleet.client()) {
            await().until(() -> fleet.metrics("eqiad").contains("state=\"down\",} 1.0"));
            assertThat(client.get("/").status()).isEqualTo(503);
            assertThat(origin.requests()).isEmpty();
        }
    }
}
