package org.fairlead.config.model;

import java.time.Duration;
import java.util.Optional;
import org.fairlead.config.source.Node;

/** What happens when there is more to do than can be done. */
public record OverloadModel(
        Node.Mapping node,

        @Key(
                value = "requests under way at one pool of a datacenter, in the whole process; absent: as many as come",
                range = {1, 1_000_000})
        Optional<Integer> concurrency,

        @Key(
                value = "whether fewer than that are let through while answers take longer than they used to",
                otherwise = "false")
        boolean adaptive,

        @Key(
                value = "requests that wait for their turn at one pool, in the whole process",
                otherwise = "100",
                range = {0, 100_000})
        int queue,

        @Key(
                value = "how long one waits for its turn; counted in tenths of a second",
                otherwise = "1s",
                range = {1, 3_600_000})
        Duration queueTime,

        @Key(
                value =
                        "an event loop that is so late sheds reads for others and of anonymous clients; twice as late, all "
                                + "reads; four times, writes too; absent: it isn't looked at",
                range = {1, 3_600_000})
        Optional<Duration> loopDelay,

        @Key(
                value =
                        "when so much of the heap is still in use after a collection, reads for others and of anonymous clients "
                                + "are shed; a third of the rest further, all reads; two thirds, writes too",
                otherwise = "90")
        ScalarType.Percent heap) {}
