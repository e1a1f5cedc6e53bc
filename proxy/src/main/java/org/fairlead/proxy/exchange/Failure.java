package org.fairlead.proxy.exchange;

import java.util.Locale;
import org.fairlead.proxy.upstream.UpstreamFault;

/**
 * Every way in which an exchange fails once it was read and decided: what the client is told, and whether a read may be tried
 * again. What can't be read is a {@link org.fairlead.proxy.http1.Rejection}, what isn't sent anywhere a
 * {@link org.fairlead.routing.Decision.Refuse}; all three become a {@link Problem}.
 */
public enum Failure {
    // No attempt could be made.
    NO_ORIGIN(503, Retry.ELSEWHERE, "the datacenter has no origin for this service"),
    ORIGINS_BUSY(503, Retry.ELSEWHERE, "all connections that the origins may have are in use"),
    OVERLOADED(503, Retry.NEVER, "there is more to do than can be done, and this had to wait too long or gave way"),
    CONNECT_FAILED(502, Retry.ELSEWHERE, "no connection to the origin could be made"),
    CONNECT_TIMED_OUT(504, Retry.ELSEWHERE, "connecting to the origin took too long"),
    TLS_HANDSHAKE_FAILED(502, Retry.ELSEWHERE, "the origin and the proxy found no way to speak TLS"),
    TLS_CERTIFICATE_EXPIRED(502, Retry.ELSEWHERE, "the origin's certificate isn't valid now"),
    TLS_CERTIFICATE_WRONG_NAME(502, Retry.ELSEWHERE, "the origin's certificate is for another name"),
    TLS_CERTIFICATE_UNTRUSTED(502, Retry.ELSEWHERE, "the origin's certificate was issued by nobody who is trusted"),
    PROTOCOL_NOT_SPOKEN(502, Retry.ELSEWHERE, "the origin doesn't speak HTTP/2, as it was said to"),
    STREAM_REFUSED(503, Retry.ELSEWHERE, "the origin didn't look at the request, as it said by protocol"),
    PEER_REFUSED(503, Retry.ELSEWHERE, "the proxy in the other datacenter didn't take it, and nothing was done"),

    // An attempt was made, and nothing is known of it.
    CLOSED_BEFORE_ANSWER(502, Retry.ELSEWHERE, "the origin closed the connection before it answered"),
    STREAM_RESET(502, Retry.ELSEWHERE, "the origin reset the request's stream before it answered"),
    CLOSED_IN_HEAD(502, Retry.ELSEWHERE, "the origin closed the connection in the midst of its answer's head"),
    ANSWER_HEAD_TOO_LARGE(502, Retry.ELSEWHERE, "the head of the origin's answer is larger than it may be"),
    MALFORMED_ANSWER(502, Retry.ELSEWHERE, "the origin's answer isn't HTTP that can be passed on"),
    TOO_MANY_INTERIM_ANSWERS(502, Retry.ELSEWHERE, "the origin sent too many interim answers"),
    UNASKED_UPGRADE(502, Retry.ELSEWHERE, "the origin switched to another protocol that nobody had offered"),
    TUNNEL_NOT_OPENED(502, Retry.NEVER, "the client asked for a tunnel, and the answer is of another kind"),
    ANSWER_TIMED_OUT(504, Retry.ELSEWHERE, "the origin took too long to answer"),
    ORIGIN_LOST(502, Retry.ELSEWHERE, "the origin was found to be dead before it answered"),
    ORIGIN_DRAINED(504, Retry.ELSEWHERE, "where it was sent is drained, and it took longer than it may stay there"),
    STATUS_RETRIED(502, Retry.ELSEWHERE, "the origin answered with a status after which another was to be tried"),
    REQUEST_TIMED_OUT(504, Retry.NEVER, "the whole of it took longer than it may"),
    REQUEST_NOT_TAKEN(504, Retry.NEVER, "the origin stopped taking the request's body"),
    BODY_BROKEN(502, Retry.ELSEWHERE, "the origin's answer ended before it was whole"),
    BODY_STALLED(504, Retry.ELSEWHERE, "the origin stopped in the midst of its answer"),

    // The client's part.
    REQUEST_HEAD_TIMED_OUT(408, Retry.NEVER, "the request's head took too long to come"),
    REQUEST_BODY_STALLED(408, Retry.NEVER, "the request's body stopped coming, or came too slowly"),
    CLIENT_STALLED(408, Retry.NEVER, "the client stopped reading the answer, or read it too slowly"),
    READER_GAVE_WAY(
            408,
            Retry.NEVER,
            "the client read the answer the slowest of all, and others needed its connection to the origin"),
    TUNNEL_IDLE(408, Retry.NEVER, "neither side of the tunnel sent a byte for as long as it may be idle"),
    TUNNEL_TO_FORMER_PRIMARY(503, Retry.NEVER, "the datacenter that the tunnel leads to is no longer the primary"),
    TUNNEL_TO_DRAINED(503, Retry.NEVER, "where the tunnel leads to is drained"),
    TOO_MANY_OF_ADDRESS(429, Retry.NEVER, "the client's address has as many requests under way as it may"),

    MISDIRECTED(421, Retry.NEVER, "the certificate of this connection isn't for that host"),
    TOO_EARLY(425, Retry.NEVER, "it may have been replayed, and isn't a request that may come twice"),

    // Ours.
    STOPPED(503, Retry.NEVER, "the proxy is being stopped, and the request took longer than it may wait"),
    WRITE_ON_SAFE(500, Retry.NEVER, "the application wrote on a request that must only read; its answer was dropped"),
    MEMORY_SPENT(503, Retry.NEVER, "the proxy holds as much as it may"),
    INTERNAL(500, Retry.NEVER, "the proxy made a mistake");

    /** Whether a read that failed so may be tried again, as long as no byte of an answer has gone to the client. */
    enum Retry {
        NEVER,
        ELSEWHERE
    }

    private final int status;
    private final Retry retry;
    private final String sentence;
    private final String label;

    Failure(int status, Retry retry, String sentence) {
        this.status = status;
        this.retry = retry;
        this.sentence = sentence;
        label = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Failure of(UpstreamFault fault) {
        return switch (fault) {
            case CONNECT_FAILED -> CONNECT_FAILED;
            case CONNECT_TIMED_OUT -> CONNECT_TIMED_OUT;
            case TLS_HANDSHAKE_FAILED -> TLS_HANDSHAKE_FAILED;
            case TLS_CERTIFICATE_EXPIRED -> TLS_CERTIFICATE_EXPIRED;
            case TLS_CERTIFICATE_WRONG_NAME -> TLS_CERTIFICATE_WRONG_NAME;
            case TLS_CERTIFICATE_UNTRUSTED -> TLS_CERTIFICATE_UNTRUSTED;
            case ORIGIN_BUSY -> ORIGINS_BUSY;
            case PROTOCOL_NOT_SPOKEN -> PROTOCOL_NOT_SPOKEN;
            case STREAM_REFUSED -> STREAM_REFUSED;
            case STREAM_RESET -> STREAM_RESET;
            case CLOSED_BEFORE_ANSWER -> CLOSED_BEFORE_ANSWER;
            case CLOSED_IN_HEAD -> CLOSED_IN_HEAD;
            case ANSWER_HEAD_TOO_LARGE -> ANSWER_HEAD_TOO_LARGE;
            case MALFORMED_ANSWER -> MALFORMED_ANSWER;
            case TOO_MANY_INTERIM_ANSWERS -> TOO_MANY_INTERIM_ANSWERS;
            case UNASKED_UPGRADE -> UNASKED_UPGRADE;
            case ANSWER_TIMED_OUT -> ANSWER_TIMED_OUT;
            case BODY_BROKEN -> BODY_BROKEN;
            case BODY_STALLED -> BODY_STALLED;
        };
    }

    public int status() {
        return status;
    }

    /** Whether a read may be tried again after it. */
    boolean mayBeTriedElsewhere() {
        return retry == Retry.ELSEWHERE;
    }

    /** Whether the other side has said, by protocol, that nothing was done of the request (RFC 9113 §8.7). */
    boolean saysUnprocessed() {
        return this == STREAM_REFUSED;
    }

    /** For people; lower case, without a full stop. */
    public String sentence() {
        return sentence;
    }

    /** As in logs and metrics, such as {@code connect-timed-out}. */
    public String label() {
        return label;
    }
}
