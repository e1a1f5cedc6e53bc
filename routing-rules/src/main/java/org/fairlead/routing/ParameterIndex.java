package org.fairlead.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.fairlead.matching.ParameterReadings;
import org.fairlead.matching.Trait;
import org.jspecify.annotations.Nullable;

/** Rules by a parameter of the query that they need. Immutable. */
final class ParameterIndex {
    /** How many lists are merged; a query that asks for more gets all rules that need any parameter. */
    static final int MOST_LISTS = 8;

    /** By name, whatever the value; and by name, equals sign and value. */
    private final ByteKeys<CompiledRule[]> rules;

    private final CompiledRule[] all;

    ParameterIndex(Map<Trait.Parameter, List<CompiledRule>> rulesByParameter) {
        Map<String, List<CompiledRule>> byKey = new HashMap<>();
        TreeSet<CompiledRule> any = new TreeSet<>();
        rulesByParameter.forEach((parameter, its) -> {
            byKey.computeIfAbsent(key(parameter), key -> new ArrayList<>()).addAll(its);
            any.addAll(its);
        });
        Map<String, CompiledRule[]> sorted = new HashMap<>();
        byKey.forEach((key, its) -> sorted.put(key, new TreeSet<>(its).toArray(CompiledRule[]::new)));
        rules = new ByteKeys<>(sorted);
        all = any.toArray(CompiledRule[]::new);
    }

    private static String key(Trait.Parameter parameter) {
        return parameter.name() + parameter.value().map(value -> "=" + value).orElse("");
    }

    /** Gathers the rules that could match for what the query has. */
    void find(ParameterReadings parameters, Candidates into) {
        int room = all.length == 0 ? 0 : MOST_LISTS;
        while (room > 0 && parameters.next()) {
            room -= find(parameters, parameters.nameEnd(), into);
            if (room > 0) {
                room -= find(parameters, parameters.end(), into);
            }
            if (room == 0) {
                into.add(all);
            }
        }
    }

    private int find(ParameterReadings parameters, int end, Candidates into) {
        CompiledRule @Nullable [] found = rules.get(parameters.bytes(), parameters.start(), end);
        return found != null && into.addNew(found) ? 1 : 0;
    }
}
