package org.fairlead.routing;

import org.fairlead.matching.PathReadings;
import org.jspecify.annotations.Nullable;

/** Merges lists of rules, each in the order of the file, into one such list without repetitions. Confined to one thread; reused. */
final class Candidates {
    /** For the rules of any host and for those of this one: one for each reading of the path, and those by parameters. */
    private static final int MOST_LISTS = 2 * (PathReadings.MOST + ParameterIndex.MOST_LISTS + 1);

    private final CompiledRule[][] lists = new CompiledRule[MOST_LISTS][];
    private final int[] next = new int[MOST_LISTS];
    private int count;

    void clear() {
        count = 0;
    }

    /** Borrows {@code rules}. */
    void add(CompiledRule[] rules) {
        if (rules.length > 0) {
            lists[count] = rules;
            next[count++] = 0;
        }
    }

    /** The same, unless it has that very list already; whether it hadn't. */
    boolean addNew(CompiledRule[] rules) {
        for (int i = 0; i < count; i++) {
            if (lists[i] == rules) {
                return false;
            }
        }
        add(rules);
        return true;
    }

    /** The next rule in the order of the file, or null behind the last. */
    @Nullable
    CompiledRule next() {
        CompiledRule first = null;
        for (int i = 0; i < count; i++) {
            CompiledRule rule = next[i] < lists[i].length ? lists[i][next[i]] : null;
            if (rule != null && (first == null || rule.index() < first.index())) {
                first = rule;
            }
        }
        if (first != null) {
            passOver(first);
        }
        return first;
    }

    private void passOver(CompiledRule rule) {
        for (int i = 0; i < count; i++) {
            if (next[i] < lists[i].length && lists[i][next[i]].index() == rule.index()) {
                next[i]++;
            }
        }
    }
}
