package org.fairlead.matching;

/** The meaning of a glob, as plainly as it can be written; slow. */
final class ReferenceGlob {
    private final String pattern;
    private final String value;
    private final boolean slashStops;
    /** 0: not known yet, 1: doesn't match, 2: matches. */
    private final byte[][] known;

    private ReferenceGlob(String pattern, String value, boolean slashStops) {
        this.pattern = pattern;
        this.value = value;
        this.slashStops = slashStops;
        known = new byte[pattern.length() + 1][value.length() + 1];
    }

    static boolean matches(String pattern, String value, boolean slashStops) {
        return new ReferenceGlob(pattern, value, slashStops).from(0, 0);
    }

    private boolean from(int p, int v) {
        if (known[p][v] == 0) {
            known[p][v] = (byte) (compare(p, v) ? 2 : 1);
        }
        return known[p][v] == 2;
    }

    private boolean compare(int p, int v) {
        if (p == pattern.length()) {
            return v == value.length();
        }
        if (pattern.startsWith("**", p)) {
            return from(p + 2, v) || v < value.length() && from(p, v + 1);
        }
        if (pattern.charAt(p) == '*') {
            boolean mayPass = v < value.length() && !(slashStops && value.charAt(v) == '/');
            return from(p + 1, v) || mayPass && from(p, v + 1);
        }
        int literal = pattern.charAt(p) == '\\' && p + 1 < pattern.length() ? p + 1 : p;
        return v < value.length() && value.charAt(v) == pattern.charAt(literal) && from(literal + 1, v + 1);
    }
}
