package org.fairlead.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.fairlead.proxy.telemetry.FinishedExchange;
import org.fairlead.proxy.telemetry.SpanExport;

/** By OTLP over HTTP, in protobuf, with the exporter of OpenTelemetry's SDK. */
public final class OtlpExport implements SpanExport {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** The exporter's own lines, through java.util.logging; what failed is told by who called. */
    private static final Logger EXPORTER_LOG = Logger.getLogger("io.opentelemetry.exporter");

    private final OtlpHttpSpanExporter exporter;
    private final SpanMaker maker;

    private OtlpExport(URI collector, Map<String, String> about) {
        EXPORTER_LOG.setLevel(Level.OFF);
        exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint(collector))
                .setTimeout(TIMEOUT)
                .setConnectTimeout(TIMEOUT)
                // A batch is lost rather than late: others wait behind it.
                .setRetryPolicy(null)
                .setServiceClassLoader(OtlpExport.class.getClassLoader())
                .build();
        AttributesBuilder attributes = Attributes.builder();
        about.forEach(attributes::put);
        maker = new SpanMaker(Resource.create(attributes.build()));
    }

    /** Made by the class loader of services. */
    public static final class Provider implements SpanExport.Provider {
        @Override
        public SpanExport open(URI collector, Map<String, String> about) {
            return new OtlpExport(collector, about);
        }
    }

    /** The path of traces below that of the collector, as the OpenTelemetry specification of OTLP exporters has it. */
    static String endpoint(URI collector) {
        String base = collector.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/traces";
    }

    @Override
    public void send(List<FinishedExchange> batch) throws IOException {
        List<SpanData> spans = batch.stream().flatMap(maker::spans).toList();
        CompletableResultCode result = exporter.export(spans).join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        if (!result.isSuccess()) {
            Throwable cause = result.getFailureThrowable();
            throw cause == null
                    ? new IOException("no answer in " + TIMEOUT.toSeconds() + " s")
                    : new IOException(words(cause), cause);
        }
    }

    /** The exporter wraps what went wrong. */
    private static String words(Throwable cause) {
        Throwable first = cause;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first.toString();
    }

    @Override
    public void close() {
        exporter.shutdown();
    }
}
