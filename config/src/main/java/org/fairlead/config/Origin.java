package org.fairlead.config;

/**
 * One server address that is spoken to over plain HTTP: an application server, or a proxy in another datacenter.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 1 to 65535
 */
public record Origin(String host, int port) {
    public Origin {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "\"" + host + ":" + port + "\" (expected: a host and a port from 1 to 65535)");
        }
    }

    /** {@code host:port}, as in logs and labels. */
    @Override
    public String toString() {
        return BindAddress.render(host, port);
    }
}
