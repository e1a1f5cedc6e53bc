package org.fairlead.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fairlead.message.Ascii;

/** One condition of a rule, in three values. Immutable. */
public sealed interface Condition {
    Match test(Readings readings);

    /** In the words of the rule file, for {@code explain}. */
    String describe();

    /** The methods outside of which this can't hold; empty where it doesn't depend on the method. */
    default Optional<Set<String>> necessaryMethods() {
        return Optional.empty();
    }

    /** The hosts, in their normal form, outside of which this can't hold; empty where it doesn't depend on the host. */
    default Optional<Set<String>> necessaryHosts() {
        return Optional.empty();
    }

    /** Traits, one of which every matching request has in one of its readings; empty where there is no such set. */
    default Optional<Set<Trait>> necessaryTraits() {
        return Optional.empty();
    }

    /** Holds for every request. */
    record Always() implements Condition {
        @Override
        public Match test(Readings readings) {
            return Match.YES;
        }

        @Override
        public String describe() {
            return "always";
        }
    }

    /** The method is one of these, exactly. */
    record MethodIs(List<String> methods, List<byte[]> tokens) implements Condition {
        public MethodIs(List<String> methods) {
            this(List.copyOf(methods), methods.stream().map(Ascii::bytes).toList());
        }

        @Override
        public Match test(Readings readings) {
            var head = readings.head();
            for (int i = 0; i < tokens.size(); i++) {
                if (Ascii.equals(head.bytes(), head.methodStart(), head.methodEnd(), tokens.get(i))) {
                    return Match.YES;
                }
            }
            return Match.NO;
        }

        @Override
        public String describe() {
            return "method is " + String.join(" or ", methods);
        }

        @Override
        public Optional<Set<String>> necessaryMethods() {
            return Optional.of(Set.copyOf(methods));
        }
    }

    /** The client's scheme is https ({@code secure}) or http. */
    record SchemeIs(boolean secure) implements Condition {
        @Override
        public Match test(Readings readings) {
            return Match.of(readings.head().secure() == secure);
        }

        @Override
        public String describe() {
            return "scheme is " + (secure ? "https" : "http");
        }
    }

    /** The host, in its normal form, is one of these. */
    record HostIs(List<String> hosts, List<byte[]> normal) implements Condition {
        public HostIs(List<String> hosts) {
            this(
                    List.copyOf(hosts),
                    hosts.stream().map(HostName::normal).map(Ascii::bytes).toList());
        }

        @Override
        public Match test(Readings readings) {
            for (int i = 0; i < normal.size(); i++) {
                if (readings.host().is(normal.get(i))) {
                    return Match.YES;
                }
            }
            return Match.NO;
        }

        @Override
        public String describe() {
            return "host is " + String.join(" or ", hosts);
        }

        @Override
        public Optional<Set<String>> necessaryHosts() {
            return Optional.of(hosts.stream().map(HostName::normal).collect(Collectors.toUnmodifiableSet()));
        }
    }

    /** The client's address lies in one of these networks. */
    record ClientIn(List<CidrBlock> networks) implements Condition {
        public ClientIn {
            networks = List.copyOf(networks);
        }

        @Override
        public Match test(Readings readings) {
            for (int i = 0; i < networks.size(); i++) {
                if (networks.get(i).contains(readings.client())) {
                    return Match.YES;
                }
            }
            return Match.NO;
        }

        @Override
        public String describe() {
            return "client is in " + alternatives(networks);
        }
    }

    /** The path matches one of these. */
    record PathIs(List<ValuePattern> patterns) implements Condition {
        public PathIs {
            patterns = List.copyOf(patterns);
        }

        @Override
        public Match test(Readings readings) {
            Match best = Match.NO;
            for (int i = 0; i < patterns.size() && best != Match.YES; i++) {
                best = best.greatest(readings.path(patterns.get(i)));
            }
            return best;
        }

        @Override
        public String describe() {
            return "path is " + alternatives(patterns);
        }

        @Override
        public Optional<Set<Trait>> necessaryTraits() {
            Set<Trait> prefixes = new LinkedHashSet<>();
            for (ValuePattern pattern : patterns) {
                if (!(pattern instanceof Glob glob) || glob.literalPrefix().length == 0) {
                    return Optional.empty();
                }
                prefixes.add(Trait.PathPrefix.of(glob.literalPrefix()));
            }
            return Optional.of(prefixes);
        }
    }

    /** The query has a parameter of that name with such a value. */
    record QueryHas(String name, byte[] nameBytes, List<ValuePattern> patterns) implements Condition {
        public QueryHas(String name, List<ValuePattern> patterns) {
            this(name, Ascii.bytes(name), List.copyOf(patterns));
        }

        @Override
        public Match test(Readings readings) {
            Match best = Match.NO;
            for (int i = 0; i < patterns.size() && best != Match.YES; i++) {
                best = best.greatest(readings.query(nameBytes, patterns.get(i)));
            }
            return best;
        }

        @Override
        public String describe() {
            return "query " + name + " is " + alternatives(patterns);
        }

        @Override
        public Optional<Set<Trait>> necessaryTraits() {
            Set<Trait> parameters = new LinkedHashSet<>();
            for (ValuePattern pattern : patterns) {
                Optional<String> value = pattern instanceof Glob glob ? glob.onlyMatch() : Optional.empty();
                parameters.add(new Trait.Parameter(name, value));
            }
            return Optional.of(parameters);
        }
    }

    /** The request has a field of that name, in any case, with such a value. */
    record HeaderHas(String name, byte[] lowerName, List<ValuePattern> patterns) implements Condition {
        public HeaderHas(String name, List<ValuePattern> patterns) {
            this(name, Ascii.bytes(Ascii.lower(name)), List.copyOf(patterns));
        }

        @Override
        public Match test(Readings readings) {
            Match best = Match.NO;
            for (int i = 0; i < patterns.size() && best != Match.YES; i++) {
                best = best.greatest(readings.field(lowerName, patterns.get(i)));
            }
            return best;
        }

        @Override
        public String describe() {
            return "header " + name + " is " + alternatives(patterns);
        }
    }

    /** The request has a cookie of that name with such a value. */
    record CookieHas(String name, byte[] nameBytes, List<ValuePattern> patterns) implements Condition {
        public CookieHas(String name, List<ValuePattern> patterns) {
            this(name, Ascii.bytes(name), List.copyOf(patterns));
        }

        @Override
        public Match test(Readings readings) {
            Match best = Match.NO;
            for (int i = 0; i < patterns.size() && best != Match.YES; i++) {
                best = best.greatest(readings.cookie(nameBytes, patterns.get(i)));
            }
            return best;
        }

        @Override
        public String describe() {
            return "cookie " + name + " is " + alternatives(patterns);
        }
    }

    /** All hold; as certain as the least certain of them. Holds where there is none. */
    record All(List<Condition> conditions) implements Condition {
        public All {
            conditions = List.copyOf(conditions);
        }

        @Override
        public Match test(Readings readings) {
            Match least = Match.YES;
            for (int i = 0; i < conditions.size() && least != Match.NO; i++) {
                least = least.least(conditions.get(i).test(readings));
            }
            return least;
        }

        @Override
        public String describe() {
            return conditions.stream().map(Condition::describe).collect(Collectors.joining(" and "));
        }

        @Override
        public Optional<Set<String>> necessaryMethods() {
            return conditions.stream()
                    .flatMap(c -> c.necessaryMethods().stream())
                    .findFirst();
        }

        @Override
        public Optional<Set<String>> necessaryHosts() {
            return conditions.stream().flatMap(c -> c.necessaryHosts().stream()).findFirst();
        }

        /** Of all that are necessary, those that tell the most. */
        @Override
        public Optional<Set<Trait>> necessaryTraits() {
            return conditions.stream()
                    .flatMap(c -> c.necessaryTraits().stream())
                    .max(Comparator.comparingInt(Trait::rarity));
        }
    }

    /** One holds at least; as certain as the most certain of them. */
    record Any(List<Condition> conditions) implements Condition {
        public Any {
            conditions = List.copyOf(conditions);
        }

        @Override
        public Match test(Readings readings) {
            Match greatest = Match.NO;
            for (int i = 0; i < conditions.size() && greatest != Match.YES; i++) {
                greatest = greatest.greatest(conditions.get(i).test(readings));
            }
            return greatest;
        }

        @Override
        public String describe() {
            return conditions.stream().map(Condition::describe).collect(Collectors.joining(" or ", "(", ")"));
        }

        @Override
        public Optional<Set<String>> necessaryMethods() {
            return union(conditions.stream().map(Condition::necessaryMethods).toList());
        }

        @Override
        public Optional<Set<String>> necessaryHosts() {
            return union(conditions.stream().map(Condition::necessaryHosts).toList());
        }

        @Override
        public Optional<Set<Trait>> necessaryTraits() {
            return union(conditions.stream().map(Condition::necessaryTraits).toList());
        }

        private static <T> Optional<Set<T>> union(List<Optional<Set<T>>> sets) {
            if (sets.stream().anyMatch(Optional::isEmpty)) {
                return Optional.empty();
            }
            Set<T> all = new LinkedHashSet<>();
            sets.forEach(set -> all.addAll(set.orElseThrow()));
            return Optional.of(all);
        }
    }

    /** Swaps no and yes. */
    record Not(Condition condition) implements Condition {
        @Override
        public Match test(Readings readings) {
            return condition.test(readings).not();
        }

        @Override
        public String describe() {
            return "not (" + condition.describe() + ")";
        }
    }

    private static String alternatives(List<?> patterns) {
        List<String> words = new ArrayList<>();
        patterns.forEach(pattern -> words.add(pattern.toString()));
        return String.join(" or ", words);
    }
}
