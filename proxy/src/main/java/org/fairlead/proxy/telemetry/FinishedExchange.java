package org.fairlead.proxy.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fairlead.proxy.telemetry.ExchangeRecord.Phase;
import org.jspecify.annotations.Nullable;

/**
 * What spans are made of: an exchange that has ended, for good.
 *
 * @param status as the client saw it; 0: it saw none
 * @param failure why it failed, a label; absent where it didn't
 * @param attempts in their order, some at most
 */
public record FinishedExchange(
        Context context,
        Times times,
        Request request,
        Routing routing,
        int status,
        Optional<String> failure,
        List<Attempt> attempts) {
    /**
     * Its place in its trace, in hexadecimal digits (W3C Trace Context §3.2).
     *
     * @param parent the span of whoever asked; empty where the trace begins here
     */
    public record Context(String trace, String span, Optional<String> parent) {}

    /** Nanoseconds since 1970; exact to a millisecond, what passed between them to a microsecond. */
    public record Times(long start, long end) {}

    /** As it came; texts may be cut, and are empty where the head couldn't be read. */
    public record Request(String method, String host, String path) {}

    /** What was decided: names and labels, as in the access log. */
    public record Routing(
            Optional<String> service,
            Optional<String> datacenter,
            Optional<String> reason,
            Optional<String> rule,
            Optional<String> treatedAs) {}

    /**
     * One try at one origin or peer.
     *
     * @param origin host and port
     * @param outcome how it failed, a label; absent where its answer was passed on, or the client left
     */
    public record Attempt(String origin, Times times, Optional<String> outcome) {}

    public FinishedExchange {
        attempts = List.copyOf(attempts);
    }

    /** How many spans it makes: one of its own, one for each attempt. */
    public int spans() {
        return 1 + attempts.size();
    }

    /**
     * Copies what is told of {@code exchange}, which has ended now.
     *
     * @param trace its {@code traceparent}
     * @param wallMillis now
     */
    static FinishedExchange of(ExchangeRecord exchange, byte[] trace, long wallMillis) {
        RequestSnippet snippet = exchange.snippet();
        long end = wallMillis * 1_000_000;
        long start = end - Math.max(0, exchange.elapsedNanos(Phase.END));
        return new FinishedExchange(
                context(exchange, trace),
                new Times(start, end),
                new Request(snippet.text(snippet.method), snippet.text(snippet.host), snippet.text(snippet.path)),
                routing(exchange),
                exchange.status(),
                Optional.ofNullable(exchange.failure()),
                attempts(exchange, start, end));
    }

    private static Context context(ExchangeRecord exchange, byte[] trace) {
        return new Context(
                Traceparent.text(trace, Traceparent.TRACE_START, Traceparent.TRACE_END),
                Traceparent.text(trace, Traceparent.SPAN_START, Traceparent.SPAN_END),
                exchange.parentSpan());
    }

    private static Routing routing(ExchangeRecord exchange) {
        var reason = exchange.reason();
        var treatedAs = exchange.treatedAs();
        return new Routing(
                name(exchange.serviceName()),
                name(exchange.datacenterName()),
                name(reason == null ? null : reason.label()),
                name(exchange.ruleName()),
                name(treatedAs == null ? null : treatedAs.label()));
    }

    private static Optional<String> name(@Nullable String name) {
        return Optional.ofNullable(name);
    }

    private static List<Attempt> attempts(ExchangeRecord exchange, long start, long end) {
        AttemptNotes notes = exchange.attempts();
        List<Attempt> attempts = new ArrayList<>(notes.told());
        for (int i = 0; i < notes.told(); i++) {
            long began = start + Math.max(0, notes.beganNanos(i));
            long ended = notes.endedNanos(i);
            attempts.add(new Attempt(
                    String.valueOf(notes.origin(i)),
                    new Times(began, Math.max(began, ended == ExchangeRecord.NEVER ? end : start + ended)),
                    name(notes.outcome(i))));
        }
        return attempts;
    }
}
