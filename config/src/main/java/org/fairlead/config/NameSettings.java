package org.fairlead.config;

import java.time.Duration;
import java.util.List;

/**
 * How the names of origins and peers are looked up, and when again.
 *
 * @param servers of DNS; none: those that the system names
 * @param shortest how long an answer holds at least, whatever it says of itself; after a failure, until the next try
 * @param longest how long it holds at most
 * @param timeout of one look-up, with all its tries
 */
public record NameSettings(List<BindAddress> servers, Duration shortest, Duration longest, Duration timeout) {
    /** Where nothing is said. */
    public static final NameSettings USUAL =
            new NameSettings(List.of(), Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(2));

    public NameSettings {
        servers = List.copyOf(servers);
        if (shortest.isZero() || shortest.isNegative() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException(
                    "names: from " + shortest + " to " + longest + " (expected: more than 0, and no less than that)");
        }
    }
}
