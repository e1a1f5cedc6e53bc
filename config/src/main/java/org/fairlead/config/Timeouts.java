package org.fairlead.config;

import java.time.Duration;

/**
 * How long each step may take.
 *
 * @param connect to reach an origin, where a service says nothing else: see {@link Patience}
 * @param requestHead from a client's first byte to the end of its head
 * @param responseHead from the last byte of the request to the end of the origin's head
 * @param clientIdle a client's connection without a request
 * @param upstreamIdle a pooled connection without a request
 */
public record Timeouts(
        Duration connect, Duration requestHead, Duration responseHead, Duration clientIdle, Duration upstreamIdle) {
    public Timeouts {
        requirePositive("connect", connect);
        requirePositive("request-head", requestHead);
        requirePositive("response-head", responseHead);
        requirePositive("client-idle", clientIdle);
        requirePositive("upstream-idle", upstreamIdle);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("timeouts." + name + ": " + duration + " (expected: more than 0)");
        }
    }
}
