package org.fairlead.proxy.telemetry;

import org.fairlead.routing.Service;
import org.fairlead.routing.WritesOnSafe.Finding;
import org.fairlead.routing.WritesOnSafe.Mode;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's share of the telemetry, confined to it: plain counters that only this loop writes, summed when they are
 * read; no lock, no allocation in steady state.
 */
public final class LoopTelemetry {
    private final SeriesLookup series;
    private final FlaggedWrites flaggedWrites;
    private final FailureCounts failures;
    private final Handshakes handshakes;
    private final FailureCounts retries;
    private final AccessLog.@Nullable Writer log;
    private final Tails.Share tails;
    private final Spans.@Nullable Share spans;
    private final Tally gauges = new Tally(Gauge.values().length);
    private final Tally events = new Tally(Event.values().length);
    private final Tally spoken = new Tally(Spoken.values().length);
    private final Tally limits = new Tally(Limit.values().length);
    private final LimitLog limitLog;

    LoopTelemetry(
            SeriesBook book,
            FlaggedWrites flaggedWrites,
            FailureCounts failures,
            Handshakes handshakes,
            FailureCounts retries,
            AccessLog.@Nullable Writer log,
            Tails.Share tails,
            Spans.@Nullable Share spans,
            LimitLog limitLog) {
        this.handshakes = handshakes;
        series = new SeriesLookup(book);
        this.flaggedWrites = flaggedWrites;
        this.failures = failures;
        this.retries = retries;
        this.log = log;
        this.tails = tails;
        this.spans = spans;
        this.limitLog = limitLog;
    }

    /** A record for one exchange at a time, to be reused. */
    public ExchangeRecord newRecord() {
        return log != null || spans != null ? new ExchangeRecord(true) : new ExchangeRecord(tails::isAnyOpen);
    }

    /** Counts it and writes its line to the access log; {@code exchange} may be reused at once. */
    public void exchangeEnded(ExchangeRecord exchange) {
        series.find(exchange.service(), exchange.datacenter()).count(exchange);
        String failure = exchange.failure();
        if (failure != null) {
            failures.count(failure);
        }
        if (log != null) {
            log.write(exchange);
        }
        if (tails.isAnyOpen()) {
            tails.offer(exchange);
        }
        if (spans != null) {
            spans.offer(exchange);
        }
    }

    /** A message or a connection was refused before there was an exchange. */
    public void refused(String label) {
        failures.count(label);
    }

    /** A pin was given to a client, as a cookie or in the table of those without. */
    public void pinSet(Service service) {
        series.find(service, null).add(Series.Total.PINS, 1);
    }

    /** An answer to a request treated as a read says that it wrote; {@code exchange} has been described. */
    public void flaggedWrite(ExchangeRecord exchange, Mode mode, Finding finding) {
        String service = exchange.serviceName();
        flaggedWrites.count(
                service == null ? SeriesBook.OTHER : service, exchange.snippet().route(), mode, finding);
    }

    /** A handshake with a client or a peer on one of our listeners failed, for a reason out of a closed list. */
    public void handshakeFailed(String reason) {
        handshakes.ofClients().count(reason);
    }

    /** The same with an origin, or a peer that we connected to. */
    public void upstreamHandshakeFailed(String reason) {
        handshakes.ofServers().count(reason);
    }

    /** One more attempt is made, for that reason: a label from the relay's closed list. */
    public void retried(String reason) {
        retries.count(reason);
    }

    public void add(Gauge gauge, int change) {
        gauges.add(gauge.ordinal(), change);
    }

    /** An attempt has its connection. */
    public void attempted(Spoken protocol) {
        spoken.add(protocol.ordinal(), 1);
    }

    public void count(Event event) {
        events.add(event.ordinal(), 1);
    }

    /** Counts it, and says so in the log, though not each time. */
    public void reached(Limit limit) {
        limits.add(limit.ordinal(), 1);
        if (limit.turnsAway()) {
            limitLog.reached(limit);
        }
    }

    /** For any thread. */
    long value(Gauge gauge) {
        return gauges.get(gauge.ordinal());
    }

    /** For any thread. */
    long value(Limit limit) {
        return limits.get(limit.ordinal());
    }

    /** For any thread. */
    long value(Spoken protocol) {
        return spoken.get(protocol.ordinal());
    }

    /** For any thread. */
    long value(Event event) {
        return events.get(event.ordinal());
    }
}
