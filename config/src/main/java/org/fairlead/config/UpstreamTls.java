package org.fairlead.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How an origin or a peer is spoken to over TLS.
 *
 * @param verifies whether its certificate must be valid and bear its name
 * @param authorities PEM: who may have issued it; empty: whom Java trusts
 * @param serverName the name that it must bear, and that it is asked for (SNI); empty: the host of its address
 * @param certificate what we show
 * @param protocols that we offer by ALPN (RFC 7301), the best first; none: it isn't used
 */
public record UpstreamTls(
        boolean verifies,
        Optional<Path> authorities,
        Optional<String> serverName,
        Optional<CertificateFiles> certificate,
        List<String> protocols) {
    /** Verified by what Java trusts. */
    public static final UpstreamTls DEFAULT =
            new UpstreamTls(true, Optional.empty(), Optional.empty(), Optional.empty());

    public UpstreamTls {
        protocols = List.copyOf(protocols);
    }

    /** One that offers nothing by ALPN. */
    public UpstreamTls(
            boolean verifies,
            Optional<Path> authorities,
            Optional<String> serverName,
            Optional<CertificateFiles> certificate) {
        this(verifies, authorities, serverName, certificate, List.of());
    }

    public UpstreamTls offering(List<String> others) {
        return new UpstreamTls(verifies, authorities, serverName, certificate, others);
    }
}
