package org.fairlead.proxy.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.pem.Credentials;
import org.fairlead.config.pem.UnfitFileException;

/** One listener's files, and what was made of them. Confined to {@link TlsFiles}. */
final class WatchedServer {
    private final ServerTls live;
    private final List<String> protocols;
    private ListenerTls settings;
    private FileMarks marks;
    private boolean refused;

    /**
     * @param protocols offered by ALPN, the best first
     * @param marks of what {@code live} was read from, taken before
     */
    WatchedServer(ListenerTls settings, List<String> protocols, FileMarks marks, ServerTls live) {
        this.protocols = protocols;
        this.settings = settings;
        this.marks = marks;
        this.live = live;
    }

    static List<Path> files(ListenerTls settings) {
        List<Path> files = new ArrayList<>();
        for (CertificateFiles certificate : settings.certificates()) {
            files.add(certificate.certificate());
            files.add(certificate.key());
            certificate.ocsp().ifPresent(files::add);
        }
        settings.clients().authorities().ifPresent(files::add);
        settings.ticketKeys().ifPresent(files::add);
        return files;
    }

    /** From now on by those settings. */
    WatchedServer as(ListenerTls next) {
        settings = next;
        marks = new FileMarks(files(next));
        return this;
    }

    /** In place of one that is valid, none that has expired. */
    void refuseExpired(Instant now) throws UnfitFileException {
        for (CertificateFiles files : settings.certificates()) {
            Credentials.read(files).requireValid(files, now);
        }
    }

    long firstExpiry() {
        return live.state().certificates().all().stream()
                .mapToLong(ServerCertificate::expiry)
                .min()
                .orElse(0);
    }

    ServerTls live() {
        return live;
    }

    List<String> protocols() {
        return protocols;
    }

    ListenerTls settings() {
        return settings;
    }

    FileMarks marks() {
        return marks;
    }

    boolean isRefused() {
        return refused;
    }

    void isRefused(boolean now) {
        refused = now;
    }

    @Override
    public String toString() {
        return settings.certificates().stream()
                .map(files -> files.certificate().toString())
                .toList()
                .toString();
    }
}
