package org.fairlead.config.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A value in a file that knows where it stands and which keys lead to it. Immutable. */
public sealed interface Node {
    Location where();

    /** The keys that lead here, such as {@code listeners[0].bind}; empty for the whole file. */
    String path();

    /** What stands here, in a few words, for a message. */
    String describe();

    /** The same, with every text in it (but for keys) replaced. */
    Node replace(UnaryOperator<String> replacement);

    /** A single value; all are texts until a reader knows what they should be. */
    record Scalar(Location where, String path, String text) implements Node {
        private static final int SHOWN = 80;

        @Override
        public String describe() {
            String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
            // A message stays on its line, whatever stands in the file.
            return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
        }

        @Override
        public Node replace(UnaryOperator<String> replacement) {
            return new Scalar(where, path, replacement.apply(text));
        }
    }

    /** A list. */
    record Sequence(Location where, String path, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }

        @Override
        public Node replace(UnaryOperator<String> replacement) {
            return new Sequence(
                    where,
                    path,
                    items.stream().map(item -> item.replace(replacement)).toList());
        }
    }

    /** Nothing: a key without a value, or no such key. */
    record Nothing(Location where, String path) implements Node {
        @Override
        public String describe() {
            return "nothing";
        }

        @Override
        public Node replace(UnaryOperator<String> replacement) {
            return this;
        }
    }

    /** A key and what it stands for. */
    record Entry(Location where, Node value) {}

    /** Keys and values, in the order of the file. */
    record Mapping(Location where, String path, Map<String, Entry> entries) implements Node {
        public Mapping {
            entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        /** What stands for {@code key}; where it isn't there, nothing, at the place of the mapping. */
        public Node get(String key) {
            Entry entry = entries.get(key);
            return entry == null ? new Nothing(where, join(path, key)) : entry.value();
        }

        public boolean has(String key) {
            return entries.containsKey(key);
        }

        /** Where {@code key} itself stands; the place of the mapping where it isn't there. */
        public Location whereIsKey(String key) {
            Entry entry = entries.get(key);
            return entry == null ? where : entry.where();
        }

        /** With {@code value} in place of what stood for {@code key}. */
        public Mapping with(String key, Node value) {
            Map<String, Entry> changed = new LinkedHashMap<>(entries);
            changed.put(key, new Entry(whereIsKey(key), value));
            return new Mapping(where, path, changed);
        }

        /**
         * With what {@code base} has and this one hasn't.
         *
         * @param depth how many levels of mappings are joined key by key; below, a value replaces a value
         */
        public Mapping over(Mapping base, int depth) {
            Map<String, Entry> joined = new LinkedHashMap<>(entries);
            base.entries.forEach(
                    (key, entry) -> joined.merge(key, entry, (own, inherited) -> own(own, inherited, depth)));
            return new Mapping(where, path, joined);
        }

        private static Entry own(Entry own, Entry inherited, int depth) {
            boolean joins = depth > 1 && own.value() instanceof Mapping && inherited.value() instanceof Mapping;
            return joins
                    ? new Entry(own.where(), ((Mapping) own.value()).over((Mapping) inherited.value(), depth - 1))
                    : own;
        }

        @Override
        public String describe() {
            return entries.keySet().stream()
                    .collect(Collectors.joining(": …, ", "{", entries.isEmpty() ? "}" : ": …}"));
        }

        @Override
        public Node replace(UnaryOperator<String> replacement) {
            Map<String, Entry> replaced = new LinkedHashMap<>();
            entries.forEach((key, entry) ->
                    replaced.put(key, new Entry(entry.where(), entry.value().replace(replacement))));
            return new Mapping(where, path, replaced);
        }
    }

    /** The path of {@code key} in what {@code path} leads to. */
    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
