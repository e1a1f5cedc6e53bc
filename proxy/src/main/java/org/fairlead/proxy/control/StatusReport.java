package org.fairlead.proxy.control;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fairlead.config.Configuration;
import org.fairlead.config.runtime.Percentages;
import org.fairlead.config.runtime.RuntimeState;
import org.fairlead.proxy.health.DatacenterStatus;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.health.PoolPlan;
import org.fairlead.proxy.health.PoolStatus;
import org.fairlead.proxy.telemetry.Figures;
import org.fairlead.routing.Capacity;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Reason;
import org.fairlead.routing.Service;
import org.fairlead.routing.Shift;
import org.fairlead.routing.Snapshot;
import org.fairlead.routing.Topology;

/** All that holds now, as JSON: what {@code fairlead status} shows. For any thread. */
public final class StatusReport {
    /** How often {@link #takeSample} is to be called. */
    public static final Duration SAMPLE_PAUSE = Rates.WINDOW;

    private static final List<String> LOOPS = List.of(Reason.LOOP.label(), Reason.SECOND_CROSSING.label());

    private final BooleanSupplier isReady;
    private final Supplier<LiveView> live;
    private final Supplier<Figures> figures;
    private final Seen seen;
    private final Rates rates;
    private final Instant started = Instant.now();

    /**
     * What is seen of origins and peers.
     *
     * @param pools those that are looked after
     * @param poolStatus what each of them takes, why and since when
     * @param datacenterStatus the same of a datacenter, by its name
     * @param capacity what datacenters take
     */
    public record Seen(
            Supplier<List<PoolPlan>> pools,
            Function<PoolId, Optional<PoolStatus>> poolStatus,
            Function<String, Optional<DatacenterStatus>> datacenterStatus,
            Supplier<Capacity> capacity) {}

    /** @param isReady whether the proxy takes traffic, and isn't about to stop */
    public StatusReport(LiveConfiguration live, Supplier<Figures> figures, BooleanSupplier isReady, Seen seen) {
        this.isReady = isReady;
        this.live = live::view;
        this.figures = figures;
        this.seen = seen;
        rates = new Rates(figures.get(), System.nanoTime());
    }

    /** To be called every {@link #SAMPLE_PAUSE}, so that what is shown a second is of late. */
    public void takeSample() {
        rates.take(figures.get(), System.nanoTime());
    }

    /** The whole of it. */
    public String json() {
        LiveView view = live.get();
        Figures now = figures.get();
        Topology topology = view.loaded().snapshot().topology();
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("build", build());
        root.put("started", started.toString());
        root.put("ready", isReady.getAsBoolean());
        root.put("fleet", topology.fleet());
        root.put("datacenter", topology.local().name());
        root.put("primary", topology.primary().map(Datacenter::name).orElse("none"));
        root.put("epoch", topology.epoch());
        root.put("configuration", configuration(view));
        root.put(
                "datacenters",
                topology.datacenters().stream().map(dc -> datacenter(view, dc)).toList());
        root.put(
                "pools",
                seen.pools().get().stream()
                        .map(pool -> OriginReport.pool(
                                pool,
                                seen.poolStatus().apply(pool.id()),
                                seen.capacity().get()))
                        .toList());
        root.put(
                "services",
                view.served().snapshot().routes().services().stream()
                        .map(service -> service(view, service, now))
                        .toList());
        root.put(
                "overrides",
                view.state().entries().stream().map(StatusReport::override).toList());
        root.put("contradictions", view.effective().contradictions());
        root.put("flagged_writes", now.flagged());
        root.put(
                "loops",
                now.requests().stream()
                        .filter(row -> LOOPS.contains(row.reason()))
                        .mapToLong(Figures.Requests::count)
                        .sum());
        root.put("failures", now.failures());
        root.put("gauges", now.gauges());
        return Json.render(root);
    }

    private static String build() {
        return Objects.requireNonNullElse(StatusReport.class.getPackage().getImplementationVersion(), "(not packaged)");
    }

    private static Map<String, Object> configuration(LiveView view) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("hash", view.files().hash());
        fields.put("since", view.since().toString());
        fields.put("needs_restart", view.restarts());
        Map<String, Object> last = new LinkedHashMap<>();
        last.put("at", view.lastReload().at().toString());
        last.put("by", view.lastReload().by());
        last.put("refused", view.lastReload().problems());
        fields.put("last_reload", last);
        return fields;
    }

    private Map<String, Object> datacenter(LiveView view, Datacenter datacenter) {
        Configuration effective = view.served();
        Topology topology = effective.snapshot().topology();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", datacenter.name());
        fields.put("role", topology.primary().filter(datacenter::equals).isPresent() ? "primary" : "replica");
        fields.put("local", datacenter.equals(topology.local()));
        fields.put("state", effective.snapshot().state(datacenter).label());
        fields.put(
                "configured_state", view.loaded().snapshot().state(datacenter).label());
        seen.datacenterStatus().apply(datacenter.name()).ifPresent(status -> {
            fields.put("availability", status.level().label());
            fields.put("reason", status.reason());
            fields.put("since", status.since().toString());
        });
        Map<String, Object> pools = new LinkedHashMap<>();
        effective.snapshot().routes().services().stream()
                .map(Service::pool)
                .distinct()
                .forEach(pool -> pools.put(
                        pool,
                        effective.upstreams().origins(datacenter, pool).stream()
                                .map(Object::toString)
                                .toList()));
        fields.put("pools", pools);
        fields.put(
                "peers",
                effective.upstreams().peers(datacenter).stream()
                        .map(Object::toString)
                        .toList());
        return fields;
    }

    private Map<String, Object> service(LiveView view, Service service, Figures now) {
        Snapshot snapshot = view.served().snapshot();
        long nanos = System.nanoTime();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", service.name());
        fields.put(
                "reads",
                service.policy()
                        .reads()
                        .name()
                        .toLowerCase(java.util.Locale.ROOT)
                        .replace('_', '-'));
        fields.put("primary", snapshot.primaryOf(service).map(Datacenter::name).orElse("none"));
        fields.put(
                "reads_to_primary",
                snapshot.overrides().readsToPrimary()
                        || snapshot.overrides().readsToPrimaryOf().contains(service.name()));
        service.shift().ifPresent(shift -> fields.put("shift", shift(view, service, shift)));
        Map<String, String> own = new LinkedHashMap<>();
        for (Datacenter datacenter : snapshot.topology().datacenters()) {
            if (snapshot.state(service, datacenter) != snapshot.state(datacenter)) {
                own.put(datacenter.name(), snapshot.state(service, datacenter).label());
            }
        }
        fields.put("own_states", own);
        fields.put("requests_per_second", rates.requests(now, service.name(), nanos));
        fields.put("pins_per_second", rates.pins(now, service.name(), nanos));
        fields.put("by_datacenter", byDatacenter(service, now));
        return fields;
    }

    private static Map<String, Long> byDatacenter(Service service, Figures now) {
        Map<String, Long> counts = new LinkedHashMap<>();
        now.requests().stream()
                .filter(row -> row.service().equals(service.name()))
                .forEach(row -> counts.merge(row.datacenter(), row.count(), Long::sum));
        return counts;
    }

    private static Map<String, Object> shift(LiveView view, Service service, Shift shift) {
        Optional<Shift> configured =
                view.loaded().snapshot().routes().named(service.name()).flatMap(Service::shift);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("to", shift.to().map(Datacenter::name).orElse("local"));
        fields.put("share", Percentages.render(shift.hundredths()));
        fields.put("configured", Percentages.render(configured.orElse(shift).hundredths()));
        return fields;
    }

    private static Map<String, Object> override(RuntimeState.Entry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", entry.override().words());
        fields.put("who", entry.who());
        fields.put("why", entry.why());
        fields.put("since", entry.since().toString());
        return fields;
    }
}
