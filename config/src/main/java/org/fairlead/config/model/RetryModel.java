package org.fairlead.config.model;

import java.time.Duration;
import java.util.List;
import org.fairlead.config.source.Node;

/** When a request is sent again. */
public record RetryModel(
        Node.Mapping node,

        @Key(
                value = "statuses after which a read is tried elsewhere; none: an answer is an answer",
                range = {500, 599})
        List<Integer> on,

        @Key(
                value = "after this time since its head was read a request isn't sent again",
                otherwise = "10s",
                range = {1, Key.DAY_MILLIS})
        Duration within,

        @Key(
                value = "what the third attempt in a datacenter waits at most, drawn at random; each further one twice "
                        + "as long; counted in tenths of a second",
                otherwise = "100ms",
                range = {1, 3_600_000})
        Duration backOff,

        @Key(
                value =
                        "whether a read without a body whose answer takes longer than 95 in 100 from its pool do is sent to a "
                                + "second origin of it as well, within the budget; the first answer counts",
                otherwise = "false")
        boolean hedge,

        @Key(value = "attempts beside the first, in percent of the requests of ten seconds", otherwise = "20")
        ScalarType.Percent budget,

        @Key(
                value = "so many more of them each second, in the whole process, however few requests there are",
                otherwise = "10",
                range = {0, 100_000})
        int floor) {}
