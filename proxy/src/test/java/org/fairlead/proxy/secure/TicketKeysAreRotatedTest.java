package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LogLines;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.proxy.testkit.SetClocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where no file has keys of session tickets, the process changes its own every 12 h, whatever becomes of the certificates. */
class TicketKeysAreRotatedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path folder;

    private final SetClocks clocks = new SetClocks();

    /** When the session began: one that is resumed has begun before. */
    private static long sessionBegan(Fleet fleet, SSLContext client) {
        try (RawClient connection = fleet.secureClient(client)) {
            // A ticket comes after the handshake.
            assertThat(connection.get("/").status()).isEqualTo(200);
            return connection.session().getCreationTime();
        }
    }

    private void rotate(LogLines log) {
        int before = log.lines().size();
        clocks.forward(Duration.ofHours(12));
        await().until(() -> log.lines().stream().skip(before).anyMatch(line -> line.startsWith("certificates read: ")));
    }

    @Test
    void sessionsAreResumedAfterOneRotationButNotAfterTwo() {
        Pki pki = new Pki(folder);
        var files = pki.store(
                "wiki",
                pki.issue(builder -> Pki.named(builder, "wiki.example")
                        .notAfter(Instant.now().plus(Duration.ofHours(6)))));
        SSLContext eager = pki.client();
        SSLContext late = pki.client();
        try (LogLines log = new LogLines("org.fairlead.proxy.tls.TlsFiles");
                RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .tls(Pki.listener(files))
                        .clocks(clocks.clocks())
                        .start()) {
            long eagerBegan = sessionBegan(fleet, eager);
            long lateBegan = sessionBegan(fleet, late);
            rotate(log);
            assertThat(sessionBegan(fleet, eager)).isEqualTo(eagerBegan);
            rotate(log);
            assertThat(sessionBegan(fleet, late)).isGreaterThan(lateBegan);
        }
    }
}
