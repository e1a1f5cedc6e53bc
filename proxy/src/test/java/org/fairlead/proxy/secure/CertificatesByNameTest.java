package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.fairlead.config.CertificateFiles;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which certificate a client sees: by the name that it asks for, and by what the files hold now. */
class CertificatesByNameTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path folder;

    private Pki pki;

    @BeforeEach
    void issue() {
        pki = new Pki(folder);
    }

    private static String shown(RawClient client) {
        try {
            X509Certificate leaf = (X509Certificate) client.session().getPeerCertificates()[0];
            return leaf.getSerialNumber().toString();
        } catch (SSLPeerUnverifiedException e) {
            throw new AssertionError("no certificate", e);
        }
    }

    private static String serial(X509Bundle bundle) {
        return bundle.getCertificate().getSerialNumber().toString();
    }

    private String shown(Fleet fleet, SSLContext context, String name) {
        try (RawClient client = RawClient.secure(fleet.at("eqiad"), context, name)) {
            return shown(client);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "one.example, 0",
        "two.example, 1",
        "a.wild.example, 2",
        "exact.wild.example, 3",
        "127.0.0.1, 0",
    })
    void followsTheName(String name, int wanted) {
        X509Bundle[] bundles = {
            pki.issueFor("one.example", "127.0.0.1"),
            pki.issueFor("two.example", "one.example"),
            pki.issueForWildcard("*.wild.example"),
            pki.issueFor("exact.wild.example")
        };
        CertificateFiles[] files = new CertificateFiles[bundles.length];
        for (int i = 0; i < files.length; i++) {
            files[i] = pki.store("c" + i, bundles[i]);
        }
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start()) {
            assertThat(shown(fleet, pki.client(), name)).isEqualTo(serial(bundles[wanted]));
        }
    }

    @Test
    void isTheFirstForNamesThatNoneHas() {
        X509Bundle first = pki.issueFor("one.example");
        CertificateFiles[] files = {pki.store("one", first), pki.store("two", pki.issueFor("two.example", "127.0.0.1"))
        };
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start()) {
            // Java doesn't take it; that it is the first shows in what it says.
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> RawClient.secureOrFail(fleet.at("eqiad"), pki.client(), "three.example")))
                    .hasMessageContaining("three.example");
        }
    }

    @Test
    void isAnotherOnceTheFilesHaveChanged() throws Exception {
        X509Bundle before = pki.issueFor("wiki.example");
        X509Bundle after = pki.issueFor("wiki.example");
        CertificateFiles files = pki.store("wiki", before);
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start();
                RawClient open = fleet.secureClient(pki.client())) {
            assertThat(shown(open)).isEqualTo(serial(before));
            AtomicInteger served = new AtomicInteger();
            AtomicInteger failed = new AtomicInteger();
            Thread load = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    try (RawClient client = fleet.secureClient(pki.client())) {
                        client.get("/");
                        served.incrementAndGet();
                    } catch (RuntimeException e) {
                        failed.incrementAndGet();
                    }
                }
            });
            load.start();

            pki.store("wiki", after);
            await().untilAsserted(() ->
                    assertThat(shown(fleet, pki.client(), "wiki.example")).isEqualTo(serial(after)));
            load.interrupt();
            load.join(10_000);
            assertThat(served).hasPositiveValue();
            assertThat(failed).hasValue(0);
            // What was open goes on.
            assertThat(open.get("/").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"mismatched", "unreadable", "expired"})
    void staysWhereTheNewOneIsBroken(String how) {
        X509Bundle before = pki.issueFor("wiki.example");
        CertificateFiles files = pki.store("wiki", before);
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).tls(Pki.listener(files)).start()) {
            switch (how) {
                case "mismatched" ->
                    pki.write("wiki.crt", pki.issueFor("wiki.example").getCertificatePEM());
                case "unreadable" ->
                    pki.write("wiki.key", "-----BEGIN PRIVATE KEY-----\nwhat?\n-----END PRIVATE KEY-----\n");
                default -> pki.store("wiki", pki.expired("wiki.example"));
            }
            await().untilAsserted(() -> assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_files_refused 1.0"));
            assertThat(shown(fleet, pki.client(), "wiki.example")).isEqualTo(serial(before));

            X509Bundle mended = pki.issueFor("wiki.example");
            pki.store("wiki", mended);
            await().untilAsserted(() -> assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_files_refused 0.0"));
            assertThat(shown(fleet, pki.client(), "wiki.example")).isEqualTo(serial(mended));
        }
    }

    @Test
    void mayBeAnotherFileAfterAReload() {
        X509Bundle before = pki.issueFor("wiki.example");
        X509Bundle after = pki.issueFor("wiki.example");
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            Fleet.Plan plan = Fleet.alone(origin.port()).tls(Pki.listener(pki.store("before", before)));
            reloads(plan, before, after);
        }
    }

    private void reloads(Fleet.Plan plan, X509Bundle before, X509Bundle after) {
        try (Fleet fleet = plan.start()) {
            assertThat(shown(fleet, pki.client(), "wiki.example")).isEqualTo(serial(before));
            plan.tls(Pki.listener(pki.store("after", after)));
            fleet.reload();
            assertThat(shown(fleet, pki.client(), "wiki.example")).isEqualTo(serial(after));
        }
    }
}
