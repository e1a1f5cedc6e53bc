package org.fairlead.config.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fairlead.config.model.Binder;
import org.fairlead.config.model.Spelling;
import org.fairlead.config.model.WhenModel;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;

/**
 * The conditions that a rule file gives names to. In one, {@code <name>} stands for the value that it is used with; each use
 * is the condition written out, once for each value.
 */
final class NamedConditions {
    private static final String PLACEHOLDER = "<name>";
    /** Conditions that use each other twice double with each step, and each is written out. */
    private static final int MOST_WRITTEN_OUT = 10_000;

    private final Node.Mapping conditions;
    private final Binder binder;
    private final Problems problems;
    private final Set<String> used = new HashSet<>();
    private int writtenOut;

    /** @param conditions what stands under {@code conditions:} */
    NamedConditions(Node conditions, Problems problems) {
        this.conditions = conditions instanceof Node.Mapping mapping
                ? mapping
                : new Node.Mapping(conditions.where(), conditions.path(), java.util.Map.of());
        this.problems = problems;
        binder = new Binder(problems);
    }

    /** The condition of that name, for each value; empty, with a problem, where it can't be used so. */
    List<WhenModel> use(String name, List<String> values, Node at, List<String> using) {
        used.add(name);
        if (!conditions.has(name)) {
            problems.add(
                    at,
                    "\"" + name + "\": "
                            + Spelling.unknown("condition", conditions.entries().keySet(), name));
            return List.of();
        }
        if (using.contains(name)) {
            problems.add(
                    at, "\"" + name + "\" is part of itself (expected: a condition that doesn't lead back to itself)");
            return List.of();
        }
        Node condition = conditions.get(name);
        boolean takesValue = hasPlaceholder(condition);
        if (takesValue && values.isEmpty()) {
            problems.add(
                    at, "\"" + name + "\" without a value (expected: a value for <name>, such as {" + name + ": Foo})");
            return List.of();
        }
        if (!takesValue && !values.isEmpty()) {
            problems.add(
                    at, "a value for \"" + name + "\", which has no <name> in it (expected: is: " + name + ", alone)");
            return List.of();
        }
        writtenOut += Math.max(1, values.size());
        if (writtenOut > MOST_WRITTEN_OUT) {
            problems.add(
                    at,
                    "more than " + MOST_WRITTEN_OUT
                            + " conditions when all are written out (expected: fewer that use each other)");
            return List.of();
        }
        return takesValue ? writtenOut(condition, values) : List.of(binder.bind(WhenModel.class, condition));
    }

    private List<WhenModel> writtenOut(Node condition, List<String> values) {
        List<WhenModel> models = new ArrayList<>();
        for (String value : values) {
            models.add(binder.bind(WhenModel.class, condition.replace(text -> text.replace(PLACEHOLDER, value))));
        }
        return models;
    }

    private static boolean hasPlaceholder(Node condition) {
        AtomicBoolean found = new AtomicBoolean();
        condition.replace(text -> {
            found.compareAndSet(false, text.contains(PLACEHOLDER));
            return text;
        });
        return found.get();
    }

    /** The conditions that nothing has used so far. */
    List<String> unused() {
        return conditions.entries().keySet().stream()
                .filter(name -> !used.contains(name))
                .toList();
    }

    Node at(String name) {
        return conditions.get(name);
    }
}
