package org.fairlead.proxy.telemetry;

import java.util.Locale;

/** A limit that something ran into, beside those that fail an exchange. */
public enum Limit {
    /** {@code limits.connections} */
    CONNECTIONS,
    /** {@code limits.per-address} */
    PER_ADDRESS,
    /** {@code limits.memory} */
    MEMORY,
    /** {@code limits.requests-per-connection} */
    REQUESTS_PER_CONNECTION,
    /** {@code limits.pipelined-requests} */
    PIPELINED_REQUESTS,
    /** {@code limits.attempts} */
    ATTEMPTS,
    /** A connection without the header that its listener asks for, or from where none may come. */
    PROXY_PROTOCOL;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As in logs and metrics. */
    public String label() {
        return label;
    }

    /** Whether somebody was turned away by it, which is worth a line in the log. */
    boolean turnsAway() {
        return switch (this) {
            case CONNECTIONS, PER_ADDRESS, MEMORY, PROXY_PROTOCOL -> true;
            case REQUESTS_PER_CONNECTION, PIPELINED_REQUESTS, ATTEMPTS -> false;
        };
    }
}
