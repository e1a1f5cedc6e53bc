package org.fairlead.proxy.conformance;

import org.fairlead.proxy.conformance.NettyReader.Message;

/** The differences to Netty that were looked at and are right; each with its reason. */
final class Allowed {
    private Allowed() {}

    /** Netty refuses what we take; nothing of the kind is known. */
    static boolean nettyRefuses(Message sent) {
        return false;
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
