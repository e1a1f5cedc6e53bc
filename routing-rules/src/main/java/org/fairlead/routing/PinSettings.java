package org.fairlead.routing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fairlead.matching.Condition;

/**
 * How a service binds a client to the primary after a write.
 *
 * @param honour marks of the application; one that holds, in any reading, is a live pin
 * @param afterWrite how long our own cookie pins; empty: it is neither set nor looked at
 * @param longest what a pin may last, whoever asks for it
 * @param cookieless what a client that sends no cookies is known by, first found first; empty: not at all
 * @param cookie our cookie
 * @param failover what a pinned read does when the primary takes no reads
 */
public record PinSettings(
        List<Condition> honour,
        Optional<Duration> afterWrite,
        Duration longest,
        List<ClientKey> cookieless,
        Cookie cookie,
        Failover failover) {
    /** No pins at all. */
    public static final PinSettings NONE = new PinSettings(
            List.of(), Optional.empty(), Duration.ofMinutes(1), List.of(), Cookie.DEFAULT, Failover.REFUSE);

    public PinSettings {
        honour = List.copyOf(honour);
        cookieless = List.copyOf(cookieless);
    }

    /** What a pinned read does when the primary takes no reads. */
    public enum Failover {
        REFUSE,
        LOCAL
    }

    /** @param domain empty: the host that answers only; {@code sameSite} as in RFC 6265bis, such as Lax */
    public record Cookie(String name, Optional<String> domain, String sameSite) {
        public static final Cookie DEFAULT = new Cookie("fairlead-pin", Optional.empty(), "Lax");
    }
}
