package org.fairlead.proxy.http1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Classes of octets, and the search for the first that doesn't belong to one; eight at a time where lines are long. */
final class Octets {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = 0x20 * ONES;
    private static final long EXCLAMATIONS = 0x21 * ONES;
    private static final long HASHES = '#' * ONES;
    private static final long DELETES = 0x7f * ONES;
    private static final boolean[] TOKEN = alphanumericAnd("!#$%&'*+-.^_`|~");
    private static final boolean[] REGISTERED_NAME = alphanumericAnd("-._~!$&'()*+,;=");

    private Octets() {}

    /** Whether {@code b} may stand in a token (RFC 9110 §5.6.2). */
    static boolean isToken(byte b) {
        return TOKEN[b & 0xff];
    }

    /** Whether {@code b} may stand in a host name (RFC 3986 §3.2.2); we take no percent-encoded ones. */
    static boolean isRegisteredName(byte b) {
        return REGISTERED_NAME[b & 0xff];
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hexDigit(byte b) {
        if (isDigit(b)) {
            return b - '0';
        }
        int letter = b | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /** Whether {@code b} is a control character other than HTAB: CR, LF, NUL, DEL and their like. */
    static boolean isControl(byte b) {
        return (b >= 0 && b < 0x20 && b != '\t') || b == 0x7f;
    }

    /** The first octet of {@code bytes[from, to)} that isn't a token's, or {@code to}. */
    static int tokenEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isToken(bytes[i])) {
            i++;
        }
        return i;
    }

    /** The first control character of {@code bytes[from, to)}, HTAB not counted, or {@code to}. */
    static int firstControl(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES) {
            long word = (long) LONGS.get(bytes, i);
            long deletes = word ^ DELETES;
            // A borrow marks octets above the lowest hit only, so the lowest is right.
            long hits = (((word - SPACES) & ~word) | ((deletes - ONES) & ~deletes)) & HIGH_BITS;
            if (hits == 0) {
                i += Long.BYTES;
                continue;
            }
            i += Long.numberOfTrailingZeros(hits) >>> 3;
            if (bytes[i] != '\t') {
                return i;
            }
            i++;
        }
        while (i < to && !isControl(bytes[i])) {
            i++;
        }
        return i;
    }

    /**
     * The first octet of {@code bytes[from, to)} that may not stand in a request target, or {@code to}. Those that RFC
     * 3986 excludes but clients send, such as {@code |} and quotes, are let through: they can't be taken in two ways.
     */
    static int targetEnd(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(bytes, i);
            long deletes = word ^ DELETES;
            long hashes = word ^ HASHES;
            long hits = (word
                            | ((word - EXCLAMATIONS) & ~word)
                            | ((deletes - ONES) & ~deletes)
                            | ((hashes - ONES) & ~hashes))
                    & HIGH_BITS;
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && bytes[i] > ' ' && bytes[i] != 0x7f && bytes[i] != '#') {
            i++;
        }
        return i;
    }

    /** The eight octets from {@code at} on, the first of them lowest. */
    static long word(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** What {@link #word(byte[], int)} gives for these eight characters. */
    static long word(String eight) {
        return word(eight.getBytes(StandardCharsets.US_ASCII), 0);
    }

    private static boolean[] alphanumericAnd(String others) {
        boolean[] table = new boolean[256];
        for (char c = 0; c < 128; c++) {
            table[c] = Character.isLetterOrDigit(c) || others.indexOf(c) >= 0;
        }
        return table;
    }
}
