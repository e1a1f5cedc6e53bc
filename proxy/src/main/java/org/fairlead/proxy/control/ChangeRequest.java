package org.fairlead.proxy.control;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.Configuration;
import org.fairlead.config.model.ScalarType;
import org.fairlead.config.runtime.Change;
import org.fairlead.config.runtime.OperatorOverride;
import tools.jackson.databind.JsonNode;

/** The bodies of calls that change something, read strictly: a misspelt key must not change something else. */
final class ChangeRequest {
    private static final Map<String, Set<String>> KEYS = Map.of(
            "reload", Set.of("reason"),
            "override", Set.of("reads", "service", "reason"),
            "shift", Set.of("service", "percent", "force", "reason"),
            "drain", Set.of("datacenter", "service", "pool", "origin", "reason"),
            "undrain", Set.of("datacenter", "service", "pool", "origin", "reason"),
            "read-only", Set.of("on", "datacenter", "service", "reason"));

    private final String action;
    private final JsonNode body;

    /** Throws IllegalArgumentException where the body has a key that {@code action} doesn't know. */
    ChangeRequest(String action, JsonNode body) {
        this.action = action;
        this.body = body;
        Set<String> known = KEYS.getOrDefault(action, Set.of());
        for (String key : body.propertyNames()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(key + ": unknown key (expected: "
                        + String.join(", ", known.stream().sorted().toList()) + ")");
            }
        }
    }

    static boolean isKnown(String action) {
        return KEYS.containsKey(action);
    }

    String reason() {
        return text("reason").orElse("");
    }

    /** Throws IllegalArgumentException where a value is missing or of another shape. */
    Change change(Configuration loaded) {
        return switch (action) {
            case "override" ->
                new Change(
                        new OperatorOverride.ReadsToPrimary(text("service")),
                        oneOf("reads", "primary", "none").equals("primary"),
                        false);
            case "shift" -> shift(loaded);
            case "drain", "undrain" -> new Change(drained(), action.equals("drain"), false);
            case "read-only" ->
                new Change(
                        new OperatorOverride.ReadOnly(text("datacenter"), text("service")),
                        flag("on").orElseThrow(() -> missing("on", "true or false")),
                        false);
            default -> throw new IllegalArgumentException(action + ": changes nothing by itself");
        };
    }

    /** An origin, a pool, or a datacenter. */
    private OperatorOverride drained() {
        String datacenter = required("datacenter");
        Optional<String> pool = text("pool");
        Optional<String> origin = text("origin");
        if (text("service").isPresent() && (pool.isPresent() || origin.isPresent())) {
            throw new IllegalArgumentException("service: beside pool or origin (expected: one or the other)");
        }
        if (origin.isPresent()) {
            return new OperatorOverride.OriginDrained(datacenter, origin.get(), pool);
        }
        return pool.isPresent()
                ? new OperatorOverride.PoolDrained(datacenter, pool.get())
                : new OperatorOverride.Drained(datacenter, text("service"));
    }

    private Change shift(Configuration loaded) {
        String percent = required("percent");
        String service = required("service");
        if (percent.equals("configured")) {
            return new Change(OperatorOverride.Share.over(loaded, service, 0), false, false);
        }
        ScalarType<?> type = ScalarType.of(ScalarType.Percent.class).orElseThrow();
        int hundredths = type.read(percent)
                .map(ScalarType.Percent.class::cast)
                .map(ScalarType.Percent::hundredths)
                .orElseThrow(() -> new IllegalArgumentException(
                        "percent: \"" + percent + "\" (expected: " + type.shape() + "; or configured)"));
        return new Change(
                OperatorOverride.Share.over(loaded, service, hundredths),
                true,
                flag("force").orElse(false));
    }

    private String oneOf(String key, String one, String other) {
        String value = required(key);
        if (!value.equals(one) && !value.equals(other)) {
            throw new IllegalArgumentException(key + ": \"" + value + "\" (expected: " + one + " or " + other + ")");
        }
        return value;
    }

    private String required(String key) {
        return text(key).orElseThrow(() -> missing(key, "a text"));
    }

    private static IllegalArgumentException missing(String key, String expected) {
        return new IllegalArgumentException(key + ": missing (expected: " + expected + ")");
    }

    private Optional<String> text(String key) {
        JsonNode value = body.path(key);
        if (!value.isMissingNode() && !value.isString()) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: a text)");
        }
        return value.isMissingNode() ? Optional.empty() : Optional.of(value.stringValue());
    }

    private Optional<Boolean> flag(String key) {
        JsonNode value = body.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: true or false)");
        }
        return value.isMissingNode() ? Optional.empty() : Optional.of(value.booleanValue());
    }
}
