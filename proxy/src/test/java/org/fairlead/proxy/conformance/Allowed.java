package org.fairlead.proxy.conformance;

import java.util.regex.Pattern;

/** The differences to Netty that were looked at and are right; each with its reason. */
final class Allowed {
    /**
     * White space in a chunk's extensions, which a recipient must parse (RFC 9112 §7.1.1, 9110 §5.6.3), and octets above 127 in a quoted
     * string (§5.6.4). We send no extensions on.
     */
    private static final Pattern ODD_EXTENSION =
            Pattern.compile("(?m)^[0-9A-Fa-f]+;(.*[ \t].*|.*\"[^\r]*[\\x80-\\xff].*)\r");

    private Allowed() {}

    /** Netty refuses what we take. */
    static boolean nettyRefuses(String given) {
        return ODD_EXTENSION.matcher(given).find();
    }

    /** An absolute target goes on in origin-form (RFC 9112 §3.2.1), and an empty path as {@code /} or {@code *}. */
    static boolean sameTarget(String sent, String given) {
        if (sent.equals(given)) {
            return true;
        }
        int space = given.indexOf(' ');
        int authority = given.indexOf("://");
        if (authority < 0) {
            return false;
        }
        int path = authority + 3;
        while (path < given.length() && given.charAt(path) != '/' && given.charAt(path) != '?') {
            path++;
        }
        String rest = given.substring(path);
        String method = given.substring(0, space + 1);
        return sent.equals(method + rest)
                || sent.equals(method + "/" + rest)
                || (rest.isEmpty() && sent.equals(method + "*"));
    }
}
