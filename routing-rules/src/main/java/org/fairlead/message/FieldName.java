package org.fairlead.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The field names that the proxy itself looks at; every other name is {@link #OTHER} and is compared byte by byte. */
public enum FieldName {
    OTHER(""),
    ACCEPT("accept"),
    CDN_LOOP("cdn-loop"),
    CLIENT_CERT("client-cert"),
    CLIENT_CERT_CHAIN("client-cert-chain"),
    CLIENT_CERT_FINGERPRINT("client-cert-fingerprint"),
    CLIENT_CERT_SUBJECT("client-cert-subject"),
    CONNECTION("connection"),
    CONTENT_LENGTH("content-length"),
    CONTENT_TYPE("content-type"),
    COOKIE("cookie"),
    DATE("date"),
    EARLY_DATA("early-data"),
    EXPECT("expect"),
    FAIRLEAD_DECISION("fairlead-decision"),
    FAIRLEAD_HOP("fairlead-hop"),
    FORWARDED("forwarded"),
    HOST("host"),
    HTTP2_SETTINGS("http2-settings"),
    KEEP_ALIVE("keep-alive"),
    LOCATION("location"),
    MAX_FORWARDS("max-forwards"),
    PROXY("proxy"),
    PROXY_AUTHENTICATE("proxy-authenticate"),
    PROXY_AUTHENTICATION_INFO("proxy-authentication-info"),
    PROXY_AUTHORIZATION("proxy-authorization"),
    PROXY_CONNECTION("proxy-connection"),
    RETRY_AFTER("retry-after"),
    SET_COOKIE("set-cookie"),
    STRICT_TRANSPORT_SECURITY("strict-transport-security"),
    TE("te"),
    TRACEPARENT("traceparent"),
    TRACESTATE("tracestate"),
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

    private static final int BUCKETS = 256;
    private static final FieldName[][] BY_SHAPE = new FieldName[BUCKETS][];
    private static final FieldName[] VALUES = values();

    static {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            int wanted = bucket;
            BY_SHAPE[bucket] = Arrays.stream(VALUES)
                    .filter(name -> name != OTHER && shape(name.lower, 0, name.lower.length) == wanted)
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
        if (start == end) {
            return OTHER;
        }
        for (FieldName candidate : BY_SHAPE[shape(bytes, start, end)]) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, candidate.lower)) {
                return candidate;
            }
        }
        return OTHER;
    }

    /** The same for two names that differ in case only; spreads those above so that hardly two share a bucket. */
    private static int shape(byte[] bytes, int start, int end) {
        int first = bytes[start] | 0x20;
        int last = bytes[end - 1] | 0x20;
        return (end - start + first * 3 + last * 26) & (BUCKETS - 1);
    }

    static FieldName at(int ordinal) {
        return VALUES[ordinal];
    }
}
