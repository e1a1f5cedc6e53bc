package org.fairlead.message;

import java.nio.charset.StandardCharsets;

/** The field names that the proxy itself looks at; every other name is {@link #OTHER} and is compared byte by byte. */
public enum FieldName {
    OTHER(""),
    ACCEPT("accept"),
    CDN_LOOP("cdn-loop"),
    CONNECTION("connection"),
    CONTENT_LENGTH("content-length"),
    CONTENT_TYPE("content-type"),
    COOKIE("cookie"),
    DATE("date"),
    EXPECT("expect"),
    FAIRLEAD_DECISION("fairlead-decision"),
    FAIRLEAD_HOP("fairlead-hop"),
    FORWARDED("forwarded"),
    HOST("host"),
    HTTP2_SETTINGS("http2-settings"),
    KEEP_ALIVE("keep-alive"),
    LOCATION("location"),
    MAX_FORWARDS("max-forwards"),
    PROXY_AUTHENTICATE("proxy-authenticate"),
    PROXY_AUTHORIZATION("proxy-authorization"),
    PROXY_CONNECTION("proxy-connection"),
    RETRY_AFTER("retry-after"),
    SET_COOKIE("set-cookie"),
    TE("te"),
    TRACEPARENT("traceparent"),
    TRAILER("trailer"),
    TRANSFER_ENCODING("transfer-encoding"),
    UPGRADE("upgrade"),
    USER_AGENT("user-agent"),
    VIA("via"),
    X_FORWARDED_FOR("x-forwarded-for"),
    X_FORWARDED_HOST("x-forwarded-host"),
    X_FORWARDED_PROTO("x-forwarded-proto"),
    X_HTTP_METHOD("x-http-method"),
    X_HTTP_METHOD_OVERRIDE("x-http-method-override"),
    X_METHOD_OVERRIDE("x-method-override"),
    X_REQUEST_ID("x-request-id");

    private static final int LONGEST = 32;
    private static final FieldName[][] BY_LENGTH = new FieldName[LONGEST][];
    private static final FieldName[] VALUES = values();

    static {
        for (int length = 0; length < LONGEST; length++) {
            int wanted = length;
            BY_LENGTH[length] = java.util.Arrays.stream(VALUES)
                    .filter(name -> name != OTHER && name.lower.length == wanted)
                    .toArray(FieldName[]::new);
        }
    }

    private final byte[] lower;

    FieldName(String lower) {
        this.lower = lower.getBytes(StandardCharsets.US_ASCII);
    }

    /** The name in lower case. */
    public String text() {
        return new String(lower, StandardCharsets.US_ASCII);
    }

    /** The known name that stands in {@code bytes[start, end)} in any case, or {@link #OTHER}. */
    public static FieldName of(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length >= LONGEST) {
            return OTHER;
        }
        for (FieldName candidate : BY_LENGTH[length]) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, candidate.lower)) {
                return candidate;
            }
        }
        return OTHER;
    }

    static FieldName at(int ordinal) {
        return VALUES[ordinal];
    }
}
