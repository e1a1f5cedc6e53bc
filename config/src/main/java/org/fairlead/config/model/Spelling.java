package org.fairlead.config.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a misspelt word was meant to be. */
public final class Spelling {
    private Spelling() {}

    /** The message for a word that isn't among {@code known}: with a guess where one is near, with all of them otherwise. */
    public static String unknown(String what, Collection<String> known, String word) {
        return "unknown " + what
                + nearest(known, word)
                        .map(guess -> " (did you mean " + guess + "?)")
                        .orElse(" (expected: "
                                + (known.isEmpty()
                                        ? "none, as there is no " + what
                                        : "one of " + String.join(", ", known))
                                + ")");
    }

    /** The word of {@code known} that is meant, if one differs in a third of its letters at most. */
    static Optional<String> nearest(Collection<String> known, String word) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(candidate, word)))
                .filter(candidate ->
                        distance(candidate, word) <= Math.max(1, Math.max(candidate.length(), word.length()) / 3));
    }

    /** How many letters must be added, taken away, replaced or swapped with their neighbour, whatever their case. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT).replace('_', '-');
        String b = other.toLowerCase(Locale.ROOT).replace('_', '-');
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int cheapest = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(cheapest, cost[i - 2][j - 2] + 1) : cheapest;
    }
}
