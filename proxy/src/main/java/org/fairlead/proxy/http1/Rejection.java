package org.fairlead.proxy.http1;

/**
 * Every way in which a head or a body from the wire is refused.
 *
 * <p>The status is what a client is told about its own request. The same fault in an origin's response is a 502, whatever
 * the status here says (RFC 9110 §15.6.3). After any of them the connection can't be used again.
 */
public enum Rejection {
    // The request line, RFC 9112 §3.
    MALFORMED_REQUEST_LINE(400, "the request line isn't method, space, target, space, version"),
    BAD_METHOD(400, "the method isn't a token"),
    METHOD_TOO_LONG(501, "the method is longer than any that is known"),
    METHOD_NOT_ALLOWED(405, "this proxy doesn't take CONNECT and TRACE"),
    BAD_TARGET(400, "the request target isn't a path, an http or https URL, or * with OPTIONS"),
    TARGET_TOO_LONG(414, "the request line is longer than a head may be"),
    UNSUPPORTED_VERSION(505, "the version is neither HTTP/1.1 nor HTTP/1.0"),

    // Lines and fields, RFC 9112 §2.2 and §5.
    BAD_FIELD_NAME(400, "a field name isn't a token"),
    SPACE_BEFORE_COLON(400, "white space stands between a field name and its colon"),
    OBS_FOLD(400, "a field line starts with white space"),
    BARE_CR(400, "a carriage return stands without its line feed"),
    BARE_LF(400, "a line feed stands without its carriage return"),
    CONTROL_CHARACTER(400, "a control character stands in the head"),
    HEAD_TOO_LARGE(431, "the head has too many bytes"),
    TOO_MANY_FIELDS(431, "the head has too many fields"),
    TOO_MANY_CONNECTION_OPTIONS(400, "Connection names too many fields"),

    // The host, RFC 9112 §3.2.
    MISSING_HOST(400, "the Host field is missing"),
    SEVERAL_HOSTS(400, "there is more than one Host field"),
    BAD_HOST(400, "the host isn't a name or an address with an optional port"),

    // By configuration.
    UNDERSCORE_IN_NAME(400, "a field has an underscore in its name"),

    // Where the body ends, RFC 9112 §6.
    LENGTH_AND_CODING(400, "both Content-Length and Transfer-Encoding are there"),
    BAD_CONTENT_LENGTH(400, "Content-Length isn't one number"),
    UNKNOWN_CODING(501, "a transfer coding other than chunked is applied"),
    CODING_NOT_FINAL(400, "chunked isn't the final transfer coding, or is there twice"),
    CODING_IN_HTTP10(400, "an HTTP/1.0 message has a transfer coding"),
    LENGTH_DIFFERS(400, "the body is shorter or longer than Content-Length says, or is malformed"),
    UNKNOWN_PROTOCOL(501, "CONNECT asks for a protocol other than websocket"),
    UNKNOWN_EXPECTATION(417, "Expect asks for something else than 100-continue"),

    // The body, RFC 9112 §7.1 and §8.
    BAD_CHUNK_SIZE(400, "a chunk size isn't a hexadecimal number that fits"),
    BAD_CHUNK_EXTENSION(400, "a chunk extension isn't one: a name, with a token or a quoted string as its value"),
    CHUNK_EXTENSIONS_TOO_LARGE(400, "the chunk extensions have too many bytes"),
    BAD_CHUNK_END(400, "a chunk's size line or data doesn't end in CR LF"),
    BAD_TRAILER(400, "a trailer field is malformed"),
    FORBIDDEN_TRAILER(400, "a trailer field says how long the message is, or for which host"),
    TRAILERS_TOO_LARGE(431, "the trailer section has too many bytes or fields"),
    TRUNCATED_BODY(400, "the connection ended before the body did"),

    // The status line, RFC 9112 §4.
    MALFORMED_STATUS_LINE(502, "the status line isn't version, space, three digits, space, reason"),
    BAD_STATUS(502, "the status isn't one of 100 to 599"),
    UNSUPPORTED_RESPONSE_VERSION(502, "the response's version is neither HTTP/1.1 nor HTTP/1.0");

    private final int status;
    private final String sentence;
    private final String label;

    Rejection(int status, String sentence) {
        this.status = status;
        this.sentence = sentence;
        this.label = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** What the client is answered, where the fault is in its request. */
    public int status() {
        return status;
    }

    /** For logs and metrics, such as {@code bare-cr}. */
    public String label() {
        return label;
    }

    /** For people: what is wrong, in lower case and without a full stop. */
    public String sentence() {
        return sentence;
    }
}
