package org.fairlead.config.model;

import java.util.Map;
import java.util.Optional;
import org.fairlead.config.source.Node;

/** A rule file: where requests go. */
public record RuleFileModel(
        Node.Mapping node,

        @Key("what each service of this file inherits, key by key")
        Optional<ServiceModel> defaults,

        @Key("conditions with names, for `is`; `<name>` in one stands for the value it is used with")
        Map<String, WhenModel> conditions,

        @Key(value = "by name", required = true) Map<String, ServiceModel> services) {}
