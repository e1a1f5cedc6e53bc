package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.proxy.testkit.SetClocks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time to say hello, while the certificates change that there were when they came. */
class LateHellosTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    /** The type of a record in which a handshake goes on (RFC 8446 §5.1); an alert has another. */
    private static final int HANDSHAKE = 22;

    @TempDir
    Path folder;

    private final SetClocks clocks = new SetClocks();
    private Pki pki;

    @BeforeEach
    void issue() {
        pki = new Pki(folder);
    }

    /** As patient as clients are slow. */
    private static ListenerTls patient(CertificateFiles... files) {
        ListenerTls usual = Pki.listener(files);
        return new ListenerTls(
                usual.certificates(),
                usual.suites(),
                usual.clients(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(10));
    }

    private Fleet front(RawOrigin origin, CertificateFiles... files) {
        return Fleet.alone(origin.port())
                .tls(patient(files))
                .clocks(clocks.clocks())
                .start();
    }

    private static void awaitHandshaking(Fleet fleet) {
        await().untilAsserted(() -> assertThat(fleet.metrics("eqiad")).contains("fairlead_tls_handshaking 1.0"));
    }

    private void renew(Fleet fleet) {
        var renewed = pki.issueFor("wiki.example");
        pki.store("wiki", renewed);
        await().until(() -> {
            try (RawClient client = fleet.secureClient(pki.client())) {
                return Arrays.equals(
                        client.session().getPeerCertificates()[0].getEncoded(),
                        renewed.getCertificate().getEncoded());
            }
        });
    }

    /** What there was when the waiting client came is released: a renewal later than its grace is read after that. */
    private void forgetTheFirst(Fleet fleet) {
        renew(fleet);
        clocks.forward(Duration.ofMinutes(1));
        renew(fleet);
    }

    @Test
    void findCertificatesAfterTheirsWereReplaced() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = front(origin, pki.store("wiki", pki.issueFor("wiki.example")));
                RawClient silent = RawClient.connect(fleet.at("eqiad"))) {
            awaitHandshaking(fleet);
            forgetTheFirst(fleet);

            try (RawClient client = silent.secured(pki.client(), "wiki.example")) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void findCertificatesByNameInTheMidstOfAHello() throws IOException {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = front(
                        origin,
                        pki.store("wiki", pki.issueFor("wiki.example")),
                        pki.store("shop", pki.issueFor("shop.example")));
                Socket halting = new Socket()) {
            byte[] hello = hello(pki.client(), "wiki.example");
            halting.connect(fleet.at("eqiad"));
            halting.setSoTimeout(10_000);
            halting.getOutputStream().write(hello, 0, 20);
            awaitHandshaking(fleet);
            forgetTheFirst(fleet);

            halting.getOutputStream().write(hello, 20, hello.length - 20);
            assertThat(halting.getInputStream().read()).isEqualTo(HANDSHAKE);
        }
    }

    private static byte[] hello(SSLContext context, String name) throws SSLException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        return Arrays.copyOf(record.array(), record.position());
    }
}
