package org.fairlead.proxy.tls;

import java.util.List;
import org.fairlead.config.ListenerTls;

/** One listener's files, and what was made of them. Confined to {@link TlsFiles}. */
final class WatchedServer {
    private final WatchedFiles files;
    private final List<String> protocols;
    private final ServerTls live;
    private ListenerTls settings;

    /**
     * @param protocols offered by ALPN, the best first
     * @param live read from {@code files}
     */
    WatchedServer(ListenerTls settings, List<String> protocols, WatchedFiles files, ServerTls live) {
        this.files = files;
        this.protocols = protocols;
        this.settings = settings;
        this.live = live;
    }

    /** From now on by those settings. */
    WatchedServer as(ListenerTls next) {
        settings = next;
        files.turnTo(NamedFiles.of(next));
        return this;
    }

    long firstExpiry() {
        return live.state().certificates().all().stream()
                .mapToLong(ServerCertificate::expiry)
                .min()
                .orElse(0);
    }

    WatchedFiles files() {
        return files;
    }

    List<String> protocols() {
        return protocols;
    }

    ServerTls live() {
        return live;
    }

    ListenerTls settings() {
        return settings;
    }
}
