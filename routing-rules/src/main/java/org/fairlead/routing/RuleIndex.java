package org.fairlead.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fairlead.matching.HostName;
import org.fairlead.matching.PathReadings;
import org.fairlead.matching.Readings;
import org.fairlead.matching.Trait;
import org.fairlead.message.Ascii;
import org.fairlead.message.Method;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rules of a service that could match at all: by host, by method, and by the literal beginning of the path or a
 * parameter of the query, whichever tells more. Immutable.
 *
 * <p>A rule whose condition gives none of these is a candidate for every request.
 */
final class RuleIndex {
    private final List<CompiledRule> all;
    private final ByMethod ofAnyHost;
    private final ByteKeys<ByMethod> ofOneHost;

    RuleIndex(Service service, int datacenters) {
        all = new ArrayList<>();
        List<CompiledRule> anyHost = new ArrayList<>();
        Map<String, List<CompiledRule>> oneHost = new HashMap<>();
        for (Rule its : service.rules()) {
            CompiledRule rule = new CompiledRule(service, its, all.size(), datacenters);
            all.add(rule);
            Optional<Set<String>> hosts = rule.rule().when().necessaryHosts();
            hosts.orElse(Set.of()).forEach(host -> listed(oneHost, host).add(rule));
            if (hosts.isEmpty()) {
                anyHost.add(rule);
            }
        }
        ofAnyHost = new ByMethod(anyHost);
        Map<String, ByMethod> byHost = new HashMap<>();
        oneHost.forEach((host, its) -> byHost.put(host, new ByMethod(its)));
        ofOneHost = new ByteKeys<>(byHost);
    }

    private static <K> List<CompiledRule> listed(Map<K, List<CompiledRule>> lists, K key) {
        return lists.computeIfAbsent(key, k -> new ArrayList<>());
    }

    /** Every rule, in the order of the file. */
    List<CompiledRule> all() {
        return all;
    }

    /** Gathers the rules that could match. */
    void find(Readings readings, Candidates into) {
        ofAnyHost.find(readings, into);
        HostName host = readings.host();
        ByMethod its = ofOneHost.get(host.bytes(), 0, host.length());
        if (its != null) {
            its.find(readings, into);
        }
    }

    /** One table for each method; methods with the same rules share theirs. */
    private static final class ByMethod {
        private final ByTrait[] tables;

        ByMethod(List<CompiledRule> rules) {
            Map<List<CompiledRule>, ByTrait> shared = new HashMap<>();
            tables = Arrays.stream(Method.values())
                    .map(method -> rules.stream()
                            .filter(rule -> mayHaveMethod(rule, method))
                            .toList())
                    .map(its -> shared.computeIfAbsent(its, ByTrait::new))
                    .toArray(ByTrait[]::new);
        }

        private static boolean mayHaveMethod(CompiledRule rule, Method method) {
            @Nullable
            Set<String> methods = rule.rule().when().necessaryMethods().orElse(null);
            return methods == null || methods.stream().anyMatch(token -> methodOf(token) == method);
        }

        private static Method methodOf(String token) {
            byte[] bytes = Ascii.bytes(token);
            return Method.of(bytes, 0, bytes.length);
        }

        void find(Readings readings, Candidates into) {
            tables[readings.head().method().ordinal()].find(readings, into);
        }
    }

    private static final class ByTrait {
        private final PrefixTree paths;
        private final ParameterIndex parameters;

        ByTrait(List<CompiledRule> rules) {
            Map<String, List<CompiledRule>> byPrefix = new HashMap<>();
            Map<Trait.Parameter, List<CompiledRule>> byParameter = new HashMap<>();
            for (CompiledRule rule : rules) {
                for (Trait trait : rule.rule().when().necessaryTraits().orElse(Set.of(Trait.PathPrefix.ANY))) {
                    if (trait instanceof Trait.PathPrefix prefix) {
                        listed(byPrefix, prefix.folded()).add(rule);
                    } else if (trait instanceof Trait.Parameter parameter) {
                        listed(byParameter, parameter).add(rule);
                    }
                }
            }
            paths = new PrefixTree(byPrefix);
            parameters = new ParameterIndex(byParameter);
        }

        void find(Readings readings, Candidates into) {
            PathReadings its = readings.paths();
            for (int i = 0; i < its.count(); i++) {
                into.add(paths.find(its.bytes(i), its.start(i), its.end(i)));
            }
            parameters.find(readings.parameters(), into);
        }
    }
}
