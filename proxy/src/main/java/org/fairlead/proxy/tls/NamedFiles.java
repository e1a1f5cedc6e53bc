package org.fairlead.proxy.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.UpstreamTls;

/** The files that settings name. */
record NamedFiles(List<CertificateFiles> pairs, Optional<Path> authorities, Optional<Path> ticketKeys) {
    static NamedFiles of(ListenerTls settings) {
        return new NamedFiles(settings.certificates(), settings.clients().authorities(), settings.ticketKeys());
    }

    static NamedFiles of(UpstreamTls settings) {
        return new NamedFiles(settings.certificate().stream().toList(), settings.authorities(), Optional.empty());
    }

    List<Path> all() {
        List<Path> files = new ArrayList<>();
        for (CertificateFiles pair : pairs) {
            files.add(pair.certificate());
            files.add(pair.key());
            pair.ocsp().ifPresent(files::add);
        }
        authorities.ifPresent(files::add);
        ticketKeys.ifPresent(files::add);
        return files;
    }

    /** The certificates, or else the authorities. */
    @Override
    public String toString() {
        if (pairs.isEmpty()) {
            return authorities.map(Path::toString).orElse("Java's own");
        }
        return pairs.stream()
                .map(pair -> pair.certificate().toString())
                .toList()
                .toString();
    }
}
