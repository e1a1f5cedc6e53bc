package org.fairlead.proxy.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.fairlead.message.Ascii;

/**
 * Writes one flat line of JSON into a reused array, all of it ASCII: a byte above 127 is written as the character of that
 * number (ISO 8859-1), so that hostile bytes can neither break the line nor be lost.
 */
final class JsonLine {
    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");
    private static final byte[] TRUE = Ascii.bytes("true");
    /** As in a control character's. */
    private static final int LONGEST_ESCAPE = 6;

    private static final int MOST_DIGITS = 19;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private static final boolean[] IS_PLAIN = new boolean[0x7f];

    static {
        for (char c = ' '; c < IS_PLAIN.length; c++) {
            IS_PLAIN[c] = c != '"' && c != '\\';
        }
    }

    private byte[] bytes = new byte[1024];
    private int length;
    private boolean needsComma;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    JsonLine open() {
        length = 0;
        return brace('{');
    }

    JsonLine openObject(byte[] quotedName) {
        name(quotedName);
        return brace('{');
    }

    private JsonLine brace(char brace) {
        put(brace);
        needsComma = false;
        return this;
    }

    JsonLine closeObject() {
        put('}');
        needsComma = true;
        return this;
    }

    void endLine() {
        put('}');
        put('\n');
    }

    /** A name as {@link #name(String)} made it. */
    private void name(byte[] quotedName) {
        if (needsComma) {
            put(',');
        }
        ascii(quotedName);
        needsComma = true;
    }

    /** What stands before a value: made once, for the methods that take it. */
    static byte[] name(String name) {
        return Ascii.bytes("\"" + name + "\":");
    }

    JsonLine text(byte[] quotedName, String value) {
        openText(quotedName);
        ensure(value.length() * LONGEST_ESCAPE);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPlain(c)) {
                bytes[length++] = (byte) c;
            } else {
                escape(c);
            }
        }
        return closeText();
    }

    /** Members that were taken from an earlier line, after others. */
    JsonLine members(byte[] source, int count) {
        ensure(count);
        System.arraycopy(source, 0, bytes, length, count);
        length += count;
        return this;
    }

    JsonLine number(byte[] quotedName, long value) {
        name(quotedName);
        return digits(value);
    }

    JsonLine flag(byte[] quotedName) {
        name(quotedName);
        ascii(TRUE);
        return this;
    }

    /** Milliseconds with three decimals. */
    JsonLine millis(byte[] quotedName, long nanos) {
        name(quotedName);
        long micros = Math.max(0, nanos) / 1000;
        return digits(micros / 1000).piece('.').threeDigits((int) (micros % 1000));
    }

    /** Begins a text that is given in pieces. */
    JsonLine openText(byte[] quotedName) {
        name(quotedName);
        put('"');
        return this;
    }

    JsonLine piece(byte[] source, int start, int end) {
        ensure((end - start) * LONGEST_ESCAPE);
        byte[] to = bytes;
        int at = length;
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long eight = (long) LONGS.get(source, i);
            if (!arePlain(eight)) {
                break;
            }
            LONGS.set(to, at, eight);
            at += Long.BYTES;
        }
        for (; i < end; i++) {
            char c = (char) (source[i] & 0xff);
            if (isPlain(c)) {
                to[at++] = (byte) c;
            } else {
                length = at;
                escape(c);
                at = length;
            }
        }
        length = at;
        return this;
    }

    /** Of three digits, from 0 to 999. */
    JsonLine threeDigits(int value) {
        ensure(3);
        bytes[length] = (byte) ('0' + value / 100);
        bytes[length + 1] = (byte) ('0' + value / 10 % 10);
        bytes[length + 2] = (byte) ('0' + value % 10);
        length += 3;
        return this;
    }

    JsonLine piece(char ascii) {
        put(ascii);
        return this;
    }

    JsonLine closeText() {
        put('"');
        return this;
    }

    /** Digits as part of a text or as a number. */
    JsonLine digits(long value) {
        if (value < 0) {
            put('-');
            return digits(value == Long.MIN_VALUE ? Long.MAX_VALUE : -value);
        }
        ensure(MOST_DIGITS);
        int count = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            count++;
        }
        long rest = value;
        for (int at = length + count - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    private static boolean isPlain(char c) {
        return c < 0x7f && IS_PLAIN[c];
    }

    /** The same of eight bytes. */
    private static boolean arePlain(long eight) {
        long quotes = eight ^ '"' * ONES;
        long backslashes = eight ^ '\\' * ONES;
        long deletes = eight ^ 0x7f * ONES;
        // A byte borrows from the next only where it is found itself.
        long found = (eight - ' ' * ONES) & ~eight
                | (quotes - ONES) & ~quotes
                | (backslashes - ONES) & ~backslashes
                | (deletes - ONES) & ~deletes
                | eight;
        return (found & HIGH_BITS) == 0;
    }

    /** There is room for the longest. */
    private void escape(char c) {
        if (c == '"' || c == '\\') {
            bytes[length++] = '\\';
            bytes[length++] = (byte) c;
        } else {
            bytes[length++] = '\\';
            bytes[length++] = 'u';
            for (int shift = 12; shift >= 0; shift -= 4) {
                bytes[length++] = HEX[c >> shift & 0xf];
            }
        }
    }

    private void ascii(byte[] source) {
        ensure(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
    }

    private void put(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
