package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.ListenerTls.Demand;
import org.fairlead.config.UpstreamTls;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates of clients and of peers: who may go on, and what the origin learns, and from whom alone. */
class ClientCertificatesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String[] FORGED = {
        "Client-Cert: :Zm9yZ2Vk:",
        "Client-Cert-Chain: :Zm9yZ2Vk:",
        "Client-Cert-Subject: CN=forged",
        "Client_Cert_Subject: CN=forged",
        "client-cert-fingerprint: forged"
    };

    @TempDir
    static Path folder;

    private static Pki pki;
    private static CertificateFiles files;
    private static X509Bundle ann;

    @BeforeAll
    static void issue() {
        pki = new Pki(folder);
        files = pki.store("wiki", pki.issueFor("wiki.example", "127.0.0.1"));
        ann = pki.issue(builder -> Pki.named(builder, "ann.example").subject("CN=Ann Müller, O=People"));
    }

    /** What the origin is told. */
    private static String seen(ListenerTls settings, SSLContext client, String... lines) {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .tls(settings)
                        .trusts("127.0.0.0/8")
                        .start();
                RawClient connection = fleet.secureClient(client)) {
            assertThat(connection.get("/", lines).status()).isEqualTo(200);
            return origin.requests().get(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONAL", "REQUIRED"})
    void areToldToTheOrigin(Demand demand) throws Exception {
        byte[] der = ann.getCertificate().getEncoded();
        String request = seen(pki.asking(demand, files), pki.context(ann), FORGED);
        assertThat(request)
                .contains("Client-Cert: :" + Base64.getEncoder().encodeToString(der) + ":\r\n")
                .contains("Client-Cert-Subject: CN=Ann M\\c3\\bcller,O=People\r\n")
                .contains("Client-Cert-Fingerprint: "
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(der)) + "\r\n")
                .doesNotContain("forged", "Zm9yZ2Vk");
    }

    @Test
    void cannotBeForgedByWhoHasNone() {
        assertThat(seen(pki.asking(Demand.OPTIONAL, files), pki.client(), FORGED))
                .doesNotContainIgnoringCase("client-cert")
                .doesNotContainIgnoringCase("client_cert");
        assertThat(seen(Pki.listener(files), pki.context(ann), FORGED)).doesNotContainIgnoringCase("client-cert");
    }

    @Test
    void cannotBeForgedOnAPlainConnection() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).trusts("127.0.0.0/8").start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/", FORGED).status()).isEqualTo(200);
            assertThat(origin.requests().get(0)).doesNotContainIgnoringCase("client-cert");
        }
    }

    /** With TLS 1.3 a client is done before it is refused, and learns of it when it reads. */
    private static boolean isServed(Fleet fleet, SSLContext client) {
        try (RawClient connection = RawClient.secureOrFail(fleet.at("eqiad"), client, "wiki.example")) {
            return connection
                    .send(RawClient.request("GET", "/"))
                    .readUntil("\r\n")
                    .startsWith("HTTP/1.1 200 ");
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Test
    void areDemanded() {
        Pki stranger = new Pki(folder, "stranger");
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .tls(pki.asking(Demand.REQUIRED, files, "ann.example"))
                        .start()) {
            assertThat(isServed(fleet, pki.context(ann))).isTrue();
            assertThat(isServed(fleet, pki.client())).isFalse();
            assertThat(isServed(fleet, pki.context(pki.issueFor("bob.example"))))
                    .isFalse();
            assertThat(isServed(fleet, pki.context(pki.expired("ann.example")))).isFalse();
            assertThat(isServed(fleet, pki.context(stranger.issueFor("ann.example"))))
                    .isFalse();
            assertThat(origin.requests()).hasSize(1);
            await().untilAsserted(() -> assertThat(fleet.metrics("eqiad"))
                    .contains("fairlead_tls_handshake_failures_total{reason=\"client-name\",} 1.0")
                    .contains("fairlead_tls_handshake_failures_total{reason=\"client-certificate\",}"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areOfAnotherAuthorityOnceItsFileHasChanged(boolean ourCertificateIsFine) throws IOException {
        Pki stranger = new Pki(folder, "other-people");
        CertificateFiles own = pki.store("own", pki.issueFor("wiki.example"));
        Path people = pki.write("people.pem", Files.readString(pki.rootFile()));
        ListenerTls usual = Pki.listener(own);
        ListenerTls asking = new ListenerTls(
                usual.certificates(),
                usual.suites(),
                new ListenerTls.Clients(Demand.REQUIRED, Optional.of(people), List.of()),
                Optional.empty(),
                Optional.empty(),
                usual.handshakeTimeout());
        // It trusts us, and shows what the stranger has issued.
        SSLContext strangers = pki.context(stranger.issueFor("ann.example"));
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).tls(asking).start()) {
            assertThat(isServed(fleet, pki.context(ann))).isTrue();
            assertThat(isServed(fleet, strangers)).isFalse();

            if (!ourCertificateIsFine) {
                pki.write("own.key", "what?");
            }
            pki.write("people.pem", Files.readString(stranger.rootFile()));
            await().until(() -> isServed(fleet, strangers));
            assertThat(isServed(fleet, pki.context(ann))).isFalse();
        }
    }

    @Test
    void areKnownWhenASessionIsResumed() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .tls(pki.asking(Demand.REQUIRED, files, "ann.example"))
                        .start()) {
            SSLContext client = pki.context(ann);
            for (int i = 0; i < 3; i++) {
                try (RawClient connection = fleet.secureClient(client)) {
                    assertThat(connection.get("/").status()).isEqualTo(200);
                }
            }
            assertThat(origin.requests())
                    .hasSize(3)
                    .allSatisfy(request -> assertThat(request).contains("Client-Cert-Subject: "));
        }
    }

    private static UpstreamTls toPeers(Optional<CertificateFiles> shown) {
        return new UpstreamTls(true, Optional.of(pki.rootFile()), Optional.empty(), shown);
    }

    @Test
    void openTheWayBetweenPeers() {
        CertificateFiles peer = pki.store("peer", pki.issueFor("peer.example", "127.0.0.1"));
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .peersTls(pki.asking(Demand.REQUIRED, peer, "peer.example"), toPeers(Optional.of(peer)))
                        .tls(pki.asking(Demand.OPTIONAL, files))
                        .start();
                RawClient client = RawClient.secure(fleet.at("codfw"), pki.context(ann), "wiki.example")) {
            assertThat(client.exchange("POST", "/", "Content-Length: 0").status())
                    .isEqualTo(200);
            // The peer knows of the client what the first proxy checked.
            assertThat(eqiad.requests())
                    .hasSize(1)
                    .allSatisfy(request -> assertThat(request)
                            .contains(
                                    "\r\nclient-cert-subject: CN=Ann M\\c3\\bcller,O=People\r\n",
                                    "X-Forwarded-Proto: https\r\n"));
        }
    }

    @Test
    void keepStrangersFromPeers() {
        CertificateFiles peer = pki.store("peer2", pki.issueFor("peer.example", "127.0.0.1"));
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .peersTls(pki.asking(Demand.REQUIRED, peer, "peer.example"), toPeers(Optional.empty()))
                        .start();
                RawClient client = fleet.client("codfw")) {
            RawClient.Response refused = client.exchange("POST", "/", "Content-Length: 0");
            assertThat(refused.status()).isEqualTo(502);
            assertThat(refused.body()).contains("tls-handshake-failed");
            assertThat(eqiad.requests()).isEmpty();
        }
    }
}
