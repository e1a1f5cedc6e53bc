package org.fairlead.proxy.http1;

/**
 * Where the body of a message ends (RFC 9112 §6.3).
 *
 * @param length in bytes for {@link Kind#LENGTH}, which may be 0; -1 for every other kind
 */
public record BodyFraming(Kind kind, long length) {
    /** What tells the end of the body. */
    public enum Kind {
        /** There is none, and no field says how long it were. */
        NONE,
        /** A count of bytes. */
        LENGTH,
        /** The last chunk. */
        CHUNKED,
        /** The end of the connection; responses only. */
        UNTIL_CLOSE
    }

    public static final BodyFraming NONE = new BodyFraming(Kind.NONE, -1);
    public static final BodyFraming CHUNKED = new BodyFraming(Kind.CHUNKED, -1);
    public static final BodyFraming UNTIL_CLOSE = new BodyFraming(Kind.UNTIL_CLOSE, -1);
    private static final BodyFraming EMPTY = new BodyFraming(Kind.LENGTH, 0);

    public BodyFraming {
        if ((kind == Kind.LENGTH) != (length >= 0)) {
            throw new IllegalArgumentException("length: " + length + " of a body framed by " + kind);
        }
    }

    public static BodyFraming length(long length) {
        return length == 0 ? EMPTY : new BodyFraming(Kind.LENGTH, length);
    }

    /** Whether not one byte of content can follow. */
    public boolean isEmpty() {
        return kind == Kind.NONE || length == 0;
    }
}
