package org.fairlead.proxy.upstream;

import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.tls.HandshakeFailure;

/** Every way in which an attempt at an origin goes wrong, as far as its connection can tell. */
public enum UpstreamFault {
    /** The connection could not be made: refused, unreachable, a name that isn't known. */
    CONNECT_FAILED,
    CONNECT_TIMED_OUT,
    /** Connected, but no TLS came of it, so that nothing of a request was sent. */
    TLS_HANDSHAKE_FAILED,
    TLS_CERTIFICATE_EXPIRED,
    TLS_CERTIFICATE_WRONG_NAME,
    TLS_CERTIFICATE_UNTRUSTED,
    /** As many connections and streams as there may be are in use, which was seen when one was made. */
    ORIGIN_BUSY,
    /** It was to speak HTTP/2, and doesn't. Nothing of a request was sent. */
    PROTOCOL_NOT_SPOKEN,
    /** The origin says by protocol that it hasn't looked at the request, nor ever will (RFC 9113 §8.7). */
    STREAM_REFUSED,
    /** The origin reset the stream before its answer. */
    STREAM_RESET,
    /** It ended before the first byte of an answer. */
    CLOSED_BEFORE_ANSWER,
    /** It ended in the midst of the answer's head. */
    CLOSED_IN_HEAD,
    /** The answer's head has more bytes or fields than it may. */
    ANSWER_HEAD_TOO_LARGE,
    /** What came is no acceptable answer (RFC 9110 §15.6.3). */
    MALFORMED_ANSWER,
    /** More interim answers than anybody needs. */
    TOO_MANY_INTERIM_ANSWERS,
    /** A 101 to a request that offered no other protocol. */
    UNASKED_UPGRADE,
    ANSWER_TIMED_OUT,
    /** The answer's body ended, or broke its framing, before it was whole (RFC 9112 §8). */
    BODY_BROKEN,
    /** Nothing more of the answer's body came for too long. */
    BODY_STALLED;

    /** A handshake that came to nothing. */
    static UpstreamFault of(HandshakeFailure failure) {
        return switch (failure) {
            case CERTIFICATE_EXPIRED -> TLS_CERTIFICATE_EXPIRED;
            case CERTIFICATE_WRONG_NAME -> TLS_CERTIFICATE_WRONG_NAME;
            case CERTIFICATE_UNTRUSTED -> TLS_CERTIFICATE_UNTRUSTED;
            case NO_HELLO,
                    CLOSED,
                    TIMED_OUT,
                    NOT_TLS,
                    NOTHING_IN_COMMON,
                    CERTIFICATE_REFUSED,
                    CLIENT_CERTIFICATE,
                    CLIENT_NAME,
                    OTHER -> TLS_HANDSHAKE_FAILED;
        };
    }

    /** What it says of the origin; {@code fresh}: nobody had used the connection before, so that it wasn't just too old. */
    Outcome outcome(boolean fresh) {
        return switch (this) {
            case CONNECT_FAILED,
                    PROTOCOL_NOT_SPOKEN,
                    TLS_HANDSHAKE_FAILED,
                    TLS_CERTIFICATE_EXPIRED,
                    TLS_CERTIFICATE_WRONG_NAME,
                    TLS_CERTIFICATE_UNTRUSTED -> Outcome.CONNECT_FAILED;
            case CONNECT_TIMED_OUT -> Outcome.CONNECT_TIMED_OUT;
            case CLOSED_BEFORE_ANSWER -> fresh ? Outcome.RESET : Outcome.NOTHING;
            // It is our limit, and may be one page.
            case ANSWER_HEAD_TOO_LARGE -> Outcome.NOTHING;
            case ORIGIN_BUSY, STREAM_REFUSED -> Outcome.NOTHING;
            case CLOSED_IN_HEAD,
                    STREAM_RESET,
                    MALFORMED_ANSWER,
                    TOO_MANY_INTERIM_ANSWERS,
                    UNASKED_UPGRADE,
                    BODY_BROKEN -> Outcome.RESET;
            case ANSWER_TIMED_OUT, BODY_STALLED -> Outcome.TIMED_OUT;
        };
    }
}
