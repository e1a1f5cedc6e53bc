package org.fairlead.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlead.message.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Rules by a literal prefix of the path, in lower case. Each node holds the candidates of all prefixes that end at it or above
 * it, so that one walk down gives the whole answer. Immutable.
 */
final class PrefixTree {
    /** Bytes of a prefix that are looked at: more would tell few rules apart, and cost memory. */
    private static final int DEEPEST = 64;

    private static final class Draft {
        private final Map<Integer, Draft> children = new TreeMap<>();
        private final List<CompiledRule> own = new ArrayList<>();

        Node freeze(CompiledRule[] inherited) {
            CompiledRule[] candidates = inherited;
            if (!own.isEmpty()) {
                TreeSet<CompiledRule> merged = new TreeSet<>(List.of(inherited));
                merged.addAll(own);
                candidates = merged.toArray(CompiledRule[]::new);
            }
            return new Node(candidates, children);
        }
    }

    private static final class Node {
        /** The edges from {@code firstEdge} on, null where there is none: one look, however many there are. */
        private final @Nullable Node[] children;

        private final int firstEdge;
        private final CompiledRule[] candidates;

        Node(CompiledRule[] candidates, Map<Integer, Draft> drafts) {
            this.candidates = candidates;
            firstEdge = drafts.keySet().stream().findFirst().orElse(0);
            int lastEdge = drafts.keySet().stream().reduce(firstEdge, Math::max);
            children = new Node[drafts.isEmpty() ? 0 : lastEdge - firstEdge + 1];
            drafts.forEach((edge, draft) -> children[edge - firstEdge] = draft.freeze(candidates));
        }

        @Nullable
        Node child(int edge) {
            int at = edge - firstEdge;
            return at >= 0 && at < children.length ? children[at] : null;
        }
    }

    private final Node root;

    /** @param rulesByPrefix prefixes as Latin-1, a character for a byte */
    PrefixTree(Map<String, List<CompiledRule>> rulesByPrefix) {
        Draft draft = new Draft();
        rulesByPrefix.forEach((prefix, rules) -> draftFor(draft, prefix).own.addAll(rules));
        root = draft.freeze(new CompiledRule[0]);
    }

    private static Draft draftFor(Draft root, String prefix) {
        Draft draft = root;
        for (int i = 0; i < Math.min(DEEPEST, prefix.length()); i++) {
            draft = draft.children.computeIfAbsent((int) prefix.charAt(i), edge -> new Draft());
        }
        return draft;
    }

    /** The candidates for the path in {@code bytes[start, end)}, in the order of the file. Borrowed: not to be changed. */
    CompiledRule[] find(byte[] bytes, int start, int end) {
        Node node = root;
        for (int i = start; i < end; i++) {
            Node child = node.child(Ascii.lower(bytes[i]) & 0xff);
            if (child == null) {
                break;
            }
            node = child;
        }
        return node.candidates;
    }
}
