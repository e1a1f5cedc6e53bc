package org.fairlead.config;

/**
 * How messages are passed on.
 *
 * @param clients what one client may take of what all share
 * @param forwardedHeader whether origins get {@code Forwarded} (RFC 7239) beside {@code X-Forwarded-*}
 */
public record Relay(
        Trust trust,
        Contract contract,
        Timeouts timeouts,
        Tunnels tunnels,
        Limits limits,
        ClientLimits clients,
        boolean forwardedHeader,
        Deliveries deliveries) {}
