package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LogLines;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.proxy.testkit.SetClocks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A listener's certificates are renewed one by one: what is wrong with one file is no other one's matter. */
class RenewalsDoNotWaitForOthersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String LOG = "org.fairlead.proxy.tls.TlsFiles";
    /** The least that looks like a successful answer (RFC 6960 §4.2.1). */
    private static final byte[] OCSP = {0x30, 7, 0x0a, 1, 0, 4, 2, 0, 0};

    @TempDir
    Path folder;

    private final SetClocks clocks = new SetClocks();
    private Pki pki;
    private CertificateFiles shop;
    private ListenerTls listener;

    @BeforeEach
    void issue() throws IOException {
        pki = new Pki(folder);
        CertificateFiles wiki = pki.store("wiki", pki.issueFor("wiki.example"));
        shop = pki.store("shop", pki.issueFor("shop.example"));
        CertificateFiles blog = pki.store("blog", pki.issueFor("blog.example"));
        Path ocsp = Files.write(folder.resolve("blog.ocsp"), OCSP);
        Path people = Files.copy(pki.rootFile(), folder.resolve("people.pem"));
        listener = new ListenerTls(
                List.of(wiki, shop, new CertificateFiles(blog.certificate(), blog.key(), Optional.of(ocsp))),
                ListenerTls.Suites.INTERMEDIATE,
                new ListenerTls.Clients(ListenerTls.Demand.OPTIONAL, Optional.of(people), List.of()),
                Optional.of(pki.write("tickets.keys", "the first key, long enough\n")),
                Optional.empty(),
                Duration.ofSeconds(10));
    }

    private Fleet front(RawOrigin origin) {
        return Fleet.alone(origin.port()).tls(listener).clocks(clocks.clocks()).start();
    }

    private String shown(Fleet fleet, String name) {
        try (RawClient client = RawClient.secure(fleet.at("eqiad"), pki.client(), name)) {
            X509Certificate leaf = (X509Certificate) client.session().getPeerCertificates()[0];
            return leaf.getSerialNumber().toString();
        } catch (SSLPeerUnverifiedException e) {
            throw new AssertionError("no certificate", e);
        }
    }

    private X509Bundle renew(String name) {
        X509Bundle renewed = pki.issueFor(name + ".example");
        pki.store(name, renewed);
        return renewed;
    }

    private void awaitShown(Fleet fleet, String name, X509Bundle wanted) {
        await().untilAsserted(() -> assertThat(shown(fleet, name))
                .isEqualTo(wanted.getCertificate().getSerialNumber().toString()));
    }

    private void spoil(String what) {
        switch (what) {
            case "shop.crt expired" -> pki.store("shop", pki.expired("shop.example"));
            case "shop.crt of another key" ->
                pki.write("shop.crt", pki.issueFor("shop.example").getCertificatePEM());
            default -> pki.write(what, "what?");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shop.crt expired, shop.crt",
        "shop.crt of another key, shop.key",
        "shop.key, shop.key",
        "blog.ocsp, blog.ocsp",
        "people.pem, people.pem",
        "tickets.keys, tickets.keys"
    })
    void isRenewedWhileAnotherFileIsBroken(String what, String named) {
        try (LogLines log = new LogLines(LOG);
                RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = front(origin)) {
            String before = shown(fleet, "shop.example");
            spoil(what);
            X509Bundle renewed = renew("wiki");

            awaitShown(fleet, "wiki.example", renewed);
            assertThat(shown(fleet, "shop.example")).isEqualTo(before);
            assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_files_refused 1.0");
            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("certificates refused, the old ones stay: ")
                            .contains(folder.resolve(named).toString()));
        }
    }

    @Test
    void isTakenOnceItIsMended() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = front(origin)) {
            spoil("shop.key");
            awaitShown(fleet, "wiki.example", renew("wiki"));
            assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_files_refused 1.0");

            awaitShown(fleet, "shop.example", renew("shop"));
            assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_files_refused 0.0");
        }
    }

    @Test
    void isRenewedTogetherWithOthers() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = front(origin)) {
            X509Bundle first = renew("wiki");
            X509Bundle second = renew("shop");

            awaitShown(fleet, "wiki.example", first);
            awaitShown(fleet, "shop.example", second);
        }
    }

    @Test
    void isRenewedAfterAnotherHasLapsed() {
        pki.store(
                "shop",
                pki.issue(builder -> Pki.named(builder, "shop.example")
                        .notAfter(Instant.now().plus(Duration.ofHours(1)))));
        try (LogLines log = new LogLines(LOG);
                RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = front(origin)) {
            String before = shown(fleet, "shop.example");
            clocks.forward(Duration.ofHours(2));

            awaitShown(fleet, "wiki.example", renew("wiki"));
            awaitShown(fleet, "wiki.example", renew("wiki"));
            assertThat(shown(fleet, "shop.example")).isEqualTo(before);
            assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_files_refused 0.0");
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("a certificate is in use that has expired: "))
                    .singleElement()
                    .asString()
                    .contains(shop.certificate().toString());
        }
    }
}
