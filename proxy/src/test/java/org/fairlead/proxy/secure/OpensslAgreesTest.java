package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.Programs;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the openssl and curl of the machine see; skipped where they aren't installed. */
class OpensslAgreesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path folder;

    @BeforeEach
    void need() {
        assumeTrue(Programs.areThere("openssl", "curl"), "openssl and curl (expected: installed)");
    }

    private String run(String... command) {
        return Programs.run(folder, command);
    }

    private String client(Fleet fleet, String... more) {
        String address = "127.0.0.1:" + fleet.at("eqiad").getPort();
        return run(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("openssl", "s_client", "-connect", address), List.of(more).stream())
                .toArray(String[]::new));
    }

    private static ListenerTls sharing(CertificateFiles files, Path ticketKeys) {
        return new ListenerTls(
                List.of(files),
                ListenerTls.Suites.INTERMEDIATE,
                ListenerTls.Clients.UNASKED,
                Optional.of(ticketKeys),
                Optional.empty(),
                Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void resumesSessionsAtAnyProxyThatSharesItsKeys(String version) throws IOException {
        Pki pki = new Pki(folder);
        CertificateFiles files = pki.store("wiki", pki.issueFor("wiki.example"));
        Path keys = pki.write("tickets.keys", "# the newest first\nthe first key, long enough\n");
        // A session file is written once a ticket came, which with 1.3 is after the handshake: an answer is waited for.
        Path request = Files.writeString(folder.resolve("request"), RawClient.request("GET", "/", "Connection: close"));
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet one = Fleet.alone(origin.port()).tls(sharing(files, keys)).start();
                Fleet other =
                        Fleet.alone(origin.port()).tls(sharing(files, keys)).start();
                Fleet stranger =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start()) {
            assertThat(talk(one, request, version, "-sess_out"))
                    .contains("200 OK")
                    .contains("New, TLSv1");
            assertThat(talk(other, request, version, "-sess_in"))
                    .contains("200 OK")
                    .contains("Reused, TLSv1");
            assertThat(talk(stranger, request, version, "-sess_in"))
                    .contains("200 OK")
                    .contains("New, TLSv1");
        }
    }

    /** As docs/tls.md says: the new key is second everywhere, then first, then alone. */
    @Test
    void resumesSessionsWhileTicketKeysAreRotated() throws IOException {
        Pki pki = new Pki(folder);
        CertificateFiles files = pki.store("wiki", pki.issueFor("wiki.example"));
        Path keys = pki.write("tickets.keys", "the first key, long enough\n");
        Path request = Files.writeString(folder.resolve("request"), RawClient.request("GET", "/", "Connection: close"));
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(sharing(files, keys)).start()) {
            assertThat(talk(fleet, request, "-tls1_3", "-sess_out")).contains("New, TLSv1");
            Files.writeString(keys, "the second key, long enough\nthe first key, long enough\n");
            // A session of the new key is what shows that it was read.
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                talk(fleet, request, "-tls1_3", "-sess_out other -sess_in");
                return Files.exists(folder.resolve("other")) && isOfTheSecondKey(files, request);
            });
            assertThat(talk(fleet, request, "-tls1_3", "-sess_in")).contains("Reused, TLSv1");
        }
    }

    /** Whether the session in {@code other} is of the second key, of which another proxy has that alone. */
    private boolean isOfTheSecondKey(CertificateFiles files, Path request) throws IOException {
        Path second = Files.writeString(folder.resolve("second.keys"), "the second key, long enough\n");
        try (Fleet alone =
                Fleet.alone(RawOrigin.closedPort()).tls(sharing(files, second)).start()) {
            return run(
                            "sh",
                            "-c",
                            "openssl s_client -connect 127.0.0.1:"
                                    + alone.at("eqiad").getPort()
                                    + " -tls1_3 -servername wiki.example -ign_eof -sess_in other < " + request)
                    .contains("Reused, TLSv1");
        }
    }

    private String talk(Fleet fleet, Path request, String version, String session) {
        String address = "127.0.0.1:" + fleet.at("eqiad").getPort();
        return run(
                "sh",
                "-c",
                "openssl s_client -connect " + address + " " + version + " -servername wiki.example -ign_eof " + session
                        + " session < " + request);
    }

    /** A response for the certificate with that serial number, made by an authority of openssl's. */
    private Path respond(String serial) throws IOException {
        if (Files.notExists(folder.resolve("ca.pem"))) {
            run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ca.key");
            run(
                    "openssl",
                    "req",
                    "-x509",
                    "-new",
                    "-key",
                    "ca.key",
                    "-subj",
                    "/CN=ocsp",
                    "-days",
                    "2",
                    "-out",
                    "ca.pem");
            Files.writeString(folder.resolve("index"), "");
        }
        run(
                "openssl",
                "ocsp",
                "-index",
                "index",
                "-CA",
                "ca.pem",
                "-rsigner",
                "ca.pem",
                "-rkey",
                "ca.key",
                "-issuer",
                "ca.pem",
                "-serial",
                "0x" + serial,
                "-respout",
                "wiki.ocsp",
                "-ndays",
                "2");
        return folder.resolve("wiki.ocsp");
    }

    @Test
    void seesTheStapledResponseAndTheNextOne() throws IOException {
        Pki pki = new Pki(folder);
        CertificateFiles files = pki.store("wiki", pki.issueFor("wiki.example"));
        Path response = respond("1234");
        CertificateFiles stapled = new CertificateFiles(files.certificate(), files.key(), Optional.of(response));
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(stapled)).start()) {
            assertThat(client(fleet, "-status"))
                    .contains("OCSP Response Status: successful")
                    .contains("Serial Number: 1234");
            respond("5678");
            await().untilAsserted(() -> assertThat(client(fleet, "-status")).contains("Serial Number: 5678"));
        }
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start()) {
            assertThat(client(fleet, "-status")).contains("OCSP response: no response sent");
        }
    }

    @Test
    void refusesOldVersionsAndSuitesAndAgreesOnAProtocol() {
        Pki pki = new Pki(folder);
        CertificateFiles files = pki.store("wiki", pki.issueFor("wiki.example"));
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start()) {
            assertThat(client(fleet, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")).contains("Cipher is (NONE)");
            assertThat(client(fleet, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"))
                    .contains("Cipher is (NONE)");
            assertThat(client(fleet, "-alpn", "h2,http/1.1")).contains("ALPN protocol: h2");
            assertThat(client(fleet, "-alpn", "http/1.1")).contains("ALPN protocol: http/1.1");
        }
    }

    @Test
    void readsKeysInAllTheirForms() throws IOException {
        run(
                "sh",
                "-c",
                "openssl genrsa -traditional -out rsa.key 2048 && openssl req -x509 -new -key rsa.key -subj /CN=a "
                        + "-addext subjectAltName=DNS:wiki.example -days 2 -out rsa.crt");
        run(
                "sh",
                "-c",
                "openssl ecparam -name prime256v1 -genkey -out ec.key && openssl req -x509 -new -key ec.key "
                        + "-subj /CN=a -addext subjectAltName=DNS:wiki.example -days 2 -out ec.crt");
        for (String kind : List.of("rsa", "ec")) {
            assertThat(Files.readString(folder.resolve(kind + ".key")))
                    .contains("BEGIN " + kind.toUpperCase(java.util.Locale.ROOT) + " PRIVATE KEY");
            CertificateFiles files = new CertificateFiles(
                    folder.resolve(kind + ".crt"), folder.resolve(kind + ".key"), Optional.empty());
            try (RawOrigin origin = RawOrigin.answering(OK);
                    Fleet fleet =
                            Fleet.alone(origin.port()).tls(Pki.listener(files)).start()) {
                String address = "127.0.0.1:" + fleet.at("eqiad").getPort();
                assertThat(run(
                                "curl",
                                "-s",
                                "--cacert",
                                kind + ".crt",
                                "--connect-to",
                                "wiki.example:443:" + address,
                                "https://wiki.example/"))
                        .isEqualTo("ok");
            }
        }
    }
}
