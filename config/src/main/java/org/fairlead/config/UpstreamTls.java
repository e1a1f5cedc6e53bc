package org.fairlead.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an origin or a peer is spoken to over TLS.
 *
 * @param verifies whether its certificate must be valid and bear its name
 * @param authorities PEM: who may have issued it; empty: whom Java trusts
 * @param serverName the name that it must bear, and that it is asked for (SNI); empty: the host of its address
 * @param certificate what we show
 */
public record UpstreamTls(
        boolean verifies,
        Optional<Path> authorities,
        Optional<String> serverName,
        Optional<CertificateFiles> certificate) {
    /** Verified by what Java trusts. */
    public static final UpstreamTls DEFAULT =
            new UpstreamTls(true, Optional.empty(), Optional.empty(), Optional.empty());
}
