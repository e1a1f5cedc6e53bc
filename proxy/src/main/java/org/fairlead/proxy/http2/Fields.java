package org.fairlead.proxy.http2;

import io.netty.util.AsciiString;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.jspecify.annotations.Nullable;

/** What names and values of regular fields may be in HTTP/2 (RFC 9113 §8.2). Pure. */
final class Fields {
    private static final byte[] TRAILERS = Ascii.bytes("trailers");
    /** Lower-case tokens. */
    private static final boolean[] NAME = new boolean[256];

    static {
        String others = "!#$%&'*+-.^_`|~";
        for (char c = 0; c < 128; c++) {
            NAME[c] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.indexOf(c) >= 0;
        }
    }

    private Fields() {}

    /** What is wrong with a regular field, or null. */
    static @Nullable Malformed fault(AsciiString name, FieldName known, AsciiString value) {
        if (!isName(name)) {
            return Malformed.BAD_FIELD_NAME;
        }
        if (!isValue(value)) {
            return Malformed.BAD_FIELD_VALUE;
        }
        return switch (known) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE -> Malformed.CONNECTION_FIELD;
            case TE -> isTrailers(value) ? null : Malformed.TE_NOT_TRAILERS;
            default -> null;
        };
    }

    private static boolean isTrailers(AsciiString value) {
        int start = value.arrayOffset();
        return Ascii.equalsIgnoreCase(value.array(), start, start + value.length(), TRAILERS);
    }

    private static boolean isName(AsciiString name) {
        byte[] bytes = name.array();
        int end = name.arrayOffset() + name.length();
        for (int i = name.arrayOffset(); i < end; i++) {
            if (!NAME[bytes[i] & 0xff]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Stricter than §8.2.1 asks for: no control but HTAB, as in HTTP/1.1. */
    private static boolean isValue(AsciiString value) {
        byte[] bytes = value.array();
        int start = value.arrayOffset();
        int end = start + value.length();
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
                return false;
            }
        }
        return start == end || (!isSpace(bytes[start]) && !isSpace(bytes[end - 1]));
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Whether nothing in it, put between two spaces, could be taken for more than one word: no control, no white space. */
    static boolean isOneWord(AsciiString value) {
        byte[] bytes = value.array();
        int end = value.arrayOffset() + value.length();
        for (int i = value.arrayOffset(); i < end; i++) {
            if ((bytes[i] >= 0 && bytes[i] <= ' ') || bytes[i] == 0x7f) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    static FieldName known(AsciiString name) {
        return FieldName.of(name.array(), name.arrayOffset(), name.arrayOffset() + name.length());
    }

    /** The value of a plain decimal number, or -1 where it isn't one or doesn't fit. */
    static long number(AsciiString value) {
        if (value.isEmpty() || value.length() > 18) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.byteAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
