package org.fairlead.proxy.http1;

import java.util.Arrays;
import java.util.EnumSet;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;

/**
 * Which fields of a message end at this proxy (RFC 9110 §7.6.1): Connection, what it names, and those known to belong to
 * one connection whether named or not; also {@code Proxy} (httpoxy) and what is said to a proxy that authenticates.
 *
 * <p>Host, Content-Length and the fields that carry the request's path through proxies can't be removed by naming them in
 * Connection. Host and Content-Length aren't hop-by-hop: whoever writes its own must skip the received ones.
 */
public final class HopByHop {
    private static final long ALWAYS = mask(EnumSet.of(
            FieldName.CONNECTION,
            FieldName.HTTP2_SETTINGS,
            FieldName.KEEP_ALIVE,
            FieldName.PROXY,
            FieldName.PROXY_AUTHENTICATE,
            FieldName.PROXY_AUTHENTICATION_INFO,
            FieldName.PROXY_AUTHORIZATION,
            FieldName.PROXY_CONNECTION,
            FieldName.TE,
            FieldName.TRANSFER_ENCODING,
            FieldName.UPGRADE));
    private static final long NOT_BY_NAMING = mask(EnumSet.of(
            FieldName.CDN_LOOP,
            FieldName.CONTENT_LENGTH,
            FieldName.DATE,
            FieldName.FAIRLEAD_DECISION,
            FieldName.FAIRLEAD_HOP,
            FieldName.FORWARDED,
            FieldName.HOST,
            FieldName.TRACEPARENT,
            FieldName.VIA,
            FieldName.X_FORWARDED_FOR,
            FieldName.X_FORWARDED_HOST,
            FieldName.X_FORWARDED_PROTO,
            FieldName.X_REQUEST_ID));
    private static final byte[] CLOSE = Ascii.bytes("close");

    private final ListElements elements = new ListElements();
    /** Names that Connection gave and that aren't known, in lower case, each followed by a comma. */
    private byte[] named = {};

    private int namedEnd;
    /** Known names that Connection gave. */
    private long namedMask;

    /** Learns what Connection names in this head; copies what it needs, so that trailers can be asked about later. */
    public void read(FieldTable head) {
        namedEnd = 0;
        namedMask = 0;
        for (int i = head.find(FieldName.CONNECTION, 0); i >= 0; i = head.find(FieldName.CONNECTION, i + 1)) {
            elements.reset(head.bytes(), head.valueStart(i), head.valueEnd(i));
            while (elements.next()) {
                note(head.bytes());
            }
        }
    }

    private void note(byte[] bytes) {
        FieldName name = FieldName.of(bytes, elements.start(), elements.end());
        if (name != FieldName.OTHER) {
            namedMask |= 1L << name.ordinal() & ~NOT_BY_NAMING;
        } else if (!elements.is(CLOSE)) {
            keep(bytes, elements.start(), elements.end());
        }
    }

    private void keep(byte[] bytes, int start, int end) {
        if (namedEnd + end - start + 1 > named.length) {
            named = Arrays.copyOf(named, Math.max(64, 2 * (namedEnd + end - start + 1)));
        }
        for (int i = start; i < end; i++) {
            named[namedEnd++] = Ascii.lower(bytes[i]);
        }
        named[namedEnd++] = ',';
    }

    /** Whether this line, of the head read last or of the same message's trailers, must not be sent on. */
    public boolean drops(FieldTable fields, int index) {
        FieldName name = fields.name(index);
        if (name != FieldName.OTHER) {
            return ((ALWAYS | namedMask) >>> name.ordinal() & 1) != 0;
        }
        return namedEnd > 0 && isNamed(fields.bytes(), fields.nameStart(index), fields.nameEnd(index));
    }

    private boolean isNamed(byte[] bytes, int start, int end) {
        int at = 0;
        while (at < namedEnd) {
            int comma = Ascii.indexOf(named, at, namedEnd, ',');
            if (comma - at == end - start && equalsLower(bytes, start, at, comma)) {
                return true;
            }
            at = comma + 1;
        }
        return false;
    }

    private boolean equalsLower(byte[] bytes, int start, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Ascii.lower(bytes[start + i - from]) != named[i]) {
                return false;
            }
        }
        return true;
    }

    private static long mask(EnumSet<FieldName> names) {
        long mask = 0;
        for (FieldName name : names) {
            mask |= 1L << name.ordinal();
        }
        return mask;
    }
}
