package org.fairlead.routing;

import java.util.List;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.jspecify.annotations.Nullable;

/**
 * Where in the fleet a request has been, by Via (RFC 9110 §7.6.3) and CDN-Loop (RFC 8586). Names are compared whole. Immutable.
 */
final class Loops {
    private final List<Datacenter> datacenters;
    private final List<byte[]> pseudonyms;

    Loops(Topology topology) {
        datacenters = topology.datacenters();
        pseudonyms = datacenters.stream()
                .map(dc -> Ascii.bytes(Ascii.lower(topology.pseudonym(dc))))
                .toList();
    }

    /** The datacenters that either field names, as a set of {@link Datacenter#bit()}. */
    long visited(FieldTable fields) {
        if (!fields.has(FieldName.VIA) && !fields.has(FieldName.CDN_LOOP)) {
            return 0;
        }
        return visited(fields, FieldName.VIA) | visited(fields, FieldName.CDN_LOOP);
    }

    private long visited(FieldTable fields, FieldName name) {
        long visited = 0;
        for (int line = fields.find(name, 0); line >= 0; line = fields.find(name, line + 1)) {
            int end = fields.valueEnd(line);
            for (int i = fields.valueStart(line); i < end; ) {
                int memberEnd = memberEnd(fields.bytes(), i, end, name == FieldName.VIA);
                visited |= member(fields.bytes(), i, memberEnd, name == FieldName.VIA);
                i = memberEnd + 1;
            }
        }
        return visited;
    }

    /**
     * The comma that ends a list member: in Via one outside of comments, in CDN-Loop one outside of quoted strings (RFC 9110
     * §5.6). Where a comment or a quote has no end, any comma: what some client left open must not hide who came after it.
     */
    private static int memberEnd(byte[] bytes, int start, int end, boolean isVia) {
        int depth = 0;
        boolean isQuoted = false;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b == ',' && depth == 0 && !isQuoted) {
                return i;
            }
            boolean isEscape = b == '\\' && (isQuoted || depth > 0);
            isQuoted ^= !isVia && b == '"';
            depth += !isVia ? 0 : b == '(' ? 1 : b == ')' && depth > 0 ? -1 : 0;
            i += isEscape ? 1 : 0;
        }
        return depth == 0 && !isQuoted ? end : Ascii.indexOf(bytes, start, end, ',');
    }

    /** {@code [protocol/]version name [comment]} in Via, {@code name [; parameters]} in CDN-Loop. */
    private long member(byte[] bytes, int start, int end, boolean isVia) {
        int at = Ascii.skipSpace(bytes, start, end);
        if (isVia) {
            at = Ascii.skipSpace(bytes, tokenEnd(bytes, at, end), end);
        }
        int nameEnd = tokenEnd(bytes, at, end);
        for (int i = 0; i < pseudonyms.size(); i++) {
            if (Ascii.equalsIgnoreCase(bytes, at, nameEnd, pseudonyms.get(i))) {
                return datacenters.get(i).bit();
            }
        }
        return 0;
    }

    private static int tokenEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != ';' && bytes[i] != '(') {
            i++;
        }
        return i;
    }

    /** Some datacenter of the set, or null where it is empty. */
    @Nullable
    Datacenter anyOf(long set) {
        return set == 0 ? null : datacenters.get(Long.numberOfTrailingZeros(set));
    }
}
