package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.fairlead.message.ResponseHead;

/**
 * Writes one head after another: a start line, fields in the order of the calls, {@link #end}. Always says HTTP/1.1
 * (RFC 9112 §2.3).
 *
 * <p>One per event loop. The head is gathered in an array and leaves by one copy, since many small writes to a direct
 * buffer cost more. Start lines discard whatever was not ended.
 *
 * <p>Names, and lines, are given as {@link #name} and {@link #line} make them, once, in constants.
 */
public final class HeadWriter {
    private static final int FIRST_CAPACITY = 4096;
    private static final int LONGEST_NUMBER = 20;
    private static final byte[] VERSION_END = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] STATUS_START = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] CONTENT_LENGTH = name("Content-Length");
    private static final byte[] CHUNKED = line("Transfer-Encoding", "chunked");

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int count;

    /** {@code Name: }, to be kept in a constant and given to the {@code field} methods. */
    public static byte[] name(String name) {
        byte[] token = name.getBytes(StandardCharsets.ISO_8859_1);
        if (token.length == 0 || Octets.tokenEnd(token, 0, token.length) < token.length) {
            throw new IllegalArgumentException("field name: \"" + name + "\" (expected: a token)");
        }
        return Ascii.bytes(name + ": ");
    }

    /** {@code Name: value} with its CR LF, to be kept in a constant and given to {@link #line(byte[])}. */
    public static byte[] line(String name, String value) {
        byte[] start = name(name);
        byte[] line = Arrays.copyOf(start, start.length + value.length() + 2);
        copyText(value, line, start.length);
        line[line.length - 2] = '\r';
        line[line.length - 1] = '\n';
        return line;
    }

    /** The method and target of {@code head} in origin-form; an empty path becomes {@code /}, or {@code *} for OPTIONS without query. */
    public void requestLine(RequestHead head) {
        count = 0;
        put(head.bytes(), head.methodStart(), head.methodEnd());
        put(' ');
        if (head.pathStart() == head.pathEnd()) {
            // RFC 9112 §3.2.4.
            put(head.method() == Method.OPTIONS && !head.hasQuery() ? '*' : '/');
        } else {
            put(head.bytes(), head.pathStart(), head.pathEnd());
        }
        if (head.hasQuery()) {
            put('?');
            put(head.bytes(), head.queryStart(), head.queryEnd());
        }
        put(VERSION_END);
    }

    /** A request of our own; {@code methodAndTarget} is, for example, {@code GET /health}. */
    public void requestLine(byte[] methodAndTarget) {
        count = 0;
        put(methodAndTarget);
        put(VERSION_END);
    }

    /** The status and reason phrase that came. */
    public void statusLine(ResponseHead head) {
        count = 0;
        put(STATUS_START);
        number(head.status());
        put(' ');
        put(head.bytes(), head.reasonStart(), head.reasonEnd());
        endLine();
    }

    /** A status, 100 to 599, with its usual reason phrase. */
    public void statusLine(int status) {
        count = 0;
        put(ReasonPhrases.statusLine(status));
    }

    /** The field as it came, but for white space around its value. */
    public void field(FieldTable fields, int index) {
        byte[] source = fields.bytes();
        int nameStart = fields.nameStart(index);
        int nameEnd = fields.nameEnd(index);
        int valueStart = fields.valueStart(index);
        int valueEnd = fields.valueEnd(index);
        if (valueStart == nameEnd + 2 && source[nameEnd] == ':' && source[nameEnd + 1] == ' ') {
            put(source, nameStart, valueEnd);
        } else {
            put(source, nameStart, nameEnd);
            put(':');
            put(' ');
            put(source, valueStart, valueEnd);
        }
        endLine();
    }

    /** {@code value} is written as it is: validated before, or a constant. */
    public void field(byte[] name, byte[] value) {
        field(name, value, 0, value.length);
    }

    /** {@code bytes[start, end)} is written as it is: a token validated before, such as the host. */
    public void field(byte[] name, byte[] bytes, int start, int end) {
        put(name);
        put(bytes, start, end);
        endLine();
    }

    /**
     * A value of our own.
     *
     * @throws IllegalArgumentException where {@code value} holds a control character or one that isn't ASCII
     */
    public void field(byte[] name, String value) {
        put(name);
        part(value);
        endLine();
    }

    /** {@code value} is at least 0. */
    public void field(byte[] name, long value) {
        put(name);
        number(value);
        endLine();
    }

    /** A constant made by {@link #line(String, String)}. */
    public void line(byte[] line) {
        put(line);
    }

    /** Begins a field of several parts, such as a list that we append to: {@link #part} as often as wanted, {@link #endField}. */
    public void beginField(byte[] name) {
        put(name);
    }

    /** {@code bytes[start, end)} is written as it is, as in {@link #field(byte[], byte[], int, int)}. */
    public void part(byte[] bytes, int start, int end) {
        put(bytes, start, end);
    }

    /**
     * Text of our own.
     *
     * @throws IllegalArgumentException where {@code text} holds a control character or one that isn't ASCII
     */
    public void part(String text) {
        reserve(text.length());
        copyText(text, bytes, count);
        count += text.length();
    }

    public void endField() {
        endLine();
    }

    /** Content-Length or {@code Transfer-Encoding: chunked}, or nothing, as the body is framed. */
    public void framing(BodyFraming framing) {
        switch (framing.kind()) {
            case LENGTH -> field(CONTENT_LENGTH, framing.length());
            case CHUNKED -> put(CHUNKED);
            case NONE, UNTIL_CLOSE -> {}
        }
    }

    /** Ends the head and appends all of it to {@code out}. Borrows {@code out}. */
    public void end(ByteBuf out) {
        endLine();
        out.writeBytes(bytes, 0, count);
        count = 0;
    }

    private void endLine() {
        reserve(2);
        bytes[count++] = '\r';
        bytes[count++] = '\n';
    }

    private void put(char c) {
        reserve(1);
        bytes[count++] = (byte) c;
    }

    private void put(byte[] source) {
        put(source, 0, source.length);
    }

    private void put(byte[] source, int start, int end) {
        int length = end - start;
        reserve(length);
        System.arraycopy(source, start, bytes, count, length);
        count += length;
    }

    private void number(long value) {
        reserve(LONGEST_NUMBER);
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = count + digits - 1; i >= count; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        count += digits;
    }

    private void reserve(int length) {
        if (count + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(count + length, 2 * bytes.length));
        }
    }

    private static void copyText(String text, byte[] target, int at) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x7f || (c < ' ' && c != '\t')) {
                throw new IllegalArgumentException("field value: character " + (int) c + " at " + i
                        + " (expected: visible ASCII, spaces and tabs)");
            }
            target[at + i] = (byte) c;
        }
    }
}
