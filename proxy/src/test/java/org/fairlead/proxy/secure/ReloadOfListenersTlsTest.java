package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.ListenerTls.Demand;
import org.fairlead.config.ListenerTls.Suites;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listener says of TLS holds for new connections after a reload, key by key, and without a restart. */
class ReloadOfListenersTlsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path folder;

    private final RawOrigin origin = RawOrigin.answering(OK);
    private Pki pki;
    private ListenerTls usual;
    private Fleet.Plan plan;
    private Fleet fleet;

    @BeforeEach
    void start() {
        pki = new Pki(folder);
        usual = Pki.listener(pki.store("wiki", pki.issueFor("wiki.example")));
        plan = Fleet.alone(origin.port()).tls(usual);
        fleet = plan.start();
    }

    @AfterEach
    void stop() {
        fleet.close();
        origin.close();
    }

    private void reload(ListenerTls next) {
        plan.tls(next);
        fleet.reload();
    }

    private boolean isServed(SSLContext client, String name) {
        try (RawClient connection = RawClient.secureOrFail(fleet.at("eqiad"), client, name)) {
            return connection
                    .send(RawClient.request("GET", "/"))
                    .readUntil("\r\n")
                    .startsWith("HTTP/1.1 200 ");
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Test
    void certificates() {
        CertificateFiles added = pki.store("added", pki.issueFor("wiki.example", "added.example"));
        assertThat(isServed(pki.client(), "added.example")).isFalse();
        reload(new ListenerTls(
                List.of(usual.certificates().get(0), added),
                usual.suites(),
                usual.clients(),
                usual.ticketKeys(),
                usual.hsts(),
                usual.handshakeTimeout()));
        assertThat(isServed(pki.client(), "added.example")).isTrue();
    }

    @Test
    void certificatesOfClients() {
        assertThat(isServed(pki.client(), "wiki.example")).isTrue();
        reload(pki.asking(Demand.REQUIRED, usual.certificates().get(0), "ann.example"));
        assertThat(isServed(pki.client(), "wiki.example")).isFalse();
        assertThat(isServed(pki.context(pki.issueFor("ann.example")), "wiki.example"))
                .isTrue();
        assertThat(isServed(pki.context(pki.issueFor("bob.example")), "wiki.example"))
                .isFalse();
    }

    @Test
    void hsts() {
        try (RawClient before = fleet.secureClient(pki.client())) {
            assertThat(before.get("/").field("Strict-Transport-Security")).isEmpty();
            reload(with(usual.suites(), Optional.of(new ListenerTls.Hsts(Duration.ofDays(1), false)), usual));
            // Connections keep what they began with.
            assertThat(before.get("/").field("Strict-Transport-Security")).isEmpty();
        }
        try (RawClient after = fleet.secureClient(pki.client())) {
            assertThat(after.get("/").field("Strict-Transport-Security")).isEqualTo("max-age=86400");
        }
    }

    private static ListenerTls with(Suites suites, Optional<ListenerTls.Hsts> hsts, ListenerTls other) {
        return new ListenerTls(
                other.certificates(), suites, other.clients(), other.ticketKeys(), hsts, other.handshakeTimeout());
    }

    @Test
    void suites() {
        assertThat(handshakes("TLSv1.2")).isTrue();
        reload(with(Suites.MODERN, Optional.empty(), usual));
        assertThat(handshakes("TLSv1.2")).isFalse();
        assertThat(handshakes("TLSv1.3")).isTrue();
    }

    private boolean handshakes(String version) {
        InetSocketAddress address = fleet.at("eqiad");
        try (SSLSocket socket =
                (SSLSocket) pki.client().getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return true;
        } catch (SSLException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void handshakeTimeout() throws IOException {
        reload(new ListenerTls(
                usual.certificates(),
                usual.suites(),
                usual.clients(),
                usual.ticketKeys(),
                usual.hsts(),
                Duration.ofMillis(200)));
        try (Socket silent = new Socket()) {
            silent.connect(fleet.at("eqiad"));
            // Less than it took before.
            silent.setSoTimeout(5_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }
}
