package org.fairlead.proxy.telemetry;

import org.fairlead.routing.Reason;
import org.jspecify.annotations.Nullable;

/** What one event loop counts for one service at one datacenter. One writer, any reader. */
final class Series {
    /** Sums without further labels. */
    enum Total {
        BYTES_IN("request.bytes", "bytes of request bodies"),
        BYTES_OUT("response.bytes", "bytes of response bodies"),
        RETRIES("retries", "attempts after the first"),
        MOVED("moved", "requests that another datacenter answered than the one they were placed at"),
        ABORTED("client.aborts", "exchanges that the client left before their end"),
        PINS("pins.set", "pins given to clients");

        private final String metric;
        private final String help;

        Total(String metric, String help) {
            this.metric = "fairlead." + metric;
            this.help = help;
        }

        String metric() {
            return metric;
        }

        String help() {
            return help;
        }
    }

    /** 0: there was no status. */
    static final int STATUS_CLASSES = 6;

    private static final Reason[] REASONS = Reason.values();
    static final int REQUEST_CELLS = (REASONS.length + 1) * STATUS_CLASSES;
    private static final String NONE = "none";

    final Tally requests = new Tally(REQUEST_CELLS);
    final Tally totals = new Tally(Total.values().length);
    final Latencies whole = new Latencies();
    final Latencies upstream = new Latencies();

    void count(ExchangeRecord exchange) {
        requests.add(requestCell(exchange.reason(), exchange.status()), 1);
        add(Total.BYTES_IN, exchange.bytesIn());
        add(Total.BYTES_OUT, exchange.bytesOut());
        if (exchange.attempts().count() > 1) {
            add(Total.RETRIES, exchange.attempts().count() - 1);
        }
        if (exchange.movedFromName() != null) {
            add(Total.MOVED, 1);
        }
        if (exchange.isAbortedByClient()) {
            add(Total.ABORTED, 1);
        }
        time(exchange);
    }

    private void time(ExchangeRecord exchange) {
        long end = exchange.elapsedNanos(ExchangeRecord.Phase.END);
        if (end != ExchangeRecord.NEVER) {
            whole.record(end, exchange);
        }
        long sent = exchange.elapsedNanos(ExchangeRecord.Phase.REQUEST_SENT);
        long head = exchange.elapsedNanos(ExchangeRecord.Phase.RESPONSE_HEAD);
        // An early answer can come before the request is out.
        if (sent != ExchangeRecord.NEVER && head >= sent) {
            upstream.record(head - sent, exchange);
        }
    }

    void add(Total total, long amount) {
        if (amount != 0) {
            totals.add(total.ordinal(), amount);
        }
    }

    private static int requestCell(@Nullable Reason reason, int status) {
        int row = reason == null ? REASONS.length : reason.ordinal();
        int column = status < 100 || status > 599 ? 0 : status / 100;
        return row * STATUS_CLASSES + column;
    }

    static String reasonLabel(int cell) {
        int row = cell / STATUS_CLASSES;
        return row == REASONS.length ? NONE : REASONS[row].label();
    }

    static String statusLabel(int cell) {
        int column = cell % STATUS_CLASSES;
        return column == 0 ? NONE : column + "xx";
    }
}
