package org.fairlead.config.runtime;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fairlead.routing.Shift;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A {@link RuntimeState} as JSON, read strictly: what isn't known may not be passed over. */
final class StateFormat {
    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StateFormat() {}

    static byte[] render(RuntimeState state) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("version", VERSION);
        root.put("overrides", state.entries().stream().map(StateFormat::fields).toList());
        return JSON.writeValueAsBytes(root);
    }

    static Map<String, Object> fields(RuntimeState.Entry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        OperatorOverride override = entry.override();
        if (override instanceof OperatorOverride.ReadsToPrimary) {
            fields.put("kind", "reads-to-primary");
        } else if (override instanceof OperatorOverride.Share share) {
            fields.put("kind", "share");
            fields.put("hundredths", share.hundredths());
            fields.put("configured", share.configured());
        } else if (override instanceof OperatorOverride.Drained drained) {
            fields.put("kind", "drained");
            fields.put("datacenter", drained.datacenter());
        } else if (override instanceof OperatorOverride.PoolDrained drained) {
            fields.put("kind", "pool-drained");
            fields.put("datacenter", drained.datacenter());
            fields.put("pool", drained.pool());
        } else if (override instanceof OperatorOverride.OriginDrained drained) {
            fields.put("kind", "origin-drained");
            fields.put("datacenter", drained.datacenter());
            fields.put("origin", drained.origin());
            drained.pool().ifPresent(name -> fields.put("pool", name));
        } else if (override instanceof OperatorOverride.ReadOnly readOnly) {
            fields.put("kind", "read-only");
            readOnly.datacenter().ifPresent(name -> fields.put("datacenter", name));
        }
        override.service().ifPresent(name -> fields.put("service", name));
        fields.put("who", entry.who());
        fields.put("why", entry.why());
        fields.put("since", entry.since().toString());
        return fields;
    }

    /** @throws IllegalArgumentException saying what is wrong */
    static RuntimeState parse(byte[] bytes) {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not whole (expected: JSON as Fairlead writes it)", e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException("empty or cut short (expected: JSON as Fairlead writes it)");
        }
        requireOnly(root, Set.of("version", "overrides"));
        int version = whole(root, "version", 1, Integer.MAX_VALUE);
        if (version != VERSION) {
            throw new IllegalArgumentException("version " + version + " (expected: " + VERSION + ")");
        }
        JsonNode list = root.path("overrides");
        if (!list.isArray()) {
            throw new IllegalArgumentException("overrides: missing (expected: a list)");
        }
        List<RuntimeState.Entry> entries = new ArrayList<>();
        list.forEach(node -> entries.add(entry(node)));
        return new RuntimeState(entries);
    }

    private static RuntimeState.Entry entry(JsonNode node) {
        OperatorOverride override = override(node);
        try {
            return new RuntimeState.Entry(
                    override, text(node, "who"), text(node, "why"), Instant.parse(text(node, "since")));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("since: " + node.path("since") + " (expected: a time in UTC)", e);
        }
    }

    private static OperatorOverride override(JsonNode node) {
        Set<String> always = Set.of("kind", "service", "who", "why", "since");
        String kind = text(node, "kind");
        return switch (kind) {
            case "reads-to-primary" -> {
                requireOnly(node, always);
                yield new OperatorOverride.ReadsToPrimary(optional(node, "service"));
            }
            case "share" -> {
                requireOnly(node, with(always, "hundredths", "configured"));
                yield new OperatorOverride.Share(
                        text(node, "service"),
                        whole(node, "hundredths", 0, Shift.WHOLE),
                        whole(node, "configured", 0, Shift.WHOLE));
            }
            case "drained" -> {
                requireOnly(node, with(always, "datacenter"));
                yield new OperatorOverride.Drained(text(node, "datacenter"), optional(node, "service"));
            }
            case "pool-drained" -> {
                requireOnly(node, with(always, "datacenter", "pool"));
                yield new OperatorOverride.PoolDrained(text(node, "datacenter"), text(node, "pool"));
            }
            case "origin-drained" -> {
                requireOnly(node, with(always, "datacenter", "origin", "pool"));
                yield new OperatorOverride.OriginDrained(
                        text(node, "datacenter"), text(node, "origin"), optional(node, "pool"));
            }
            case "read-only" -> {
                requireOnly(node, with(always, "datacenter"));
                yield new OperatorOverride.ReadOnly(optional(node, "datacenter"), optional(node, "service"));
            }
            default ->
                throw new IllegalArgumentException("kind: \"" + kind
                        + "\" (expected: reads-to-primary, share, drained, pool-drained, origin-drained or read-only)");
        };
    }

    private static Set<String> with(Set<String> keys, String... more) {
        Set<String> all = new java.util.HashSet<>(keys);
        all.addAll(List.of(more));
        return all;
    }

    private static void requireOnly(JsonNode node, Set<String> known) {
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(name + ": unknown key (expected: what this version writes)");
            }
        }
    }

    private static String text(JsonNode node, String key) {
        return optional(node, key)
                .orElseThrow(() -> new IllegalArgumentException(key + ": missing (expected: a text)"));
    }

    private static Optional<String> optional(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !value.isString()) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: a text)");
        }
        return value.isMissingNode() ? Optional.empty() : Optional.of(value.stringValue());
    }

    private static int whole(JsonNode node, String key, int least, int most) {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw new IllegalArgumentException(
                    key + ": " + value + " (expected: a whole number from " + least + " to " + most + ")");
        }
        return value.intValue();
    }
}
