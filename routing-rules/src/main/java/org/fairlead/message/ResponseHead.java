package org.fairlead.message;

/**
 * The head of one response, interim or final: the bytes that came in, with their tokens indexed by offset.
 *
 * <p>A codec fills it. The array belongs to the codec and is gone with its next read. Confined to one thread; reused.
 */
public final class ResponseHead {
    private final FieldTable fields = new FieldTable();
    private int status;
    private int reasonStart;
    private int reasonEnd;
    private int majorVersion = 1;
    private int minorVersion = 1;

    public void reset(byte[] bytes) {
        fields.reset(bytes);
        status = 0;
        reasonStart = 0;
        reasonEnd = 0;
        majorVersion = 1;
        minorVersion = 1;
    }

    /** 2 for a head that was translated from HTTP/2; else 1. */
    public void majorVersion(int majorVersion) {
        this.majorVersion = majorVersion;
    }

    /** {@code status} is 100..599; the reason phrase may be empty. */
    public void status(int minorVersion, int status, int reasonStart, int reasonEnd) {
        this.minorVersion = minorVersion;
        this.status = status;
        this.reasonStart = reasonStart;
        this.reasonEnd = reasonEnd;
    }

    public int majorVersion() {
        return majorVersion;
    }

    public byte[] bytes() {
        return fields.bytes();
    }

    public FieldTable fields() {
        return fields;
    }

    public int status() {
        return status;
    }

    public boolean isInterim() {
        return status < 200;
    }

    public int minorVersion() {
        return minorVersion;
    }

    public int reasonStart() {
        return reasonStart;
    }

    public int reasonEnd() {
        return reasonEnd;
    }
}
