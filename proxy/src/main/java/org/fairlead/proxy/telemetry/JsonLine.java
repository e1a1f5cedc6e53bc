package org.fairlead.proxy.telemetry;

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
            escape(value.charAt(i));
        }
        return closeText();
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
        digits(micros / 1000);
        put('.');
        int rest = (int) (micros % 1000);
        put((char) ('0' + rest / 100));
        put((char) ('0' + rest / 10 % 10));
        put((char) ('0' + rest % 10));
        return this;
    }

    /** Begins a text that is given in pieces. */
    JsonLine openText(byte[] quotedName) {
        name(quotedName);
        put('"');
        return this;
    }

    JsonLine piece(byte[] source, int start, int end) {
        ensure((end - start) * LONGEST_ESCAPE);
        for (int i = start; i < end; i++) {
            escape((char) (source[i] & 0xff));
        }
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
        if (value >= 10) {
            digits(value / 10);
        }
        put((char) ('0' + value % 10));
        return this;
    }

    /** There is room for the longest. */
    private void escape(char c) {
        if (c < 0x7f && IS_PLAIN[c]) {
            bytes[length++] = (byte) c;
        } else if (c == '"' || c == '\\') {
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
