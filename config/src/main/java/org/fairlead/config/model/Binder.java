package org.fairlead.config.model;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.model.Declared.DeclaredKey;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;

/**
 * Fills model records from a tree.
 *
 * <p>It never gives up: what is wrong goes to the problems, and the default, or something empty, takes its place, so that all
 * problems of a file are found at once.
 */
public final class Binder {
    private final Problems problems;

    public Binder(Problems problems) {
        this.problems = problems;
    }

    /** The record that {@code node} describes. */
    public <R extends Record> R bind(Class<R> model, Node node) {
        if (node instanceof Node.Mapping mapping) {
            return fill(model, mapping);
        }
        Optional<DeclaredKey> shorthand = Declared.shorthand(model);
        if (shorthand.isPresent() && !(node instanceof Node.Nothing)) {
            return fill(model, spelledOut(shorthand.get(), node));
        }
        problems.unexpected(node, Shapes.of(model));
        return fillEmpty(model, node);
    }

    private static Node.Mapping spelledOut(DeclaredKey shorthand, Node node) {
        return new Node.Mapping(
                node.where(), node.path(), Map.of(shorthand.name(), new Node.Entry(node.where(), node)));
    }

    /** In place of what couldn't be read; what is missing in it isn't told again. */
    private static <R extends Record> R fillEmpty(Class<R> model, Node node) {
        return new Binder(new Problems()).fill(model, new Node.Mapping(node.where(), node.path(), Map.of()));
    }

    private <R extends Record> R fill(Class<R> model, Node.Mapping mapping) {
        refuseUnknownKeys(model, mapping);
        DeclaredRecord declared = DeclaredRecord.of(model);
        Object[] values = new Object[declared.components().size()];
        for (int i = 0; i < values.length; i++) {
            Optional<DeclaredKey> key = declared.components().get(i);
            values[i] = key.isPresent() ? value(key.get(), mapping) : mapping;
        }
        return construct(model, declared.constructor(), values);
    }

    private void refuseUnknownKeys(Class<?> model, Node.Mapping mapping) {
        List<String> known =
                Declared.keys(model).stream().map(DeclaredKey::name).toList();
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                problems.add(entry.where(), entry.value().path(), Spelling.unknown("key", known, key));
            }
        });
    }

    private Object value(DeclaredKey declared, Node.Mapping mapping) {
        String name = declared.name();
        Type type = declared.type();
        Key key = declared.key();
        Node node = mapping.get(name);
        if (node instanceof Node.Nothing) {
            return absent(type, key, mapping, name);
        }
        if (key.orNone() && node instanceof Node.Scalar scalar && scalar.text().equals("none")) {
            return Optional.empty();
        }
        return present(type, key, node);
    }

    private Object absent(Type type, Key key, Node.Mapping mapping, String name) {
        Node node = mapping.get(name);
        boolean isKeyThere = mapping.has(name);
        Class<?> raw = Declared.rawOf(type);
        if (key.required() || isKeyThere) {
            problems.unexpected(node, Shapes.of(type, key));
        }
        if (!key.otherwise().isEmpty()) {
            return otherwise(type, key, node);
        }
        if (raw == Optional.class) {
            return Optional.empty();
        }
        if (raw == List.class) {
            return List.of();
        }
        if (raw == Map.class) {
            return Map.of();
        }
        return raw.isRecord() && ScalarType.of(raw).isEmpty()
                ? fillEmpty(raw.asSubclass(Record.class), node)
                : standIn(raw);
    }

    private Object otherwise(Type type, Key key, Node node) {
        return new Binder(new Problems())
                .present(type, key, new Node.Scalar(node.where(), node.path(), key.otherwise()));
    }

    /** For a text that is required and isn't there: the problem has been told. Other types are declared as Optional. */
    private static Object standIn(Class<?> raw) {
        if (raw != String.class) {
            throw new IllegalStateException(raw + " has neither a default nor is it Optional");
        }
        return "";
    }

    private Object present(Type type, Key key, Node node) {
        Class<?> raw = Declared.rawOf(type);
        if (raw == Optional.class) {
            return optional(Declared.argumentOf(type), key, node);
        }
        if (raw == List.class) {
            return list(Declared.argumentOf(type), key, node);
        }
        if (raw == Map.class) {
            return map(Declared.argumentOf(type), key, node);
        }
        Optional<ScalarType<?>> scalarType = ScalarType.of(raw);
        if (scalarType.isPresent()) {
            return scalar(scalarType.get(), key, node)
                    .orElseGet(() -> key.otherwise().isEmpty() ? standIn(raw) : otherwise(type, key, node));
        }
        return bind(raw.asSubclass(Record.class), node);
    }

    private Optional<Object> optional(Type type, Key key, Node node) {
        Optional<ScalarType<?>> scalarType = ScalarType.of(Declared.rawOf(type));
        return scalarType.isPresent() ? scalar(scalarType.get(), key, node) : Optional.of(present(type, key, node));
    }

    private Optional<Object> scalar(ScalarType<?> type, Key key, Node node) {
        String shape = Shapes.of(type, key);
        if (!(node instanceof Node.Scalar scalar)) {
            problems.unexpected(node, shape);
            return Optional.empty();
        }
        Optional<Object> value =
                type.read(scalar.text()).map(Object.class::cast).filter(v -> isInRange(key, v));
        if (value.isEmpty()) {
            problems.unexpected(node, shape);
        }
        return value;
    }

    private static boolean isInRange(Key key, Object value) {
        if (key.range().length < 2) {
            return true;
        }
        long number = number(value);
        return number >= key.range()[0] && number <= key.range()[1];
    }

    private static long number(Object value) {
        if (value instanceof ScalarType.ByteSize size) {
            return size.bytes();
        }
        return value instanceof Duration duration ? duration.toMillis() : ((Number) value).longValue();
    }

    private List<Object> list(Type type, Key key, Node node) {
        List<Object> values = new ArrayList<>();
        if (node instanceof Node.Sequence sequence) {
            sequence.items().forEach(item -> optional(type, key, item).ifPresent(values::add));
        } else if (Declared.standsAlone(type)) {
            optional(type, key, node).ifPresent(values::add);
        } else {
            problems.unexpected(node, "a list");
        }
        return List.copyOf(values);
    }

    private Map<String, Object> map(Type type, Key key, Node node) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (node instanceof Node.Mapping mapping) {
            mapping.entries()
                    .forEach((name, entry) ->
                            optional(type, key, entry.value()).ifPresent(value -> values.put(name, value)));
        } else if (key.namesAlone()) {
            list(String.class, key, node).forEach(name -> values.put((String) name, List.of()));
        } else {
            problems.unexpected(node, "names and, for each, " + Shapes.of(type));
        }
        return java.util.Collections.unmodifiableMap(values);
    }

    private static <R extends Record> R construct(Class<R> model, Constructor<?> constructor, Object[] values) {
        try {
            return model.cast(constructor.newInstance(values));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(model + " has checks of its own", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(model + " isn't a public record", e);
        }
    }
}
