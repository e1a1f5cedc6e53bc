package org.fairlead.routing;

import java.util.ArrayList;
import java.util.Arrays;
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
    private static final class Node {
        private final Map<Byte, Node> building = new TreeMap<>();
        private final List<CompiledRule> own = new ArrayList<>();
        private byte[] edges = {};
        private Node[] children = {};
        private CompiledRule[] candidates = {};

        @Nullable
        Node child(byte edge) {
            for (int i = 0; i < edges.length; i++) {
                if (edges[i] == edge) {
                    return children[i];
                }
            }
            return null;
        }
    }

    private final Node root = new Node();

    /** @param rulesByPrefix prefixes as Latin-1, a character for a byte */
    PrefixTree(Map<String, List<CompiledRule>> rulesByPrefix) {
        rulesByPrefix.forEach((prefix, rules) -> nodeFor(prefix).own.addAll(rules));
        freeze(root, List.of());
    }

    private Node nodeFor(String prefix) {
        Node node = root;
        for (int i = 0; i < prefix.length(); i++) {
            node = node.building.computeIfAbsent((byte) prefix.charAt(i), edge -> new Node());
        }
        return node;
    }

    private static void freeze(Node node, List<CompiledRule> inherited) {
        TreeSet<CompiledRule> candidates = new TreeSet<>(inherited);
        candidates.addAll(node.own);
        node.candidates = candidates.toArray(new CompiledRule[0]);
        node.edges = new byte[node.building.size()];
        node.children = new Node[node.building.size()];
        int i = 0;
        for (Map.Entry<Byte, Node> child : node.building.entrySet()) {
            node.edges[i] = child.getKey();
            node.children[i++] = child.getValue();
            freeze(child.getValue(), Arrays.asList(node.candidates));
        }
        node.building.clear();
        node.own.clear();
    }

    /** The candidates for the path in {@code bytes[start, end)}, in the order of the file. Borrowed: not to be changed. */
    CompiledRule[] find(byte[] bytes, int start, int end) {
        Node node = root;
        for (int i = start; i < end; i++) {
            Node child = node.child(Ascii.lower(bytes[i]));
            if (child == null) {
                break;
            }
            node = child;
        }
        return node.candidates;
    }
}
