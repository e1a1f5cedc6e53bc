package org.fairlead.config;

import java.time.Duration;

/**
 * How long what an upgrade has opened may stay.
 *
 * @param idle without a byte in either direction
 * @param grace from the time on that the datacenter that it leads to is no longer the primary, where it was placed as a write
 */
public record Tunnels(Duration idle, Duration grace) {
    public Tunnels {
        if (idle.isZero() || idle.isNegative() || grace.isNegative()) {
            throw new IllegalArgumentException(
                    "tunnels: " + idle + ", " + grace + " (expected: more than 0, and not less than 0)");
        }
    }
}
