package org.fairlead.proxy.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.exemplars.Exemplar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How long things took, as histograms with exemplars. */
@SuppressWarnings("deprecation") // as Metrics
final class LatencyCollector extends Collector {
    private static final List<String> LABELS = List.of("service", "datacenter");
    private static final List<String> BUCKET = List.of("service", "datacenter", "le");

    private final SeriesBook book;

    LatencyCollector(SeriesBook book) {
        this.book = book;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return List.of(
                latencies("fairlead_request_seconds", "from a request's first byte to its end", s -> s.whole),
                latencies(
                        "fairlead_upstream_seconds",
                        "from a request sent upstream to the head of its response",
                        s -> s.upstream));
    }

    private MetricFamilySamples latencies(String name, String help, Function<Series, Latencies> which) {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (SeriesGroup group : book.groups()) {
            addSamples(samples, name, group, which);
        }
        return new MetricFamilySamples(name, Type.HISTOGRAM, help, samples);
    }

    private static void addSamples(
            List<MetricFamilySamples.Sample> samples,
            String name,
            SeriesGroup group,
            Function<Series, Latencies> which) {
        long[] counts = new long[Latencies.BUCKETS];
        long nanos = 0;
        for (Series part : group.parts()) {
            nanos += which.apply(part).addTo(counts);
        }
        if (Arrays.stream(counts).sum() == 0) {
            return;
        }
        List<String> values = List.of(group.key().service(), group.key().datacenter());
        long sum = 0;
        for (int i = 0; i < Latencies.BUCKETS; i++) {
            sum += counts[i];
            String bound = Latencies.boundLabel(i);
            samples.add(new MetricFamilySamples.Sample(
                    name + "_bucket",
                    BUCKET,
                    List.of(group.key().service(), group.key().datacenter(), bound),
                    sum,
                    exemplar(group, which, i)));
        }
        samples.add(new MetricFamilySamples.Sample(name + "_count", LABELS, values, sum));
        samples.add(new MetricFamilySamples.Sample(name + "_sum", LABELS, values, nanos / 1e9));
    }

    /** The newest of all loops. */
    private static @Nullable Exemplar exemplar(SeriesGroup group, Function<Series, Latencies> which, int bucket) {
        return group.parts().stream()
                .map(part -> which.apply(part).exemplar(bucket))
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(Exemplars.Exemplar::wallMillis))
                .map(found -> new Exemplar(
                        found.nanos() / 1e9,
                        found.wallMillis(),
                        "trace_id",
                        found.traceId(),
                        "span_id",
                        found.spanId()))
                .orElse(null);
    }
}
