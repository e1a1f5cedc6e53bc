package org.fairlead.proxy.tls;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.pem.Credentials;

/** What {@link NamedFiles} hold. Immutable. */
record FileContents(
        Map<CertificateFiles, Credentials> pairs,
        Map<Path, List<X509Certificate>> authorities,
        Map<Path, List<byte[]>> ticketSecrets) {
    /** Before anything was read. */
    static final FileContents NONE = new FileContents(Map.of(), Map.of(), Map.of());

    FileContents {
        pairs = Map.copyOf(pairs);
        authorities = Map.copyOf(authorities);
        ticketSecrets = Map.copyOf(ticketSecrets);
    }

    Credentials credentials(CertificateFiles pair) {
        return Objects.requireNonNull(pairs.get(pair));
    }

    List<X509Certificate> authorities(Path file) {
        return Objects.requireNonNull(authorities.get(file));
    }

    List<byte[]> ticketSecrets(Path file) {
        return Objects.requireNonNull(ticketSecrets.get(file));
    }
}
