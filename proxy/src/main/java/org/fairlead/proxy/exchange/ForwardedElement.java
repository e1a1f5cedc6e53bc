package org.fairlead.proxy.exchange;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.matching.ClientAddress;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy says of the connection that it had: a member of {@code Forwarded} (RFC 7239 §4), or of {@code X-Forwarded-For}.
 *
 * @param node the address of who connected; empty where it isn't said, is unknown or hidden
 * @param isSecure whether by https, as far as is said
 */
record ForwardedElement(Optional<ClientAddress> node, Optional<Boolean> isSecure) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    /** Possessive: a quoted string ends at one place only, and backtracking in a long one would take a stack as deep. */
    private static final Pattern PAIR =
            Pattern.compile("\\s*+(" + TOKEN + "+)=(?:(" + TOKEN + "+)|\"((?:[^\"\\\\]|\\\\.)*+)\")\\s*+(?:;|$)");

    private static final Pattern WITH_PORT =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[0-9.]+)(?::(?:[0-9]{1,5}|_[0-9A-Za-z._-]+))?");

    /** Null where it is malformed, or says something twice. */
    static @Nullable ForwardedElement parse(String member) {
        Optional<String> node = Optional.empty();
        Optional<String> proto = Optional.empty();
        Matcher pair = PAIR.matcher(member);
        int at = 0;
        while (at < member.length()) {
            if (!pair.find(at) || pair.start() != at) {
                return null;
            }
            at = pair.end();
            String value = pair.group(2) != null ? pair.group(2) : pair.group(3);
            switch (pair.group(1).toLowerCase(Locale.ROOT)) {
                case "for" -> {
                    if (node.isPresent()) {
                        return null;
                    }
                    node = Optional.of(value);
                }
                case "proto" -> {
                    if (proto.isPresent()) {
                        return null;
                    }
                    proto = Optional.of(value);
                }
                default -> {}
            }
        }
        return new ForwardedElement(
                node.flatMap(ForwardedElement::address), proto.map(scheme -> scheme.equalsIgnoreCase("https")));
    }

    /** A member of {@code X-Forwarded-For}. */
    static ForwardedElement ofNode(String node) {
        boolean isQuoted = node.length() > 1 && node.startsWith("\"") && node.endsWith("\"");
        return new ForwardedElement(address(isQuoted ? node.substring(1, node.length() - 1) : node), Optional.empty());
    }

    /** An address, IPv6 with brackets or without, and perhaps a port behind it, which says nothing here. */
    private static Optional<ClientAddress> address(String node) {
        Matcher withPort = WITH_PORT.matcher(node);
        return ClientAddress.parse(withPort.matches() ? withPort.group(1) : node);
    }
}
