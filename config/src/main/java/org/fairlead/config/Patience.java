package org.fairlead.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How long an exchange of one service waits for its origin.
 *
 * @param connect to reach it
 * @param responseHead from the last byte of the request to the end of its answer's head
 * @param responseBody for anything more of its answer's body
 * @param request from the first byte of the request to the last of the answer; empty: as long as all of these allow
 */
public record Patience(Duration connect, Duration responseHead, Duration responseBody, Optional<Duration> request) {
    public Patience {
        requirePositive("connect", connect);
        requirePositive("response-head", responseHead);
        requirePositive("response-body", responseBody);
        request.ifPresent(whole -> requirePositive("request", whole));
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("timeouts." + name + ": " + duration + " (expected: more than 0)");
        }
    }
}
