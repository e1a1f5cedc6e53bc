package org.fairlead.config;

import java.util.Optional;

/**
 * One server address that is spoken to over HTTP: an application server, or a proxy in another datacenter.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 1 to 65535
 * @param tls empty: in plain
 */
public record Origin(String host, int port, Optional<UpstreamTls> tls) {
    public Origin {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "\"" + host + ":" + port + "\" (expected: a host and a port from 1 to 65535)");
        }
    }

    /** One that is spoken to in plain. */
    public Origin(String host, int port) {
        this(host, port, Optional.empty());
    }

    /** The same, by these settings where it is spoken to over TLS. */
    public Origin with(UpstreamTls settings) {
        return tls.isEmpty() ? this : new Origin(host, port, Optional.of(settings));
    }

    /** {@code host:port}, as in logs and labels. */
    @Override
    public String toString() {
        return BindAddress.render(host, port);
    }
}
