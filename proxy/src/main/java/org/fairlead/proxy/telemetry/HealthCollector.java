package org.fairlead.proxy.telemetry;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What is known of the health of origins, as metrics. */
@SuppressWarnings("deprecation") // as Metrics
final class HealthCollector extends Collector {
    private static final List<String> ORIGIN = List.of("datacenter", "pool", "origin");
    private static final List<String> STATE = List.of("datacenter", "pool", "origin", "state");

    private final Supplier<HealthFigures> figures;

    HealthCollector(Supplier<HealthFigures> figures) {
        this.figures = figures;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples.Sample> states = new ArrayList<>();
        List<MetricFamilySamples.Sample> weights = new ArrayList<>();
        List<MetricFamilySamples.Sample> lags = new ArrayList<>();
        HealthFigures now = figures.get();
        for (HealthFigures.OfOrigin origin : now.origins()) {
            List<String> values = List.of(origin.datacenter(), origin.pool(), origin.origin());
            states.add(sample(
                    "fairlead_origin_state",
                    STATE,
                    List.of(origin.datacenter(), origin.pool(), origin.origin(), origin.state()),
                    1));
            weights.add(sample("fairlead_origin_weight", ORIGIN, values, origin.weight()));
            if (origin.lagSeconds() >= 0) {
                lags.add(sample("fairlead_origin_lag_seconds", ORIGIN, values, origin.lagSeconds()));
            }
        }
        List<MetricFamilySamples.Sample> ejections = now.ejected().stream()
                .map(one -> sample(
                        "fairlead_ejections_total",
                        List.of("datacenter", "pool", "reason"),
                        List.of(one.datacenter(), one.pool(), one.reason()),
                        (double) one.count()))
                .toList();
        List<MetricFamilySamples.Sample> pools = now.pools().stream()
                .map(one -> sample(
                        "fairlead_pool_state",
                        List.of("datacenter", "pool", "state"),
                        List.of(one.datacenter(), one.pool(), one.state()),
                        1))
                .toList();
        List<MetricFamilySamples.Sample> datacenters = now.datacenters().stream()
                .map(one -> sample(
                        "fairlead_datacenter_state",
                        List.of("datacenter", "state"),
                        List.of(one.datacenter(), one.state()),
                        1))
                .toList();
        return List.of(
                new MetricFamilySamples("fairlead_datacenter_state", Type.GAUGE, "1 for what it takes", datacenters),
                new MetricFamilySamples("fairlead_pool_state", Type.GAUGE, "1 for what it takes", pools),
                new MetricFamilySamples("fairlead_origin_state", Type.GAUGE, "1 for the state it is in", states),
                new MetricFamilySamples(
                        "fairlead_origin_weight", Type.GAUGE, "of its share: 0 nothing, 1 the whole", weights),
                new MetricFamilySamples(
                        "fairlead_origin_lag_seconds", Type.GAUGE, "how far it says it is behind", lags),
                new MetricFamilySamples(
                        "fairlead_ejections", Type.COUNTER, "origins that failing requests took out", ejections));
    }

    private static MetricFamilySamples.Sample sample(
            String name, List<String> labels, List<String> values, double value) {
        return new MetricFamilySamples.Sample(name, labels, values, value);
    }
}
