package org.fairlead.config;

import java.util.Locale;
import java.util.Optional;

/**
 * A socket that accepts requests.
 *
 * @param healthPath answered by the listener itself, without a decision; starts with a slash
 * @param http2 whether clients may speak HTTP/2 here, beside HTTP/1.1
 */
public record Listener(BindAddress bind, Purpose purpose, Optional<String> healthPath, boolean http2) {
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
    public Listener(BindAddress bind, Purpose purpose, Optional<String> healthPath) {
        this(bind, purpose, healthPath, true);
    }

    public Listener {
        if (healthPath.isPresent() && !healthPath.get().startsWith("/")) {
            throw new IllegalArgumentException(
                    "\"" + healthPath.get() + "\" (expected: a path, such as /.well-known/fairlead)");
        }
    }
}
