package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.ListenerTls.Demand;
import org.fairlead.config.UpstreamTls;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.Programs;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/tls.md, run as they stand there, each in an empty folder; skipped where openssl or curl isn't installed. */
class TlsRecipesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    /** Of each recipe a word that no other has. */
    private static final List<String> KNOWN =
            List.of("CN=wiki.example", "tickets.keys", "alice.csr", "sha256sum", "fleet-ca.key", "-ocsp_uri");

    @TempDir
    Path folder;

    @BeforeEach
    void need() {
        assumeTrue(Programs.areThere("bash", "openssl", "curl"), "bash, openssl and curl (expected: installed)");
    }

    private static List<String> recipes() throws IOException {
        Matcher matcher =
                Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("../docs/tls.md")));
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private String follow(String word) throws IOException {
        List<String> recipe =
                recipes().stream().filter(each -> each.contains(word)).toList();
        assertThat(recipe).as(word).hasSize(1);
        return Programs.script(folder, recipe.get(0));
    }

    private CertificateFiles files(String name) {
        return new CertificateFiles(folder.resolve(name + ".crt"), folder.resolve(name + ".key"), Optional.empty());
    }

    private static ListenerTls listener(CertificateFiles files, ListenerTls.Clients clients) {
        return new ListenerTls(
                List.of(files),
                ListenerTls.Suites.INTERMEDIATE,
                clients,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10));
    }

    private String curl(Fleet fleet, String... more) {
        List<String> words = new ArrayList<>(List.of("curl", "-sS", "--cacert", "wiki.crt", "--connect-to"));
        words.add("wiki.example:443:127.0.0.1:" + fleet.at("eqiad").getPort());
        words.addAll(List.of(more));
        words.add("https://wiki.example/");
        return Programs.run(folder, words.toArray(String[]::new));
    }

    @Test
    void areAllRunHere() throws IOException {
        assertThat(recipes())
                .hasSameSizeAs(KNOWN)
                .allSatisfy(
                        recipe -> assertThat(KNOWN).filteredOn(recipe::contains).hasSize(1));
    }

    @Test
    void aCertificateToTryOut() throws IOException {
        follow("CN=wiki.example");
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .tls(Pki.listener(files("wiki")))
                        .start()) {
            assertThat(curl(fleet)).isEqualTo("ok");
        }
    }

    @Test
    void keysOfTickets() throws IOException {
        follow("CN=wiki.example");
        follow("tickets.keys");
        Path keys = folder.resolve("tickets.keys");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rw-------");
        ListenerTls settings = new ListenerTls(
                List.of(files("wiki")),
                ListenerTls.Suites.INTERMEDIATE,
                ListenerTls.Clients.UNASKED,
                Optional.of(keys),
                Optional.empty(),
                Duration.ofSeconds(10));
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).tls(settings).start()) {
            assertThat(curl(fleet)).isEqualTo("ok");
        }
    }

    @Test
    void aCertificateForAClient() throws IOException {
        follow("CN=wiki.example");
        follow("alice.csr");
        String told = follow("sha256sum");
        String subject = told.substring(0, told.indexOf('\n')).replace("subject=", "");
        String fingerprint = told.split("\n", -1)[1].split(" ", -1)[0];
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .tls(listener(files("wiki"), clients(Demand.REQUIRED)))
                        .start();
                Fleet lenient = Fleet.alone(origin.port())
                        .tls(listener(files("wiki"), clients(Demand.OPTIONAL)))
                        .start()) {
            assertThat(curl(fleet, "--cert", "alice.crt", "--key", "alice.key")).isEqualTo("ok");
            assertThat(origin.requests().get(0))
                    .contains("\r\nClient-Cert-Subject: " + subject + "\r\n")
                    .contains("\r\nClient-Cert-Fingerprint: " + fingerprint + "\r\n");
            assertThat(subject).isEqualTo("CN=alice,O=Example");
            assertThat(curl(fleet)).as("without one").contains("curl: (");
            assertThat(origin.requests()).hasSize(1);
            assertThat(curl(lenient)).isEqualTo("ok");
            assertThat(origin.requests().get(1)).doesNotContain("Client-Cert");
        }
    }

    private ListenerTls.Clients clients(Demand demand) {
        return new ListenerTls.Clients(demand, Optional.of(folder.resolve("people.crt")), List.of());
    }

    @Test
    void certificatesForPeers() throws IOException {
        follow("fleet-ca.key");
        Path authority = folder.resolve("fleet-ca.pem");
        ListenerTls forPeers = listener(
                files("eqiad"),
                new ListenerTls.Clients(
                        Demand.REQUIRED, Optional.of(authority), List.of("fairlead.svc.codfw.example")));
        UpstreamTls toPeers = new UpstreamTls(
                true, Optional.of(authority), Optional.of("fairlead.svc.eqiad.example"), Optional.of(files("codfw")));
        try (RawOrigin home = RawOrigin.answering(OK);
                RawOrigin away = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", home.port())
                        .datacenter("codfw", away.port())
                        .peersTls(forPeers, toPeers)
                        .start();
                RawClient client = fleet.client("codfw")) {
            assertThat(client.exchange("POST", "/", "Content-Length: 0").status())
                    .isEqualTo(200);
            assertThat(home.requests()).hasSize(1);
        }
    }

    /** From a responder that is openssl's own, behind a server that only carries its words. */
    @Test
    void anOcspResponse() throws IOException {
        HttpServer responder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        responder.createContext("/", exchange -> {
            Files.write(folder.resolve("asked"), exchange.getRequestBody().readAllBytes());
            Programs.script(
                    folder,
                    "openssl ocsp -index index -CA issuer.pem -rsigner issuer.pem -rkey issuer.key -reqin asked -respout said");
            byte[] said = Files.readAllBytes(folder.resolve("said"));
            exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        responder.start();
        try {
            Programs.script(folder, """
                    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=issuer \
                      -keyout issuer.key -out issuer.pem
                    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=wiki.example -keyout wiki.key -out wiki.csr
                    printf 'subjectAltName=DNS:wiki.example\nauthorityInfoAccess=OCSP;URI:http://127.0.0.1:PORT/\n' > wiki.ext
                    openssl x509 -req -in wiki.csr -CA issuer.pem -CAkey issuer.key -set_serial 0x1234 -days 2 -extfile wiki.ext \
                      -out wiki.crt
                    printf 'V\t401231235959Z\t\t1234\tunknown\t/CN=wiki.example\n' > index
                    """.replace(
                            "PORT", String.valueOf(responder.getAddress().getPort())));
            follow("-ocsp_uri");
        } finally {
            responder.stop(0);
        }
        CertificateFiles stapled = new CertificateFiles(
                folder.resolve("wiki.crt"), folder.resolve("wiki.key"), Optional.of(folder.resolve("wiki.ocsp")));
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(stapled)).start()) {
            assertThat(Programs.run(
                            folder,
                            "openssl",
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + fleet.at("eqiad").getPort(),
                            "-servername",
                            "wiki.example",
                            "-status"))
                    .contains("OCSP Response Status: successful")
                    .contains("Cert Status: good");
        }
    }
}
