package org.fairlead.config.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fairlead.matching.Condition;
import org.fairlead.matching.Glob;
import org.fairlead.matching.ValuePattern;
import org.fairlead.message.Ascii;

/**
 * Finds those of many conditions that another may imply, without a look at each of them: what implies a pattern has one that begins
 * with the same literal text.
 *
 * <p>Conditions are known by their numbers. What has no such text is always found.
 */
final class ConditionIndex {
    private final Map<String, List<Integer>> byBeginning = new HashMap<>();
    private final List<Integer> others = new ArrayList<>();

    /** One more, to be found by what implies it as {@link Implication#holds} has it. */
    void add(int number, Condition wide) {
        beginnings(wide)
                .ifPresentOrElse(
                        keys -> keys.forEach(key -> byBeginning
                                .computeIfAbsent(key, any -> new ArrayList<>())
                                .add(number)),
                        () -> others.add(number));
    }

    /** In the order of their numbers; all that {@code narrow} implies, and some more. */
    SortedSet<Integer> thoseImpliedBy(Condition narrow) {
        SortedSet<Integer> found = new TreeSet<>(others);
        collect(narrow, found);
        return found;
    }

    private void collect(Condition narrow, Set<Integer> found) {
        if (narrow instanceof Condition.All all) {
            all.conditions().forEach(part -> collect(part, found));
        } else if (narrow instanceof Condition.Any any) {
            any.conditions().forEach(part -> collect(part, found));
        } else {
            Leaf.of(narrow)
                    .ifPresent(leaf -> leaf.patterns().forEach(pattern -> {
                        String text = leaf.subject() + Ascii.lower(pattern.toString());
                        for (int end = leaf.subject().length(); end <= text.length(); end++) {
                            found.addAll(byBeginning.getOrDefault(text.substring(0, end), List.of()));
                        }
                    }));
        }
    }

    /** Whatever implies {@code wide} has a pattern that begins with one of these; empty where that can't be told. */
    private static Optional<List<String>> beginnings(Condition wide) {
        if (wide instanceof Condition.All all) {
            return all.conditions().stream()
                    .map(ConditionIndex::beginnings)
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        if (wide instanceof Condition.Any any) {
            return union(
                    any.conditions().stream().map(ConditionIndex::beginnings).toList());
        }
        return Leaf.of(wide)
                .flatMap(leaf -> union(leaf.patterns().stream()
                        .map(pattern -> beginning(pattern).map(text -> List.of(leaf.subject() + text)))
                        .toList()));
    }

    /** Empty where one is, or there is none. */
    private static Optional<List<String>> union(List<Optional<List<String>>> parts) {
        return parts.isEmpty() || parts.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(parts.stream()
                        .flatMap(part -> part.orElseThrow().stream())
                        .distinct()
                        .toList());
    }

    /** As far as it stands for nothing but itself, whatever the case. */
    private static Optional<String> beginning(ValuePattern pattern) {
        if (!(pattern instanceof Glob)) {
            return Optional.empty();
        }
        String source = pattern.toString();
        int end = 0;
        while (end < source.length() && isPlain(source.charAt(end))) {
            end++;
        }
        return Optional.of(Ascii.lower(source.substring(0, end)));
    }

    private static boolean isPlain(char c) {
        return c < 0x80 && c != '*' && c != '\\' && c != '%';
    }

    /** What a simple condition looks at, and the patterns of that. */
    private record Leaf(String subject, List<ValuePattern> patterns) {
        static Optional<Leaf> of(Condition condition) {
            if (condition instanceof Condition.PathIs path) {
                return Optional.of(new Leaf("path ", path.patterns()));
            }
            if (condition instanceof Condition.QueryHas query) {
                return Optional.of(new Leaf("query " + query.name() + " ", query.patterns()));
            }
            if (condition instanceof Condition.HeaderHas header) {
                return Optional.of(new Leaf("header " + Ascii.lower(header.name()) + " ", header.patterns()));
            }
            if (condition instanceof Condition.CookieHas cookie) {
                return Optional.of(new Leaf("cookie " + cookie.name() + " ", cookie.patterns()));
            }
            return Optional.empty();
        }
    }
}
