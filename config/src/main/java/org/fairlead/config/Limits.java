package org.fairlead.config;

/**
 * What is bounded, and where.
 *
 * @param connections from clients and peers, in the whole process
 * @param headBytes of one request or response head, the first line included
 * @param headerCount field lines of one head
 * @param connectionsPerOrigin to one origin, in the whole process
 * @param pinTableEntries pins of clients that keep no cookies
 * @param attempts at one request in one datacenter, the first included
 */
public record Limits(
        int connections, int headBytes, int headerCount, int connectionsPerOrigin, int pinTableEntries, int attempts) {
    public Limits {
        requirePositive("connections", connections);
        requirePositive("head-bytes", headBytes);
        requirePositive("header-count", headerCount);
        requirePositive("connections-per-origin", connectionsPerOrigin);
        requirePositive("pin-table-entries", pinTableEntries);
        requirePositive("attempts", attempts);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("limits." + name + ": " + value + " (expected: 1 or more)");
        }
    }
}
