package org.fairlead.config.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.source.Node;
import org.fairlead.routing.DatacenterState;
import org.fairlead.routing.TreatedAs;

/** A request, and where it shall go. */
public record TestModel(
        Node.Mapping node,

        @Key("the datacenter whose proxy decides; absent: this deployment's")
        Optional<String> at,

        @Key(
                value = "method and URL",
                required = true,
                shape = "a method and a full URL, such as GET https://en.wikipedia.org/wiki/Foo")
        String request,

        @Key("fields of the request") Map<String, List<String>> headers,

        @Key("what differs from a fleet in which everything is up")
        GivenModel given,

        @Key("local, primary, refused, respond, or a datacenter")
        Optional<String> goesTo,

        @Key("what it is taken for") Optional<TreatedAs> treatedAs,

        @Key("the name of the rule, or the reason, that decides")
        Optional<String> because,

        @Key(
                value = "of the answer, for refused and respond",
                range = {200, 599})
        Optional<Integer> status) {
    /** What differs from a fleet in which everything is up. */
    public record GivenModel(
            Node.Mapping node,
            @Key("by datacenter") Map<String, DatacenterState> states,
            @Key("a datacenter, or none") Optional<String> primary,
            @Key("the kill switch") DeploymentModel.OverrideModel override,

            @Key(value = "whether the client has a live pin of ours", otherwise = "false")
            boolean pinned,

            @Key("the client's address") Optional<String> client) {}
}
