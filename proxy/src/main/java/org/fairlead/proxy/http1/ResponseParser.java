package org.fairlead.proxy.http1;

import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;

/**
 * Reads the head of a response, strictly (RFC 9112 §4 to §6). Interim responses are heads of their own: one parse each.
 *
 * <p>The answers of one parse (framing, persistence) hold until the next. One parser may serve all connections of a loop, if
 * each calls {@link #reset()} before a head that isn't the one of the last call.
 */
@SuppressWarnings("DoNotCallSuggester") // Signatures first.
public final class ResponseParser {
    /** The head's end isn't there yet, and nothing so far is wrong. */
    public static final int INCOMPLETE = -1;
    /** The bytes are no acceptable head, whatever may follow: see {@link #rejection()}. */
    public static final int REJECTED = -2;

    public ResponseParser(HeadLimits limits) {}

    /** Forgets how far an incomplete head was searched; needless after a parse that ended otherwise. */
    public void reset() {}

    /**
     * Reads the head that starts at {@code bytes[from]} and fills {@code head} with offsets into {@code bytes}; after
     * {@link #INCOMPLETE} it wants the same bytes again with more behind them (at any {@code from}, in any array).
     *
     * <p>What isn't the start of {@code HTTP/1.} is refused with its first wrong byte: there is no HTTP/0.9.
     *
     * @param requestMethod that of the request answered: a response to HEAD has no body
     * @return the offset behind the head, or {@link #INCOMPLETE}, or {@link #REJECTED}; {@code head} is in no usable
     *     state after the latter two
     */
    public int parse(byte[] bytes, int from, int to, ResponseHead head, Method requestMethod) {
        throw new UnsupportedOperationException();
    }

    /**
     * Why the last parse was {@link #REJECTED}.
     *
     * @throws IllegalStateException where it wasn't
     */
    public Rejection rejection() {
        throw new UnsupportedOperationException();
    }

    /** Where the response's body ends; {@link BodyFraming#NONE} for 1xx, 204, 304 and any answer to HEAD. */
    public BodyFraming framing() {
        throw new UnsupportedOperationException();
    }

    /** Whether the origin will take another request on this connection once the response is complete. */
    public boolean keepAlive() {
        throw new UnsupportedOperationException();
    }
}
