package org.fairlead.proxy.http1;

import org.fairlead.message.RequestHead;

/**
 * Reads the head of a request, strictly: whatever two readers could take in two ways is refused (RFC 9112 §2 to §6, §11.2).
 *
 * <p>The answers of one parse (framing, persistence, expectation) hold until the next. One parser may serve all
 * connections of a loop, if each calls {@link #reset()} before a head that isn't the one of the last call.
 */
@SuppressWarnings("DoNotCallSuggester") // Signatures first.
public final class RequestParser {
    /** The head's end isn't there yet, and nothing so far is wrong. */
    public static final int INCOMPLETE = -1;
    /** The bytes are no acceptable head, whatever may follow: see {@link #rejection()}. */
    public static final int REJECTED = -2;

    public RequestParser(HeadLimits limits) {}

    /** Forgets how far an incomplete head was searched; needless after a parse that ended otherwise. */
    public void reset() {}

    /**
     * Reads the head that starts at {@code bytes[from]} and fills {@code head} with offsets into {@code bytes}; after
     * {@link #INCOMPLETE} it wants the same bytes again with more behind them (at any {@code from}, in any array).
     *
     * <p>In {@code head} the host is the target's where that is absolute, else that of the Host field; it is empty where
     * an HTTP/1.0 request has neither. Whether the request is {@code secure} is left for the caller to set.
     *
     * @return the offset behind the head, or {@link #INCOMPLETE}, or {@link #REJECTED}; {@code head} is in no usable
     *     state after the latter two
     */
    public int parse(byte[] bytes, int from, int to, RequestHead head) {
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

    /** Where the request's body ends; never {@link BodyFraming.Kind#UNTIL_CLOSE}. */
    public BodyFraming framing() {
        throw new UnsupportedOperationException();
    }

    /** Whether the client will take further answers on this connection (RFC 9112 §9.3). */
    public boolean keepAlive() {
        throw new UnsupportedOperationException();
    }

    /** Whether the client may wait for a 100 before it sends the body that it announced (RFC 9110 §10.1.1); never in HTTP/1.0. */
    public boolean expectsContinue() {
        throw new UnsupportedOperationException();
    }

    /** Whether the client offers another protocol: an Upgrade field that Connection names, in HTTP/1.1 (RFC 9110 §7.8). */
    public boolean upgrades() {
        throw new UnsupportedOperationException();
    }
}
