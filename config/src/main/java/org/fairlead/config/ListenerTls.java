package org.fairlead.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a listener speaks TLS. Files are named here, and read elsewhere: what they hold may change while this stays.
 *
 * @param certificates at least one; the first is for clients that name no host, or one that no certificate covers
 * @param ticketKeys keys that all proxies share, so that a session begun at one is resumed at any; empty: each makes its own
 * @param handshakeTimeout from the connection's acceptance to the handshake's end
 */
public record ListenerTls(
        List<CertificateFiles> certificates,
        Suites suites,
        Clients clients,
        Optional<Path> ticketKeys,
        Optional<Hsts> hsts,
        Duration handshakeTimeout) {
    /** Versions and cipher suites, as in Mozilla's recommendations 5.7. */
    public enum Suites {
        /** TLS 1.2 with forward secrecy and authenticated encryption, and TLS 1.3. */
        INTERMEDIATE,
        /** TLS 1.3. */
        MODERN
    }

    /**
     * Which certificates clients show.
     *
     * @param authorities PEM: who may have issued them; empty only where none are asked for
     * @param names of which a certificate must have one, as a DNS name; empty: any will do
     */
    public record Clients(Demand demand, Optional<Path> authorities, List<String> names) {
        /** Nobody is asked. */
        public static final Clients UNASKED = new Clients(Demand.NONE, Optional.empty(), List.of());

        public Clients {
            names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
            if ((demand == Demand.NONE) == authorities.isPresent()) {
                throw new IllegalArgumentException(
                        "authorities (expected: with certificates of clients, and only then)");
            }
        }
    }

    /** Whether clients show a certificate. */
    public enum Demand {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /** What browsers are told of TLS (RFC 6797). */
    public record Hsts(Duration maxAge, boolean includeSubdomains) {
        /** The field's value. */
        public String value() {
            return "max-age=" + maxAge.toSeconds() + (includeSubdomains ? "; includeSubDomains" : "");
        }
    }

    public ListenerTls {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("certificates: none (expected: one at least)");
        }
    }
}
