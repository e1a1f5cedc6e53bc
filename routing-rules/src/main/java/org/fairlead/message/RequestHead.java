package org.fairlead.message;

/**
 * The head of one request: the bytes that came in, with their tokens indexed by offset.
 *
 * <p>A codec fills it, in this order: {@link #reset}, {@link #method}, {@link #target}, {@link #host}, then the
 * {@link #fields()}. The array belongs to the codec and is gone with its next read. Confined to one thread; reused from
 * request to request.
 *
 * <p>Shape: the path is raw (percent-encoded) and starts with {@code /}, or is {@code *}, or is empty where an absolute
 * target had none (which means {@code /}); the query excludes its {@code ?}; the host has no port and is in the case it came.
 */
public final class RequestHead {
    private final FieldTable fields = new FieldTable();
    private Method method = Method.OTHER;
    private int methodStart;
    private int methodEnd;
    private int pathStart;
    private int pathEnd;
    private int queryStart;
    private int queryEnd;
    private int hostStart;
    private int hostEnd;
    private int portEnd;
    private int majorVersion = 1;
    private int minorVersion = 1;
    private boolean secure;

    /** Forgets everything; what follows refers to {@code bytes}. */
    public void reset(byte[] bytes) {
        fields.reset(bytes);
        method = Method.OTHER;
        methodStart = 0;
        methodEnd = 0;
        pathStart = 0;
        pathEnd = 0;
        queryStart = -1;
        queryEnd = -1;
        hostStart = 0;
        hostEnd = 0;
        portEnd = 0;
        majorVersion = 1;
        minorVersion = 1;
        secure = false;
    }

    public void method(int start, int end) {
        methodStart = start;
        methodEnd = end;
        method = Method.of(bytes(), start, end);
    }

    /** {@code queryStart} is -1 where there is no question mark; it equals {@code queryEnd} where nothing follows it. */
    public void target(int pathStart, int pathEnd, int queryStart, int queryEnd) {
        this.pathStart = pathStart;
        this.pathEnd = pathEnd;
        this.queryStart = queryStart;
        this.queryEnd = queryEnd;
    }

    /** The host in {@code [start, hostEnd)}; {@code portEnd} lies behind {@code :port}, or equals {@code hostEnd}. */
    public void host(int start, int hostEnd, int portEnd) {
        this.hostStart = start;
        this.hostEnd = hostEnd;
        this.portEnd = portEnd;
    }

    /** 2 for a head that was translated from HTTP/2; else 1. */
    public void majorVersion(int majorVersion) {
        this.majorVersion = majorVersion;
    }

    /** The 1 in HTTP/1.1, the 0 in HTTP/1.0. */
    public void minorVersion(int minorVersion) {
        this.minorVersion = minorVersion;
    }

    /** Whether the client's request came by https, as far as those trusted to say so tell. */
    public void secure(boolean secure) {
        this.secure = secure;
    }

    public byte[] bytes() {
        return fields.bytes();
    }

    public FieldTable fields() {
        return fields;
    }

    public Method method() {
        return method;
    }

    public int methodStart() {
        return methodStart;
    }

    public int methodEnd() {
        return methodEnd;
    }

    public int pathStart() {
        return pathStart;
    }

    public int pathEnd() {
        return pathEnd;
    }

    public boolean hasQuery() {
        return queryStart >= 0;
    }

    public int queryStart() {
        return queryStart;
    }

    public int queryEnd() {
        return queryEnd;
    }

    /** Where the request target, path and query, ends. */
    public int targetEnd() {
        return hasQuery() ? queryEnd : pathEnd;
    }

    public int hostStart() {
        return hostStart;
    }

    public int hostEnd() {
        return hostEnd;
    }

    public int portEnd() {
        return portEnd;
    }

    public int majorVersion() {
        return majorVersion;
    }

    public int minorVersion() {
        return minorVersion;
    }

    public boolean secure() {
        return secure;
    }

    public String methodText() {
        return Ascii.text(bytes(), methodStart, methodEnd);
    }

    public String pathText() {
        return Ascii.text(bytes(), pathStart, pathEnd);
    }

    /** The host as it came, without its port. */
    public String hostText() {
        return Ascii.text(bytes(), hostStart, hostEnd);
    }

    /** The host as it came, with its port if it had one. */
    public String authorityText() {
        return Ascii.text(bytes(), hostStart, portEnd);
    }
}
