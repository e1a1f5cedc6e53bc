package org.fairlead.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.fairlead.config.model.WhenModel;
import org.fairlead.config.model.WhenModel.PatternModel;
import org.fairlead.config.model.WhenModel.Scheme;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.matching.Condition;
import org.fairlead.matching.ValuePattern;

/** Makes conditions of what rules say, in the scope of one rule file. */
final class ConditionCompiler {
    private static final List<String> USUAL_METHODS =
            List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "QUERY");

    /** Keys of a condition below which there are names that the author chooses. */
    private static final List<String> NAMING = List.of("query", "header", "cookie", "is");

    private final NamedConditions named;
    private final PatternCompiler patterns;
    private final Problems problems;
    private final Names names;

    ConditionCompiler(NamedConditions named, Problems problems) {
        this.named = named;
        this.problems = problems;
        patterns = new PatternCompiler(problems);
        names = new Names(problems);
    }

    /** The condition; always one that could be used, even where there are problems. */
    Condition compile(WhenModel when) {
        return compile(when, false, List.of());
    }

    /** @param using the named conditions that this one is part of, outermost first */
    Condition compile(WhenModel when, boolean inheritedIgnoreCase, List<String> using) {
        boolean ignoreCase = when.ignoreCase().orElse(inheritedIgnoreCase);
        List<Condition> parts = new ArrayList<>();
        when.node().entries().values().forEach(entry -> refuseEmptyList(entry.value()));
        NAMING.forEach(key -> refuseEmptyMapping(when.node().get(key)));
        simple(when, parts);
        addPath(when, ignoreCase, parts);
        addNamed(when.query(), when.node().get("query"), ignoreCase, Condition.QueryHas::new, parts);
        checkFieldNames(when);
        addNamed(when.header(), when.node().get("header"), ignoreCase, Condition.HeaderHas::new, parts);
        addNamed(when.cookie(), when.node().get("cookie"), ignoreCase, Condition.CookieHas::new, parts);
        nested(when, ignoreCase, using, parts);
        checkAlways(when);
        return parts.isEmpty() ? new Condition.Always() : parts.size() == 1 ? parts.get(0) : new Condition.All(parts);
    }

    private void checkAlways(WhenModel when) {
        long keys = when.node().entries().keySet().stream()
                .filter(key -> !key.equals("ignore-case"))
                .count();
        if (keys == 0) {
            problems.add(when.node(), "no condition (expected: keys such as path and method, or always)");
        } else if (when.always().isPresent() && keys > 1) {
            problems.add(when.node().get("always"), "\"always\" beside other conditions (expected: one or the other)");
        }
    }

    private void simple(WhenModel when, List<Condition> parts) {
        if (!when.method().isEmpty()) {
            when.method().forEach(method -> checkMethod(method, when.node().get("method")));
            parts.add(new Condition.MethodIs(when.method()));
        }
        when.scheme().ifPresent(scheme -> parts.add(new Condition.SchemeIs(scheme == Scheme.HTTPS)));
        if (!when.host().isEmpty()) {
            for (Node host : RuleFile.items(when.node().get("host"))) {
                if (host instanceof Node.Scalar scalar && !Names.isHost(scalar.text())) {
                    problems.unexpected(host, "an exact host without a port, such as www.example.org");
                }
            }
            parts.add(new Condition.HostIs(when.host()));
        }
        if (!when.client().isEmpty()) {
            parts.add(new Condition.ClientIn(when.client()));
        }
    }

    private void checkMethod(String method, Node at) {
        names.checkToken(method, at, "a method");
        String upper = method.toUpperCase(java.util.Locale.ROOT);
        if (!method.equals(upper) && USUAL_METHODS.contains(upper)) {
            problems.add(at, "\"" + method + "\" (expected: " + upper + "; methods are case-sensitive)");
        }
    }

    private void checkFieldNames(WhenModel when) {
        if (when.node().get("header") instanceof Node.Mapping headers) {
            headers.entries().forEach((name, entry) -> names.checkToken(name, entry.value(), "the name of a field"));
        }
    }

    private void addPath(WhenModel when, boolean ignoreCase, List<Condition> parts) {
        List<ValuePattern> paths = patterns.paths(when.path(), ignoreCase);
        if (!paths.isEmpty()) {
            parts.add(new Condition.PathIs(paths));
        }
    }

    /** With nothing to compare with, a condition would hold for every request. */
    private void refuseEmptyList(Node node) {
        if (node instanceof Node.Sequence list && list.items().isEmpty()) {
            problems.add(node, "an empty list (expected: one value at least)");
        }
    }

    private void refuseEmptyMapping(Node node) {
        if (node instanceof Node.Mapping mapping && mapping.entries().isEmpty()) {
            problems.add(node, "{} (expected: one name at least)");
        }
    }

    private void addNamed(
            Map<String, List<PatternModel>> values,
            Node node,
            boolean ignoreCase,
            BiFunction<String, List<ValuePattern>, Condition> condition,
            List<Condition> parts) {
        values.forEach((name, models) -> {
            if (node instanceof Node.Mapping mapping) {
                refuseEmptyList(mapping.get(name));
            }
            Condition has = condition.apply(name, patterns.values(models, ignoreCase));
            parts.add(patterns.asksForAbsence(models) ? new Condition.Not(has) : has);
        });
    }

    private void nested(WhenModel when, boolean ignoreCase, List<String> using, List<Condition> parts) {
        if (!when.any().isEmpty()) {
            parts.add(new Condition.Any(compileAll(when.any(), ignoreCase, using)));
        }
        if (!when.all().isEmpty()) {
            parts.add(new Condition.All(compileAll(when.all(), ignoreCase, using)));
        }
        when.not().ifPresent(not -> parts.add(new Condition.Not(compile(not, ignoreCase, using))));
        when.is()
                .forEach((name, values) ->
                        use(name, values, when.node().get("is"), using).ifPresent(parts::add));
    }

    private List<Condition> compileAll(List<WhenModel> models, boolean ignoreCase, List<String> using) {
        return models.stream().map(model -> compile(model, ignoreCase, using)).toList();
    }

    private Optional<Condition> use(String name, List<String> values, Node is, List<String> using) {
        Node at = is instanceof Node.Mapping mapping ? mapping.get(name) : is;
        List<Condition> alternatives = named.use(name, values, at, using).stream()
                .map(model -> compile(model, false, append(using, name)))
                .toList();
        return alternatives.isEmpty()
                ? Optional.empty()
                : Optional.of(alternatives.size() == 1 ? alternatives.get(0) : new Condition.Any(alternatives));
    }

    private static List<String> append(List<String> using, String name) {
        List<String> longer = new ArrayList<>(using);
        longer.add(name);
        return longer;
    }
}
