package org.fairlead.config.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what is wrong, so that all of it can be told at once. Of one value only the first problem counts:
 * the others follow from it. Confined to one thread. */
public final class Problems {
    private record Place(Location where, String path) {}

    private final Map<Place, Problem> found = new LinkedHashMap<>();

    private final List<String> files = new ArrayList<>();

    /** What stands at {@code node} isn't what should. */
    public void unexpected(Node node, String expected) {
        add(node, node.describe() + " (expected: " + expected + ")");
    }

    public void add(Node node, String message) {
        add(node.where(), node.path(), message);
    }

    public void add(Location where, String path, String message) {
        if (!files.contains(where.file())) {
            files.add(where.file());
        }
        found.putIfAbsent(new Place(where, path), new Problem(where, path, message));
    }

    public void addAll(Problems others) {
        others.inOrder().forEach(problem -> add(problem.where(), problem.path(), problem.message()));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** File by file as they were met, each from its top. */
    public List<Problem> inOrder() {
        Comparator<Problem> byFile =
                Comparator.comparingInt(p -> files.indexOf(p.where().file()));
        return found.values().stream()
                .sorted(byFile.thenComparingInt(p -> p.where().line())
                        .thenComparingInt(p -> p.where().column()))
                .toList();
    }
}
