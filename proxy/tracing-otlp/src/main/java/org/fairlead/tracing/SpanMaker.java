package org.fairlead.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairlead.proxy.telemetry.FinishedExchange;
import org.fairlead.proxy.telemetry.FinishedExchange.Attempt;
import org.fairlead.proxy.telemetry.FinishedExchange.Times;

/** Makes spans of an exchange, after OpenTelemetry's semantic conventions of HTTP: one of ours, one below for each attempt. */
final class SpanMaker {
    /** Others are named {@code _OTHER}: a client can't make up names of spans. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "QUERY");

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ORIGINAL_METHOD = AttributeKey.stringKey("http.request.method_original");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> PEER = AttributeKey.stringKey("network.peer.address");
    private static final AttributeKey<Long> PEER_PORT = AttributeKey.longKey("network.peer.port");
    private static final AttributeKey<Long> RESENT = AttributeKey.longKey("http.request.resend_count");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("fairlead.service");
    private static final AttributeKey<String> DATACENTER = AttributeKey.stringKey("fairlead.datacenter");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("fairlead.reason");
    private static final AttributeKey<String> RULE = AttributeKey.stringKey("fairlead.rule");
    private static final AttributeKey<String> TREATED_AS = AttributeKey.stringKey("fairlead.treated_as");

    private final Resource resource;
    private final IdGenerator ids = IdGenerator.random();

    SpanMaker(Resource resource) {
        this.resource = resource;
    }

    Stream<SpanData> spans(FinishedExchange exchange) {
        return Stream.concat(
                Stream.of(server(exchange)),
                IntStream.range(0, exchange.attempts().size()).mapToObj(index -> client(exchange, index)));
    }

    private SpanData server(FinishedExchange exchange) {
        var context = exchange.context();
        AttributesBuilder attributes = request(exchange);
        put(attributes, PATH, path(exchange));
        put(attributes, SERVER, exchange.request().host());
        status(attributes, exchange.status());
        var routing = exchange.routing();
        routing.service().ifPresent(name -> attributes.put(SERVICE, name));
        routing.datacenter().ifPresent(name -> attributes.put(DATACENTER, name));
        routing.reason().ifPresent(label -> attributes.put(REASON, label));
        routing.rule().ifPresent(name -> attributes.put(RULE, name));
        routing.treatedAs().ifPresent(label -> attributes.put(TREATED_AS, label));
        Optional<String> error = exchange.failure().or(() -> error(exchange.status(), 500));
        SpanContext parent = context.parent()
                .map(span -> SpanContext.createFromRemoteParent(
                        context.trace(), span, TraceFlags.getSampled(), TraceState.getDefault()))
                .orElse(SpanContext.getInvalid());
        return span(
                exchange, SpanKind.SERVER, here(exchange, context.span()), parent, exchange.times(), attributes, error);
    }

    private SpanData client(FinishedExchange exchange, int index) {
        Attempt attempt = exchange.attempts().get(index);
        boolean isAnswered = index == exchange.attempts().size() - 1
                && attempt.outcome().isEmpty()
                && exchange.failure().isEmpty();
        AttributesBuilder attributes = request(exchange);
        // host:port, and where the host is a name its address behind it, such as app.example:80(10.0.0.1)
        String origin = attempt.origin();
        int address = origin.indexOf('(');
        String server = address < 0 ? origin : origin.substring(0, address);
        int colon = server.lastIndexOf(':');
        String host = colon < 0 ? server : server.substring(0, colon);
        put(attributes, SERVER, host);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        put(attributes, PEER, address < 0 ? bare : origin.substring(address + 1, origin.length() - 1));
        port(server.substring(colon + 1)).ifPresent(port -> {
            attributes.put(SERVER_PORT, port);
            attributes.put(PEER_PORT, port);
        });
        if (index > 0) {
            attributes.put(RESENT, (long) index);
        }
        Optional<String> error = attempt.outcome();
        if (isAnswered) {
            status(attributes, exchange.status());
            error = error.or(() -> error(exchange.status(), 400));
        }
        SpanContext parent = here(exchange, exchange.context().span());
        SpanContext own = here(exchange, ids.generateSpanId());
        return span(exchange, SpanKind.CLIENT, own, parent, attempt.times(), attributes, error);
    }

    private static SpanContext here(FinishedExchange exchange, String span) {
        return SpanContext.create(exchange.context().trace(), span, TraceFlags.getSampled(), TraceState.getDefault());
    }

    private SpanData span(
            FinishedExchange exchange,
            SpanKind kind,
            SpanContext own,
            SpanContext parent,
            Times times,
            AttributesBuilder attributes,
            Optional<String> error) {
        error.ifPresent(type -> attributes.put(ERROR, type));
        String method = method(exchange);
        return new FinishedSpan(
                method.equals("_OTHER") ? "HTTP" : method,
                kind,
                own,
                parent,
                times,
                attributes.build(),
                error.isPresent() ? StatusData.error() : StatusData.unset(),
                resource);
    }

    private static AttributesBuilder request(FinishedExchange exchange) {
        String method = method(exchange);
        AttributesBuilder attributes = Attributes.builder().put(METHOD, method);
        if (method.equals("_OTHER")) {
            put(attributes, ORIGINAL_METHOD, exchange.request().method());
        }
        return attributes;
    }

    private static String method(FinishedExchange exchange) {
        String method = exchange.request().method();
        return METHODS.contains(method) ? method : "_OTHER";
    }

    private static String path(FinishedExchange exchange) {
        String path = exchange.request().path();
        return path.isEmpty() ? "/" : path;
    }

    private static void put(AttributesBuilder attributes, AttributeKey<String> key, String value) {
        if (!value.isEmpty()) {
            attributes.put(key, value);
        }
    }

    private static void status(AttributesBuilder attributes, int status) {
        if (status != 0) {
            attributes.put(STATUS, (long) status);
        }
    }

    private static Optional<String> error(int status, int least) {
        return status >= least ? Optional.of(Integer.toString(status)) : Optional.empty();
    }

    private static Optional<Long> port(String text) {
        return text.matches("\\d{1,5}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }
}
