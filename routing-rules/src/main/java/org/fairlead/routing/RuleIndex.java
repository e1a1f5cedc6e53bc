package org.fairlead.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fairlead.matching.Readings;
import org.fairlead.message.Ascii;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;

/**
 * Finds the rules of a service that could match at all, by method and by the literal beginning of the path. Immutable.
 *
 * <p>A rule whose condition gives neither is a candidate for every request.
 */
final class RuleIndex {
    /** What an empty path means. */
    private static final byte[] ROOT = {'/'};

    private final List<CompiledRule> all;
    /** By the method's ordinal. */
    private final PrefixTree[] byMethod;

    RuleIndex(List<Rule> rules) {
        all = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            all.add(new CompiledRule(rules.get(i), i));
        }
        byMethod = Arrays.stream(Method.values()).map(this::tree).toArray(PrefixTree[]::new);
    }

    private PrefixTree tree(Method method) {
        Map<String, List<CompiledRule>> byPrefix = new HashMap<>();
        for (CompiledRule rule : all) {
            if (mayHaveMethod(rule, method)) {
                Optional<Set<String>> prefixes = rule.rule().when().necessaryPathPrefixes();
                for (String prefix : prefixes.orElse(Set.of(""))) {
                    byPrefix.computeIfAbsent(prefix, p -> new ArrayList<>()).add(rule);
                }
            }
        }
        return new PrefixTree(byPrefix);
    }

    private static boolean mayHaveMethod(CompiledRule rule, Method method) {
        Optional<Set<String>> methods = rule.rule().when().necessaryMethods();
        return methods.isEmpty() || methods.get().stream().anyMatch(token -> methodOf(token) == method);
    }

    private static Method methodOf(String token) {
        byte[] bytes = Ascii.bytes(token);
        return Method.of(bytes, 0, bytes.length);
    }

    /** Every rule, in the order of the file. */
    List<CompiledRule> all() {
        return all;
    }

    /** The rules that could match by the raw path, in the order of the file. */
    CompiledRule[] byRawPath(RequestHead head) {
        if (head.pathStart() == head.pathEnd()) {
            return tree(head).find(ROOT, 0, ROOT.length);
        }
        return tree(head).find(head.bytes(), head.pathStart(), head.pathEnd());
    }

    /** The rules that could match by the canonical path, in the order of the file. */
    CompiledRule[] byCanonicalPath(Readings readings) {
        return tree(readings.head()).find(readings.canonicalPath(), 0, readings.canonicalPathLength());
    }

    private PrefixTree tree(RequestHead head) {
        return byMethod[head.method().ordinal()];
    }
}
