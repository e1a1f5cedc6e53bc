package org.fairlead.proxy.upstream;

/**
 * How connections to origins are kept on one event loop.
 *
 * @param idleNanos how long one may wait in the pool
 * @param connectionsPerOrigin this loop's share of what the process may have
 */
public record UpstreamSettings(long idleNanos, int connectionsPerOrigin) {}
