package org.fairlead.message;

/** Request methods that the proxy treats in a way of their own; case matters (RFC 9110 §9.1), and all others are {@link #OTHER}. */
public enum Method {
    GET(true),
    HEAD(true),
    OPTIONS(true),
    /** RFC 10008: safe by its definition, treated as safe only where a service opts in. */
    QUERY(false),
    POST(false),
    PUT(false),
    PATCH(false),
    DELETE(false),
    CONNECT(false),
    TRACE(false),
    OTHER(false);

    private static final Method[] VALUES = values();
    private final boolean safe;
    private final byte[] token = Ascii.bytes(name());

    Method(boolean safe) {
        this.safe = safe;
    }

    /** Whether it can't change anything on any service, whatever that one opts in to. */
    public boolean isSafe() {
        return safe;
    }

    public static Method of(byte[] bytes, int start, int end) {
        for (Method method : VALUES) {
            if (method != OTHER && Ascii.equals(bytes, start, end, method.token)) {
                return method;
            }
        }
        return OTHER;
    }
}
