package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;
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
@SuppressWarnings("DoNotCallSuggester") // Signatures first.
public final class HeadWriter {
    /** {@code Name: }, to be kept in a constant and given to the {@code field} methods. */
    public static byte[] name(String name) {
        throw new UnsupportedOperationException();
    }

    /** {@code Name: value} with its CR LF, to be kept in a constant and given to {@link #line(byte[])}. */
    public static byte[] line(String name, String value) {
        throw new UnsupportedOperationException();
    }

    /** The method and target of {@code head} in origin-form; an empty path becomes {@code /}, or {@code *} for OPTIONS without query. */
    public void requestLine(RequestHead head) {
        throw new UnsupportedOperationException();
    }

    /** A request of our own; {@code methodAndTarget} is, for example, {@code GET /health}. */
    public void requestLine(byte[] methodAndTarget) {
        throw new UnsupportedOperationException();
    }

    /** The status and reason phrase that came. */
    public void statusLine(ResponseHead head) {
        throw new UnsupportedOperationException();
    }

    /** A status, 100 to 599, with its usual reason phrase. */
    public void statusLine(int status) {
        throw new UnsupportedOperationException();
    }

    /** The field as it came, but for white space around its value. */
    public void field(FieldTable fields, int index) {
        throw new UnsupportedOperationException();
    }

    /** {@code value} is written as it is: validated before, or a constant. */
    public void field(byte[] name, byte[] value) {
        throw new UnsupportedOperationException();
    }

    /** {@code bytes[start, end)} is written as it is: a token validated before, such as the host. */
    public void field(byte[] name, byte[] bytes, int start, int end) {
        throw new UnsupportedOperationException();
    }

    /**
     * A value of our own.
     *
     * @throws IllegalArgumentException where {@code value} holds a control character or one that isn't ASCII
     */
    public void field(byte[] name, String value) {
        throw new UnsupportedOperationException();
    }

    public void field(byte[] name, long value) {
        throw new UnsupportedOperationException();
    }

    /** A constant made by {@link #line(String, String)}. */
    public void line(byte[] line) {
        throw new UnsupportedOperationException();
    }

    /** Begins a field of several parts, such as a list that we append to: {@link #part} as often as wanted, {@link #endField}. */
    public void beginField(byte[] name) {
        throw new UnsupportedOperationException();
    }

    public void part(byte[] bytes, int start, int end) {
        throw new UnsupportedOperationException();
    }

    /**
     * Text of our own.
     *
     * @throws IllegalArgumentException where {@code text} holds a control character or one that isn't ASCII
     */
    public void part(String text) {
        throw new UnsupportedOperationException();
    }

    public void endField() {
        throw new UnsupportedOperationException();
    }

    /** Content-Length or {@code Transfer-Encoding: chunked}, or nothing, as the body is framed. */
    public void framing(BodyFraming framing) {
        throw new UnsupportedOperationException();
    }

    /** Ends the head and appends all of it to {@code out}. Borrows {@code out}. */
    public void end(ByteBuf out) {
        throw new UnsupportedOperationException();
    }
}
