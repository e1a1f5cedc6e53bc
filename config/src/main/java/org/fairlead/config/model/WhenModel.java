package org.fairlead.config.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.source.Node;
import org.fairlead.matching.CidrBlock;

/** A condition; all its keys must hold. */
public record WhenModel(
        Node.Mapping node,

        @Key(
                value = "always: holds for every request",
                shorthand = true,
                shape = "always, or keys such as path and method")
        Optional<Always> always,

        @Key("one of these, exactly") List<String> method,
        @Key("the client's scheme") Optional<Scheme> scheme,
        @Key("one of these, exactly") List<String> host,

        @Key("the client's address is in one of these networks")
        List<CidrBlock> client,

        @Key("`*` is any run without a slash, `**` any run") List<PatternModel> path,

        @Key("by name: what a parameter says") Map<String, List<PatternModel>> query,
        @Key("by name, in any case: what a field says") Map<String, List<PatternModel>> header,
        @Key("by name: what a cookie says") Map<String, List<PatternModel>> cookie,

        @Key("whether the patterns here, and in what is nested here, take letters of either case")
        Optional<Boolean> ignoreCase,

        @Key("one of these holds") List<WhenModel> any,
        @Key("all of these hold") List<WhenModel> all,
        @Key("this doesn't hold") Optional<WhenModel> not,

        @Key(
                value = "conditions of this file, by name: one of the values that each is used with holds",
                namesAlone = true)
        Map<String, List<String>> is) {
    /** What a value must look like; a glob, or one of the others. */
    public record PatternModel(
            Node.Mapping node,

            @Key(
                    value = "a glob over the whole value",
                    shorthand = true,
                    shape = "a glob, {regex: …} or {present: true}")
            Optional<String> glob,

            @Key("a regular expression (RE2) over the whole value")
            Optional<String> regex,

            @Key("true: it is there, whatever it says; false: it isn't")
            Optional<Boolean> present,

            @Key("letters of either case") Optional<Boolean> ignoreCase) {}

    /** The condition that always holds. */
    public enum Always {
        ALWAYS
    }

    /** A scheme. */
    public enum Scheme {
        HTTP,
        HTTPS
    }
}
