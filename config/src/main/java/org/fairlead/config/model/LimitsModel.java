package org.fairlead.config.model;

import java.util.List;
import java.util.Optional;
import org.fairlead.config.source.Node;
import org.fairlead.matching.CidrBlock;

/** What is bounded, and where. */
public record LimitsModel(
        Node.Mapping node,

        @Key(
                value = "connections from clients and peers, in the whole process",
                otherwise = "15000",
                range = {1, 1_000_000})
        int connections,

        @Key(
                value = "one request or response head, its first line included",
                otherwise = "32KiB",
                range = {1024, 1 << 20},
                reloads = false)
        ScalarType.ByteSize headBytes,

        @Key(
                value = "field lines of one head",
                otherwise = "100",
                range = {1, 10_000},
                reloads = false)
        int headerCount,

        @Key(
                value = "connections to one origin, in the whole process; at most half of them for requests whose"
                        + " body is still to come",
                otherwise = "1024",
                range = {1, 65_535})
        int connectionsPerOrigin,

        @Key(
                value = "pins of clients that keep no cookies",
                otherwise = "100000",
                range = {1, 10_000_000},
                reloads = false)
        int pinTableEntries,

        @Key(
                value = "attempts at one request in one datacenter, the first included",
                otherwise = "3",
                range = {1, 10})
        int attempts,

        @Key("of one client address") PerAddressModel perAddress,

        @Key(
                value = "requests on one connection of a client, which is closed then; absent: any number",
                range = {1, Integer.MAX_VALUE})
        Optional<Integer> requestsPerConnection,

        @Key(
                value = "requests of one connection answered in one go, before other connections get their turn",
                otherwise = "32",
                range = {1, 10_000})
        int pipelinedRequests,

        @Key(
                value = "bytes a second that a request's body must bring, and a client take of an answer that waits; "
                        + "0B: any progress is enough",
                otherwise = "100B",
                range = {0, 1 << 30})
        ScalarType.ByteSize minBodyRate,

        @Key(
                value = "held for clients and origins, in the whole process: what was read and not passed on; "
                        + "absent: three quarters of what buffers may take",
                range = {1 << 20, 2047L << 20})
        Optional<ScalarType.ByteSize> memory) {
    /** Of one client address. */
    public record PerAddressModel(
            Node.Mapping node,

            @Key(
                    value = "connections of one address, or of one IPv6 /64; behind a proxy in trust.forwarded-from, "
                            + "exchanges under way; absent: as many as there may be",
                    range = {1, 1_000_000})
            Optional<Integer> connections,

            @Key("networks that may have more; peers and trust.forwarded-from always may")
            List<CidrBlock> except) {}
}
