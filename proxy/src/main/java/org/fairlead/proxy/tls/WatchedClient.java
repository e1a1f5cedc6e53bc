package org.fairlead.proxy.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.config.UpstreamTls;

/** The files for one kind of upstream, and what was made of them. Confined to {@link TlsFiles}, but for {@link #live}. */
final class WatchedClient {
    private final UpstreamTls settings;
    private final ClientTls live;
    private final FileMarks marks;
    private boolean refused;

    /** @param marks of what {@code live} was read from, taken before */
    WatchedClient(UpstreamTls settings, FileMarks marks, ClientTls live) {
        this.settings = settings;
        this.marks = marks;
        this.live = live;
    }

    static List<Path> files(UpstreamTls settings) {
        List<Path> files = new ArrayList<>();
        settings.authorities().ifPresent(files::add);
        settings.certificate().ifPresent(certificate -> {
            files.add(certificate.certificate());
            files.add(certificate.key());
        });
        return files;
    }

    ClientTls live() {
        return live;
    }

    UpstreamTls settings() {
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
        return settings.certificate()
                .map(files -> files.certificate().toString())
                .or(() -> settings.authorities().map(Path::toString))
                .orElse("Java's own");
    }
}
