package org.fairlead.config.model;

import java.time.Duration;
import java.util.Optional;
import org.fairlead.config.source.Node;

/** How long each step may take. */
public record TimeoutsModel(
        Node.Mapping node,

        @Key(
                value = "to reach an origin",
                otherwise = "1s",
                range = {1, Key.DAY_MILLIS})
        Duration connect,

        @Key(
                value = "from the first byte of a request to the end of its head",
                otherwise = "10s",
                range = {1, Key.DAY_MILLIS})
        Duration requestHead,

        @Key(
                value = "from the last byte of a request to the end of the origin's head",
                otherwise = "60s",
                range = {1, Key.DAY_MILLIS})
        Duration responseHead,

        @Key(
                value = "a client's connection without a request",
                otherwise = "75s",
                range = {1, Key.DAY_MILLIS})
        Duration clientIdle,

        @Key(
                value = "a pooled connection to an origin without a request; less than the origin's own",
                otherwise = "4s",
                range = {1, Key.DAY_MILLIS})
        Duration upstreamIdle,

        @Key(
                value = "a WebSocket, or what else an upgrade has opened, without a byte in either direction",
                otherwise = "1h",
                range = {1000, 604_800_000})
        Duration tunnelIdle,

        @Key(
                value =
                        "how long one stays where it would no longer be opened: placed as a write, to a datacenter that is no "
                                + "longer the primary; to an origin that is drained; as a read, to a datacenter that is",
                otherwise = "30s",
                range = {0, Key.DAY_MILLIS})
        Duration tunnelGrace,

        @Key(
                value =
                        "how long a request under way stays at an origin that is drained or removed, or as a read at a pool or a datacenter that "
                                + "is; then it is tried elsewhere if it may be, and ended if not",
                otherwise = "5m",
                range = {0, Key.DAY_MILLIS})
        Duration drainGrace,

        @Key(
                value = "over how long `limits.min-body-rate` is measured; client-idle, where that is shorter",
                otherwise = "20s",
                range = {100, Key.DAY_MILLIS})
        Duration bodyPace,

        @Key(
                value = "for anything more of an origin's answer, once its head is there",
                otherwise = "60s",
                range = {1, Key.DAY_MILLIS})
        Duration responseBody,

        @Key(
                value = "from the first byte of a request to the last of its answer; absent: no limit of its own",
                range = {1, Key.DAY_MILLIS})
        Optional<Duration> request) {}
