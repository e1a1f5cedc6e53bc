package org.fairlead.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.fairlead.matching.CidrBlock;

/**
 * A socket that accepts requests.
 *
 * @param healthPath answered by the listener itself, without a decision; starts with a slash
 * @param tls empty: what comes is plain HTTP
 * @param redirectToHttps the port to which every request is redirected that didn't come by https; empty: none is
 * @param proxyProtocolFrom who must begin with a header of the PROXY protocol, while nobody else may connect; empty: nobody does
 * @param http2 whether clients may speak HTTP/2 here, beside HTTP/1.1
 */
public record Listener(
        BindAddress bind,
        Purpose purpose,
        Optional<String> healthPath,
        Optional<ListenerTls> tls,
        OptionalInt redirectToHttps,
        List<CidrBlock> proxyProtocolFrom,
        boolean http2) {
    /** Who connects. */
    public enum Purpose {
        CLIENTS,
        /** Proxies of other datacenters; a request without a valid hop is refused. */
        PEERS;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One that speaks HTTP/1.1 and HTTP/2. */
    public Listener(
            BindAddress bind,
            Purpose purpose,
            Optional<String> healthPath,
            Optional<ListenerTls> tls,
            OptionalInt redirectToHttps,
            List<CidrBlock> proxyProtocolFrom) {
        this(bind, purpose, healthPath, tls, redirectToHttps, proxyProtocolFrom, true);
    }

    public Listener {
        proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
        if (healthPath.isPresent() && !healthPath.get().startsWith("/")) {
            throw new IllegalArgumentException(
                    "\"" + healthPath.get() + "\" (expected: a path, such as /.well-known/fairlead)");
        }
    }

    /** One for plain HTTP, that nobody talks to by the PROXY protocol. */
    public Listener(BindAddress bind, Purpose purpose, Optional<String> healthPath) {
        this(bind, purpose, healthPath, Optional.empty(), OptionalInt.empty(), List.of());
    }

    public Listener withTls(ListenerTls other) {
        return new Listener(bind, purpose, healthPath, Optional.of(other), redirectToHttps, proxyProtocolFrom, http2);
    }

    /** Whether {@code other} is the same socket, so that a reload may take over what it says of TLS. */
    public boolean isSameSocketAs(Listener other) {
        return tls.isPresent() && other.tls.isPresent() && equals(other.withTls(tls.get()));
    }
}
