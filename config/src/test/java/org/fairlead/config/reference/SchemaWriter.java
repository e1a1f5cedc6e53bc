package org.fairlead.config.reference;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fairlead.config.model.Declared;
import org.fairlead.config.model.Declared.DeclaredKey;
import org.fairlead.config.model.Key;
import org.fairlead.config.model.ScalarType;
import org.fairlead.config.model.ServiceModel;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the JSON Schema of a kind of file, from the keys that its model declares: for editors, which complete and check while
 * one types. The loader is stricter: it knows what belongs together.
 */
final class SchemaWriter {
    /** Where an environment variable may stand, its value isn't known. */
    private static final String ENVIRONMENT = "\\$\\{";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode definitions = NODES.objectNode();
    /** Models that may be written in part, since the rest is inherited. */
    private final Set<Class<?>> inherited = new HashSet<>();

    static String write(Class<?> model, String title) {
        return new SchemaWriter().schema(model, title);
    }

    private String schema(Class<?> model, String title) {
        inherited.add(ServiceModel.class);
        Declared.keys(ServiceModel.class).stream()
                .filter(key -> Declared.rawOf(key.type()) == Optional.class)
                .forEach(key -> inherited.add(Declared.rawOf(Declared.argumentOf(key.type()))));
        ObjectNode schema = NODES.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", title);
        schema.setAll(object(model));
        schema.set("$defs", definitions);
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    }

    private ObjectNode object(Class<?> model) {
        ObjectNode object = NODES.objectNode().put("type", "object");
        ObjectNode properties = object.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        for (DeclaredKey declared : Declared.keys(model)) {
            ObjectNode property = properties.putObject(declared.name());
            property.put("description", description(declared.key()));
            property.setAll(value(declared.type(), declared.key()));
            if (declared.key().required() && !inherited.contains(model)) {
                required.add(declared.name());
            }
        }
        if (!required.isEmpty()) {
            object.set("required", required);
        }
        return object.put("additionalProperties", false);
    }

    private static String description(Key key) {
        return key.otherwise().isEmpty() ? key.value() : key.value() + "; default: " + key.otherwise();
    }

    private ObjectNode value(Type type, Key key) {
        ObjectNode value = plain(type, key);
        return key.orNone() ? anyOf(constant("none"), value) : value;
    }

    private ObjectNode plain(Type type, Key key) {
        Class<?> raw = Declared.rawOf(type);
        if (raw == Optional.class) {
            return plain(Declared.argumentOf(type), key);
        }
        if (raw == List.class) {
            return list(Declared.argumentOf(type), key);
        }
        if (raw == Map.class) {
            return map(Declared.argumentOf(type), key);
        }
        return ScalarType.of(raw).map(scalar -> scalar(scalar, key)).orElseGet(() -> reference(raw));
    }

    private ObjectNode list(Type item, Key key) {
        ObjectNode list = NODES.objectNode().put("type", "array");
        list.set("items", plain(item, key));
        return Declared.standsAlone(item) ? anyOf(plain(item, key), list) : list;
    }

    private ObjectNode map(Type value, Key key) {
        ObjectNode map = NODES.objectNode().put("type", "object");
        map.set("additionalProperties", plain(value, key));
        return key.namesAlone() ? anyOf(map, list(String.class, key)) : map;
    }

    private ObjectNode reference(Class<?> model) {
        String name = model.getSimpleName().replace("Model", "");
        if (!definitions.has(name)) {
            // Held before it is filled: a model may contain itself.
            ObjectNode definition = definitions.putObject(name);
            ObjectNode object = object(model);
            Optional<ObjectNode> alone = Declared.shorthand(model).map(key -> value(key.type(), key.key()));
            definition.setAll(alone.map(value -> anyOf(value, object)).orElse(object));
        }
        return NODES.objectNode().put("$ref", "#/$defs/" + name);
    }

    private static ObjectNode scalar(ScalarType<?> type, Key key) {
        ObjectNode text = NODES.objectNode().put("type", "string");
        if (type.type() == String.class) {
            text.putArray("type").add("string").add("number").add("boolean");
            return text;
        }
        if (type.type() == Boolean.class) {
            return anyOf(NODES.objectNode().put("type", "boolean"), environment());
        }
        if (type.type() == Integer.class || type.type() == Long.class) {
            return anyOf(whole(key), environment());
        }
        if (type.type().isEnum()) {
            ArrayNode labels = NODES.objectNode().putArray("enum");
            Arrays.stream(type.type().getEnumConstants())
                    .map(label -> label.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .forEach(labels::add);
            ObjectNode closed = NODES.objectNode();
            closed.set("enum", labels);
            return anyOf(closed, environment());
        }
        text.put("pattern", "^(" + type.pattern() + ")$|" + ENVIRONMENT);
        return type.type() == ScalarType.Percent.class
                ? anyOf(
                        NODES.objectNode()
                                .put("type", "number")
                                .put("minimum", 0)
                                .put("maximum", 100),
                        text)
                : text;
    }

    private static ObjectNode whole(Key key) {
        ObjectNode whole = NODES.objectNode().put("type", "integer");
        if (key.range().length == 2) {
            whole.put("minimum", key.range()[0]);
            if (key.range()[1] != Long.MAX_VALUE) {
                whole.put("maximum", key.range()[1]);
            }
        }
        return whole;
    }

    private static ObjectNode environment() {
        return NODES.objectNode().put("type", "string").put("pattern", ENVIRONMENT);
    }

    private static ObjectNode constant(String text) {
        return NODES.objectNode().put("const", text);
    }

    private static ObjectNode anyOf(ObjectNode... alternatives) {
        ObjectNode any = NODES.objectNode();
        ArrayNode list = any.putArray("anyOf");
        Arrays.stream(alternatives).forEach(list::add);
        return any;
    }

    /** What may stand for a value, in a few words, for the tables of the documentation. */
    static String shape(Type type, Key key) {
        Class<?> raw = Declared.rawOf(type);
        if (raw == Optional.class) {
            return shape(Declared.argumentOf(type), key);
        }
        if (raw == List.class) {
            return "list of " + shape(Declared.argumentOf(type), key);
        }
        if (raw == Map.class) {
            return "by name: " + shape(Declared.argumentOf(type), key);
        }
        if (raw.isEnum()) {
            return Arrays.stream(raw.getEnumConstants())
                    .map(label ->
                            "`" + label.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
                    .collect(Collectors.joining(", "));
        }
        if (raw == Duration.class || raw == ScalarType.PinLength.class) {
            return raw == Duration.class ? "duration" : "duration, `none`";
        }
        return switch (raw.getSimpleName()) {
            case "String" -> "text";
            case "boolean", "Boolean" -> "`true`, `false`";
            case "int", "long", "Integer", "Long" -> "whole number";
            case "ByteSize" -> "size";
            case "Percent" -> "percentage";
            case "BindAddress" -> "address:port";
            case "Origin" -> "http://host:port";
            case "CidrBlock" -> "network";
            default -> "[" + ReferenceTables.title(raw) + "](#" + ReferenceTables.anchor(raw) + ")";
        };
    }
}
