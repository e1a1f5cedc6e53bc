package org.fairlead.config;

import java.util.Optional;

/**
 * An origin, or a peer, that an operator wants no new requests for.
 *
 * @param pool empty: in whatever pool of the datacenter it is
 * @param name {@code host:port} as configured; {@code host:port(address)}: one of the addresses of a name
 * @param by who wants it, and why, in words
 */
public record DrainedOrigin(String datacenter, Optional<String> pool, String name, String by) {
    /** Whether it is that origin, as configured and with its address behind it. */
    public boolean is(String datacenter, String pool, String configured, String withAddress) {
        return this.datacenter.equals(datacenter)
                && this.pool.filter(own -> !own.equals(pool)).isEmpty()
                && (name.equals(configured) || name.equals(withAddress));
    }
}
