package org.fairlead.proxy.http1;

import java.util.EnumSet;
import java.util.Set;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;

/**
 * Fields that have no business in a trailer section (RFC 9110 §6.5.1), because they frame, route, authenticate or modify
 * the message, or tell how to read its content, and everybody up to now did without them.
 */
public final class TrailerFields {
    /** The known names that are harmless late; new ones are forbidden until somebody thinks about them. */
    private static final Set<FieldName> HARMLESS = EnumSet.of(FieldName.OTHER);

    private static final byte[][] FORBIDDEN = {
        Ascii.bytes("age"),
        Ascii.bytes("authorization"),
        Ascii.bytes("cache-control"),
        Ascii.bytes("content-encoding"),
        Ascii.bytes("content-range"),
        Ascii.bytes("expires"),
        Ascii.bytes("if-match"),
        Ascii.bytes("if-modified-since"),
        Ascii.bytes("if-none-match"),
        Ascii.bytes("if-range"),
        Ascii.bytes("if-unmodified-since"),
        Ascii.bytes("pragma"),
        Ascii.bytes("range"),
        Ascii.bytes("vary"),
        Ascii.bytes("warning"),
        Ascii.bytes("www-authenticate"),
        Ascii.bytes("fairlead-request"),
        Ascii.bytes("x-forwarded-port"),
        Ascii.bytes("x-real-ip"),
    };

    private TrailerFields() {}

    /** Whether a reader that took it for a part of the head would see another message: nobody sends that in good faith. */
    static boolean changesTheMessage(FieldName name) {
        return name == FieldName.CONTENT_LENGTH || name == FieldName.TRANSFER_ENCODING || name == FieldName.HOST;
    }

    /** Whether that line of a trailer section may be passed on. */
    public static boolean mayBeSentOn(FieldTable trailers, int index) {
        if (!HARMLESS.contains(trailers.name(index))) {
            return false;
        }
        byte[] bytes = trailers.bytes();
        int start = trailers.nameStart(index);
        int end = trailers.nameEnd(index);
        if (Ascii.indexOf(bytes, start, end, '_') == end) {
            return !isForbidden(bytes, start, end);
        }
        // CGI and its like take one for the other (RFC 3875 §4.1.18).
        byte[] hyphened = Underscores.replaced(bytes, start, end);
        return HARMLESS.contains(FieldName.of(hyphened, 0, hyphened.length))
                && !isForbidden(hyphened, 0, hyphened.length);
    }

    private static boolean isForbidden(byte[] bytes, int start, int end) {
        for (byte[] name : FORBIDDEN) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, name)) {
                return true;
            }
        }
        return false;
    }
}
