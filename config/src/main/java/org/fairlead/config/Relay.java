package org.fairlead.config;

import java.time.Duration;

/**
 * How messages are passed on.
 *
 * @param drainGrace how long what is under way stays at what is drained
 * @param clients what one client may take of what all share
 * @param forwardedHeader whether origins get {@code Forwarded} (RFC 7239) beside {@code X-Forwarded-*}
 */
public record Relay(
        Trust trust,
        Contract contract,
        Timeouts timeouts,
        Tunnels tunnels,
        Duration drainGrace,
        Limits limits,
        ClientLimits clients,
        boolean forwardedHeader,
        Deliveries deliveries) {}
