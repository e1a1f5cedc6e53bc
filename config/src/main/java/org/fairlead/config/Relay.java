package org.fairlead.config;

/**
 * How messages are passed on.
 *
 * @param forwardedHeader whether origins get {@code Forwarded} (RFC 7239) beside {@code X-Forwarded-*}
 */
public record Relay(
        Trust trust,
        Contract contract,
        Timeouts timeouts,
        Limits limits,
        boolean forwardedHeader,
        Deliveries deliveries) {}
