package org.fairlead.config.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.source.Node;
import org.fairlead.routing.TreatedAs;

/** One rule. */
public record RuleModel(
        Node.Mapping node,

        @Key(value = "shown wherever the rule decides", required = true, shape = "a name")
        String name,

        @Key("the author's reason, shown by explain") Optional<String> because,

        @Key(value = "what a request must be like; always: any request", required = true)
        WhenModel when,

        @Key("classifies; to read only with an explicit method")
        Optional<TreatedAs> treatAs,

        @Key(value = "places: primary, local, or a datacenter", shape = "primary, local, or a datacenter")
        Optional<String> send,

        @Key("answers: a status, or more of an answer") Optional<RespondModel> respond,

        @Key(value = "reads that match don't follow a pin", otherwise = "false")
        boolean ignorePin,

        @Key("the pin of a write that matches: its length, or none")
        Optional<ScalarType.PinLength> pin) {
    /** An answer. */
    public record RespondModel(
            Node.Mapping node,

            @Key(
                    value = "status",
                    required = true,
                    shape = "a status",
                    shorthand = true,
                    range = {200, 599})
            Optional<Integer> status,

            @Key("fields") Map<String, List<String>> headers,
            @Key("content") Optional<String> body) {}
}
