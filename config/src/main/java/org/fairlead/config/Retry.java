package org.fairlead.config;

import java.time.Duration;
import java.util.Set;

/**
 * When a request of one service is sent again.
 *
 * @param on statuses, 500 to 599, after which a read is tried elsewhere; none: an answer is an answer
 * @param within after this time since its head was read no further attempt is begun
 * @param backOff what the third attempt in one datacenter waits at most; each one after it twice as long
 * @param hedges whether a read that waits for longer than nearly all do is sent to a second origin as well
 */
public record Retry(Set<Integer> on, Duration within, Duration backOff, boolean hedges) {
    /** Where nothing is said. */
    public static final Retry USUAL = new Retry(Set.of(), Duration.ofSeconds(10), Duration.ofMillis(100));

    /** Without hedging. */
    public Retry(Set<Integer> on, Duration within, Duration backOff) {
        this(on, within, backOff, false);
    }

    public Retry {
        on = Set.copyOf(on);
        on.forEach(status -> {
            if (status < 500 || status > 599) {
                throw new IllegalArgumentException("retry.on: " + status + " (expected: 500 to 599)");
            }
        });
    }
}
