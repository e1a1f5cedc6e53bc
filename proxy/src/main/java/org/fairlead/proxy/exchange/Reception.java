package org.fairlead.proxy.exchange;

import org.fairlead.config.Trust;
import org.fairlead.message.Ascii;
import org.fairlead.message.RequestHead;
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.proxy.http1.Underscores;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.proxy.telemetry.Limit;
import org.jspecify.annotations.Nullable;

/**
 * What happens with a request before anything is decided: it is noted, and answered at once where it is the listener's own
 * matter, or can't be for us.
 * Confined to an event loop.
 */
final class Reception {
    private static final int HTTPS_PORT = 443;

    private final ExchangeLoop loop;
    private final DecidedRequest request;
    private final ExchangeRecord record;
    private final OwnAnswer own;

    Reception(ExchangeLoop loop, DecidedRequest request, ExchangeRecord record, OwnAnswer own) {
        this.loop = loop;
        this.request = request;
        this.record = record;
        this.own = own;
    }

    /** Takes ownership of {@code head}; what can't be read is only good for being refused. */
    void open(HeldHead head, long startedNanos, boolean readable, long nowNanos) {
        loop.telemetry().add(Gauge.EXCHANGES, 1);
        record.begin(loop.clock().wallMillis(), startedNanos);
        request.begin(head, readable);
        record.requestId(request.identity().id(), 0, request.identity().idLength());
        record.client(request.identity().client());
        SecureClient tls = request.identity().sender().tls();
        if (tls != null) {
            record.tls(tls.version(), tls.cipher());
        }
        record.trace(request.trace().text(), request.trace().parent());
        if (readable) {
            record.reached(ExchangeRecord.Phase.HEAD_RECEIVED, nowNanos);
            record.describe(head.head());
        }
    }

    /** The exchange is over. */
    void close() {
        record.reached(ExchangeRecord.Phase.END, loop.clock().nanos());
        loop.telemetry().add(Gauge.EXCHANGES, -1);
        loop.telemetry().exchangeEnded(record);
        request.end();
    }

    /** Answers it without a decision, where it comes to that; unchanged: it is to be decided. */
    Course.Step receive(ListenerAnswers listener) {
        if (listener.isAskedForHealth(request.head())) {
            return own.health();
        }
        if (loop.memory().isSpent()) {
            loop.telemetry().reached(Limit.MEMORY);
            request.held().endConnection();
            return own.problem(Problem.of(Failure.MEMORY_SPENT));
        }
        String location = listener.redirects(request.head()) ? byHttps(listener.httpsPort()) : null;
        if (location != null) {
            return own.redirect(location);
        }
        Problem objection = request.takePlace() ? objection() : Problem.of(Failure.TOO_MANY_OF_ADDRESS);
        return objection == null ? Course.Step.UNCHANGED : own.problem(objection);
    }

    private @Nullable Problem objection() {
        SecureClient tls = request.identity().sender().tls();
        if (tls != null && !request.identity().sender().fromPeers() && !isCovered(tls, request.head())) {
            return Problem.of(Failure.MISDIRECTED);
        }
        return hasUnwantedName() ? Problem.of(Rejection.UNDERSCORE_IN_NAME) : null;
    }

    /** What a peer sends on, its own configuration lets pass. */
    private boolean hasUnwantedName() {
        return request.serving().relay().trust().underscores() == Trust.Underscores.REFUSE
                && !request.identity().sender().fromPeers()
                && Underscores.areIn(request.head().fields());
    }

    /** RFC 9110 §7.4: a client that reuses a connection for another host has to be told. */
    private static boolean isCovered(SecureClient tls, RequestHead head) {
        return tls.covers(head.bytes(), head.hostStart(), head.hostEnd());
    }

    /** The same by https, at that port; null where it names no host. */
    private @Nullable String byHttps(int httpsPort) {
        RequestHead head = request.head();
        if (head.hostStart() == head.hostEnd()) {
            return null;
        }
        return "https://" + head.hostText() + (httpsPort == HTTPS_PORT ? "" : ":" + httpsPort) + target(head);
    }

    private static String target(RequestHead head) {
        String path = head.pathText();
        String query = head.hasQuery() ? "?" + Ascii.text(head.bytes(), head.queryStart(), head.queryEnd()) : "";
        return (path.startsWith("/") ? path : "/") + query;
    }
}
