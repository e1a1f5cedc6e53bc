package org.fairlead.proxy.telemetry;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.telemetry.ExchangeRecord.Phase;
import org.fairlead.routing.Reason;
import org.fairlead.routing.TreatedAs;
import org.fairlead.routing.WritesOnSafe.Finding;
import org.jspecify.annotations.Nullable;

/** Renders an exchange as one line of the access log. Confined to one event loop; allocates nothing in steady
 * state, but for requests that were tried several times. */
final class AccessLine {
    /** Stands for the value of a query parameter that may not be logged. */
    static final char MARK = '*';

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final int SECONDS_PER_MINUTE = 60;
    /** In the text of a second, where two digits tell it within its minute. */
    private static final int SECONDS_AT = "1994-11-06T08:49:".length();

    private static final byte[] TIME = JsonLine.name("time");
    private static final byte[] ID = JsonLine.name("id");
    private static final byte[] TRACE = JsonLine.name("trace_id");
    private static final byte[] SPAN = JsonLine.name("span_id");
    private static final byte[] CLIENT = JsonLine.name("client");
    private static final byte[] METHOD = JsonLine.name("method");
    private static final byte[] HOST = JsonLine.name("host");
    private static final byte[] PATH = JsonLine.name("path");
    private static final byte[] QUERY = JsonLine.name("query");
    private static final byte[] CUT = JsonLine.name("cut");
    private static final byte[] HTTP_VERSION = JsonLine.name("http_version");
    private static final byte[] TLS_VERSION = JsonLine.name("tls_version");
    private static final byte[] TLS_CIPHER = JsonLine.name("tls_cipher");
    private static final byte[] STATUS = JsonLine.name("status");
    private static final byte[] BYTES_IN = JsonLine.name("bytes_in");
    private static final byte[] BYTES_OUT = JsonLine.name("bytes_out");
    private static final byte[] SERVICE = JsonLine.name("service");
    private static final byte[] DATACENTER = JsonLine.name("datacenter");
    private static final byte[] ORIGIN = JsonLine.name("origin");
    private static final byte[] ORIGIN_PROTOCOL = JsonLine.name("origin_protocol");
    private static final byte[] REASON = JsonLine.name("reason");
    private static final byte[] RULE = JsonLine.name("rule");
    private static final byte[] TREATED_AS = JsonLine.name("treated_as");
    private static final byte[] MOVED_FROM = JsonLine.name("moved_from");
    private static final byte[] ATTEMPTS = JsonLine.name("attempts");
    private static final byte[] TRIED = JsonLine.name("tried");
    private static final byte[] WRITE = JsonLine.name("write");
    private static final byte[] FAILURE = JsonLine.name("failure");
    private static final byte[] CLIENT_ABORTED = JsonLine.name("client_aborted");
    private static final byte[] MILLIS = JsonLine.name("ms");
    private static final Phase[] PHASES = Phase.values();
    private static final byte[][] PHASE_NAMES = {
        JsonLine.name("head"),
        JsonLine.name("upstream"),
        JsonLine.name("sent"),
        JsonLine.name("response_head"),
        JsonLine.name("total")
    };

    private final JsonLine json = new JsonLine();
    private final RoutingTexts routingTexts = new RoutingTexts();
    private final byte[][] shownValues;
    private long second = Long.MIN_VALUE;
    private long minute = Long.MIN_VALUE;
    private byte[] secondText = {};

    /** @param shownValues names of query parameters whose values are shown */
    AccessLine(Set<String> shownValues) {
        this.shownValues = shownValues.stream().map(Ascii::bytes).toArray(byte[][]::new);
    }

    /** The result is valid until the next call. */
    JsonLine render(ExchangeRecord exchange) {
        json.open();
        time(exchange.beganMillis());
        request(exchange);
        response(exchange);
        routing(exchange);
        outcome(exchange);
        phases(exchange);
        json.endLine();
        return json;
    }

    private void time(long millis) {
        long current = Math.floorDiv(millis, 1000L);
        if (current != second) {
            second = current;
            turnTo(current);
        }
        int rest = (int) Math.floorMod(millis, 1000L);
        json.openText(TIME)
                .piece(secondText, 0, secondText.length)
                .threeDigits(rest)
                .piece('Z')
                .closeText();
    }

    /** Formatted once a minute, which takes as long as many lines do. */
    private void turnTo(long next) {
        long nextMinute = Math.floorDiv(next, SECONDS_PER_MINUTE);
        if (nextMinute != minute) {
            minute = nextMinute;
            secondText = Ascii.bytes(SECOND.format(Instant.ofEpochSecond(next)) + ".");
        }
        Ascii.putTwoDigits(secondText, SECONDS_AT, Math.floorMod(next, SECONDS_PER_MINUTE));
    }

    private void request(ExchangeRecord exchange) {
        RequestSnippet snippet = exchange.snippet();
        part(ID, snippet, snippet.id);
        trace(exchange.trace());
        client(exchange.client());
        text(HTTP_VERSION, snippet.version);
        text(TLS_VERSION, exchange.tlsVersion());
        text(TLS_CIPHER, exchange.tlsCipher());
        part(METHOD, snippet, snippet.method);
        part(HOST, snippet, snippet.host);
        part(PATH, snippet, snippet.path);
        query(snippet);
        if (snippet.path.isCut || snippet.query.isCut || snippet.host.isCut) {
            json.flag(CUT);
        }
    }

    private void trace(byte @Nullable [] trace) {
        if (trace != null) {
            json.openText(TRACE)
                    .piece(trace, Traceparent.TRACE_START, Traceparent.TRACE_END)
                    .closeText();
            json.openText(SPAN)
                    .piece(trace, Traceparent.SPAN_START, Traceparent.SPAN_END)
                    .closeText();
        }
    }

    private void part(byte[] name, RequestSnippet snippet, RequestSnippet.Part part) {
        if (part.isPresent()) {
            json.openText(name).piece(snippet.bytes(), part.start, part.end).closeText();
        }
    }

    private void client(@Nullable ClientAddress client) {
        if (client == null) {
            return;
        }
        if (!client.isIpv4()) {
            json.text(CLIENT, client.toString());
            return;
        }
        long address = client.low();
        json.openText(CLIENT)
                .digits(address >> 24 & 0xff)
                .piece('.')
                .digits(address >> 16 & 0xff)
                .piece('.')
                .digits(address >> 8 & 0xff)
                .piece('.')
                .digits(address & 0xff)
                .closeText();
    }

    private void query(RequestSnippet snippet) {
        RequestSnippet.Part query = snippet.query;
        if (!query.isPresent()) {
            return;
        }
        byte[] bytes = snippet.bytes();
        json.openText(QUERY);
        for (int start = query.start; start < query.end; ) {
            int end = Ascii.indexOf(bytes, start, query.end, '&');
            parameter(bytes, start, end);
            if (end < query.end) {
                json.piece('&');
            }
            start = end + 1;
        }
        json.closeText();
    }

    private void parameter(byte[] bytes, int start, int end) {
        int equals = Ascii.indexOf(bytes, start, end, '=');
        json.piece(bytes, start, equals);
        if (equals == end) {
            return;
        }
        json.piece('=');
        if (isShown(bytes, start, equals)) {
            json.piece(bytes, equals + 1, end);
        } else if (equals + 1 < end) {
            json.piece(MARK);
        }
    }

    private boolean isShown(byte[] bytes, int start, int end) {
        for (byte[] name : shownValues) {
            if (Ascii.equals(bytes, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    private void response(ExchangeRecord exchange) {
        if (exchange.status() != 0) {
            json.number(STATUS, exchange.status());
        }
        json.number(BYTES_IN, exchange.bytesIn()).number(BYTES_OUT, exchange.bytesOut());
    }

    private void routing(ExchangeRecord exchange) {
        RoutingTexts.Text text = routingTexts.placeFor(exchange);
        if (text.isOf(exchange)) {
            json.members(text.bytes(), text.length());
        } else {
            int start = json.length();
            whereAndWhy(exchange);
            text.keep(exchange, json.bytes(), start, json.length());
        }
        int attempts = exchange.attempts().count();
        json.number(ATTEMPTS, attempts);
        if (attempts > 1) {
            tried(exchange);
        }
    }

    private void whereAndWhy(ExchangeRecord exchange) {
        text(SERVICE, exchange.serviceName());
        text(DATACENTER, exchange.datacenterName());
        text(ORIGIN, exchange.origin());
        Spoken spoken = exchange.spoken();
        text(ORIGIN_PROTOCOL, spoken == null ? null : spoken.label());
        Reason reason = exchange.reason();
        text(REASON, reason == null ? null : reason.label());
        text(RULE, exchange.ruleName());
        TreatedAs treatedAs = exchange.treatedAs();
        text(TREATED_AS, treatedAs == null ? null : treatedAs.label());
        text(MOVED_FROM, exchange.movedFromName());
    }

    /** {@code origin outcome, origin outcome, origin}: the last, without an outcome, is the one that was answered with. */
    private void tried(ExchangeRecord exchange) {
        AttemptNotes attempts = exchange.attempts();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < attempts.told(); i++) {
            String outcome = attempts.outcome(i);
            all.append(i == 0 ? "" : ", ").append(attempts.origin(i)).append(outcome == null ? "" : " " + outcome);
        }
        json.text(TRIED, all.toString());
    }

    private void outcome(ExchangeRecord exchange) {
        if (exchange.finding() != Finding.NOTHING) {
            text(WRITE, exchange.finding() == Finding.BLOCKED ? "blocked" : "done");
        }
        text(FAILURE, exchange.failure());
        if (exchange.isAbortedByClient()) {
            json.flag(CLIENT_ABORTED);
        }
    }

    private void text(byte[] name, @Nullable String value) {
        if (value != null) {
            json.text(name, value);
        }
    }

    private void phases(ExchangeRecord exchange) {
        json.openObject(MILLIS);
        for (Phase phase : PHASES) {
            long nanos = exchange.elapsedNanos(phase);
            if (nanos != ExchangeRecord.NEVER) {
                json.millis(PHASE_NAMES[phase.ordinal()], nanos);
            }
        }
        json.closeObject();
    }
}
