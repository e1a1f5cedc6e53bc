package org.fairlead.proxy.exchange;

import java.util.Optional;
import org.fairlead.config.Trust;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.jspecify.annotations.Nullable;

/**
 * Whom a believed sender forwards for, by {@code X-Forwarded-For} and {@code -Proto}, or by {@code Forwarded} (RFC 7239); never by
 * both: a proxy that writes the one may let the other pass as its client made it up.
 *
 * <p>Read from the right, member by member, through those that are trusted themselves. What can't be read as an address
 * ({@code unknown}, an obfuscated identifier, nonsense) ends the search, and so does a chain without end: then the last address
 * that could be read is the client. Empty members count for nothing (RFC 9110 §5.6.1). Commas part members even within quotes, so
 * that a quote left open further left hides nothing; no identifier has a comma.
 *
 * @param client who it is
 * @param isSecure whether the client came by https, as far as is said
 */
record ForwardedChain(ClientAddress client, Optional<Boolean> isSecure) {
    private static final int MOST_HOPS = 32;

    /**
     * @param sender who has sent the request to us, and is believed
     * @param in which fields say it
     */
    static ForwardedChain read(FieldTable fields, Trust trust, ClientAddress sender, Trust.Fields in) {
        boolean isForwarded = in == Trust.Fields.FORWARDED;
        String list = joined(fields, isForwarded ? FieldName.FORWARDED : FieldName.X_FORWARDED_FOR);
        ClientAddress found = sender;
        Optional<Boolean> secure = Optional.empty();
        int hops = 0;
        for (int end = list.length(); end > 0 && hops < MOST_HOPS; ) {
            int comma = list.lastIndexOf(',', end - 1);
            String member = list.substring(comma + 1, end).strip();
            end = comma;
            if (member.isEmpty()) {
                continue;
            }
            @Nullable
            ForwardedElement element = isForwarded ? ForwardedElement.parse(member) : ForwardedElement.ofNode(member);
            if (element == null || element.node().isEmpty()) {
                break;
            }
            hops++;
            found = element.node().get();
            secure = element.isSecure();
            if (!trust.forwards(found)) {
                break;
            }
        }
        return new ForwardedChain(found, isForwarded ? secure : secure(fields, hops));
    }

    /** What the proxy that told of the client has told of its scheme; where there is less, the one told first. */
    private static Optional<Boolean> secure(FieldTable fields, int hops) {
        if (fields.find(FieldName.X_FORWARDED_PROTO, 0) < 0) {
            return Optional.empty();
        }
        String[] members = joined(fields, FieldName.X_FORWARDED_PROTO).split(",", -1);
        String member = members[Math.max(0, members.length - Math.max(1, hops))].strip();
        return member.isEmpty() ? Optional.empty() : Optional.of(member.equalsIgnoreCase("https"));
    }

    private static String joined(FieldTable fields, FieldName name) {
        int line = fields.find(name, 0);
        if (line < 0) {
            return "";
        }
        StringBuilder list = new StringBuilder(fields.valueText(line));
        for (line = fields.find(name, line + 1); line >= 0; line = fields.find(name, line + 1)) {
            list.append(',').append(fields.valueText(line));
        }
        return list.toString();
    }
}
