package org.fairlead.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Comparisons over ranges of ASCII bytes, without a String. */
public final class Ascii {
    /** 2^64 divided by the golden ratio. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Ascii() {}

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** Writes {@code value}, from 0 to 99, as two digits. */
    public static void putTwoDigits(byte[] bytes, int at, int value) {
        bytes[at] = (byte) ('0' + value / 10);
        bytes[at + 1] = (byte) ('0' + value % 10);
    }

    public static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }

    public static String lower(String text) {
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether {@code bytes[start, end)} is {@code expected}, byte for byte. */
    public static boolean equals(byte[] bytes, int start, int end, byte[] expected) {
        return java.util.Arrays.equals(bytes, start, end, expected, 0, expected.length);
    }

    /** Whether {@code bytes[start, end)} is {@code lower} in any case; {@code lower} is in lower case already. */
    public static boolean equalsIgnoreCase(byte[] bytes, int start, int end, byte[] lower) {
        if (end - start != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            byte b = bytes[start + i];
            if (b != lower[i] && lower(b) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /** A hash of {@code bytes[start, end)}, eight of them at a time; not one to withstand an attacker. */
    public static int hash(byte[] bytes, int start, int end) {
        long hash = (long) end - start;
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * SPREAD;
            hash ^= hash >>> 29;
        }
        for (; at < end; at++) {
            hash = (hash ^ bytes[at]) * SPREAD;
        }
        return (int) (hash ^ hash >>> 32);
    }

    /** The first place of {@code wanted}, an ASCII character, in {@code bytes[start, end)}, or {@code end}. */
    public static int indexOf(byte[] bytes, int start, int end, char wanted) {
        long pattern = wanted * ONES;
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long zeros = (long) LONGS.get(bytes, i) ^ pattern;
            long hits = (zeros - ONES) & ~zeros & HIGH_BITS;
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return end;
    }

    /** {@code start}, moved past spaces and tabs. */
    public static int skipSpace(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && isSpace(bytes[i])) {
            i++;
        }
        return i;
    }

    /** {@code end}, moved back before spaces and tabs. */
    public static int trimSpace(byte[] bytes, int start, int end) {
        int i = end;
        while (i > start && isSpace(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
