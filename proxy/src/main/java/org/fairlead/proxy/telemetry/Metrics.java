package org.fairlead.proxy.telemetry;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.client.exporter.common.TextFormat;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Everything that is counted, as metrics: with its collectors the only class that knows Micrometer and Prometheus.
 *
 * <p>Nothing is recorded here: at each scrape the shares of the event loops are summed. Counters appear once they count.
 */
@SuppressWarnings("deprecation") // the simpleclient registry: small, and replaceable here alone
final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Set<Object> known = new HashSet<>();
    /** The registry alone wouldn't keep what it counts by. */
    private final List<LongSupplier> shown = new CopyOnWriteArrayList<>();

    private final SeriesBook book;
    private final FlaggedWrites flaggedWrites;
    private final FailureCounts failures;
    private final Handshakes handshakes;
    private final FailureCounts retries;
    private final List<LoopTelemetry> loops;
    private boolean knowsMachine;

    Metrics(
            SeriesBook book,
            FlaggedWrites flaggedWrites,
            FailureCounts failures,
            Handshakes handshakes,
            FailureCounts retries,
            List<LoopTelemetry> loops,
            AccessLog accessLog) {
        this.book = book;
        this.flaggedWrites = flaggedWrites;
        this.failures = failures;
        this.handshakes = handshakes;
        this.retries = retries;
        this.loops = loops;
        // First: what it says of names holds for those that follow.
        registry.config().meterFilter(new Tidy());
        bindLoops();
        bindAccessLog(accessLog);
        registry.getPrometheusRegistry().register(new LatencyCollector(book));
    }

    /** @param openMetrics in that format, which has exemplars; otherwise in Prometheus' own */
    synchronized String scrape(boolean openMetrics) {
        if (!knowsMachine) {
            // Not at the start, where requests wait for it.
            bindMachine();
            knowsMachine = true;
        }
        book.groups().forEach(this::discover);
        failures.counts().forEach(this::discoverFailure);
        discoverHandshakes("fairlead.tls.handshake.failures", "handshakes on our listeners", handshakes.ofClients());
        discoverHandshakes(
                "fairlead.tls.upstream.handshake.failures",
                "handshakes with origins and peers",
                handshakes.ofServers());
        retries.counts().forEach(this::discoverRetry);
        flaggedWrites.counts().forEach(this::discoverFlagged);
        return registry.scrape(openMetrics ? TextFormat.CONTENT_TYPE_OPENMETRICS_100 : TextFormat.CONTENT_TYPE_004);
    }

    void show(String metric, String help, LongSupplier value) {
        io.micrometer.core.instrument.Gauge.builder(metric, value, LongSupplier::getAsLong)
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    void showHealth(Supplier<HealthFigures> figures) {
        registry.getPrometheusRegistry().register(new HealthCollector(figures));
    }

    void showCount(String metric, String help, LongSupplier value) {
        shown.add(value);
        counter(metric, help, Tags.empty(), value, LongSupplier::getAsLong);
    }

    private void bindLoops() {
        for (Gauge gauge : Gauge.values()) {
            io.micrometer.core.instrument.Gauge.builder(
                            gauge.metric(), loops, all -> sum(all, loop -> loop.value(gauge)))
                    .description(gauge.help())
                    .register(registry);
        }
        for (Event event : Event.values()) {
            counter(event.metric(), event.help(), Tags.empty(), loops, all -> sum(all, loop -> loop.value(event)));
        }
        for (Spoken protocol : Spoken.values()) {
            counter(
                    "fairlead.attempts",
                    "attempts at origins and peers that had a connection, by what was spoken on it",
                    Tags.of("protocol", protocol.label()),
                    loops,
                    all -> sum(all, loop -> loop.value(protocol)));
        }
        for (Limit limit : Limit.values()) {
            counter(
                    "fairlead.limits.reached",
                    "how often a limit was reached that fails no exchange",
                    Tags.of("limit", limit.label()),
                    loops,
                    all -> sum(all, loop -> loop.value(limit)));
        }
    }

    private static long sum(List<LoopTelemetry> loops, ToLongFunction<LoopTelemetry> value) {
        return loops.stream().mapToLong(value).sum();
    }

    private void bindAccessLog(AccessLog log) {
        counter("fairlead.access.log.lines", "lines given to the access log", Tags.empty(), log, AccessLog::written);
        counter(
                "fairlead.access.log.dropped",
                "lines of the access log dropped, because its queue was full",
                Tags.empty(),
                log,
                AccessLog::dropped);
        counter(
                "fairlead.access.log.failures",
                "writes of the access log that failed",
                Tags.empty(),
                log,
                AccessLog::failedWrites);
    }

    private void bindMachine() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, any -> any.getProcessCpuTime() / 1e9)
                    .description("CPU time that the process has used")
                    .baseUnit("seconds")
                    .register(registry);
        }
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            new NettyAllocatorMetrics(provider).bindTo(registry);
        }
    }

    private void discover(SeriesGroup group) {
        Tags labels = Tags.of(
                "service", group.key().service(), "datacenter", group.key().datacenter());
        for (int i = 0; i < Series.REQUEST_CELLS; i++) {
            int cell = i;
            if (group.requests(cell) > 0) {
                counter(
                        "fairlead.requests",
                        "requests answered",
                        labels.and("reason", Series.reasonLabel(cell), "status", Series.statusLabel(cell)),
                        group,
                        any -> any.requests(cell));
            }
        }
        for (Series.Total total : Series.Total.values()) {
            if (group.total(total) > 0) {
                counter(total.metric(), total.help(), labels, group, any -> any.total(total));
            }
        }
    }

    private void discoverFailure(String label, LongAdder count) {
        counter("fairlead.failures", "exchanges that failed", Tags.of("failure", label), count, LongAdder::sum);
    }

    private void discoverHandshakes(String metric, String which, FailureCounts failed) {
        failed.counts()
                .forEach((reason, count) ->
                        counter(metric, which + " that failed", Tags.of("reason", reason), count, LongAdder::sum));
    }

    private void discoverRetry(String label, LongAdder count) {
        counter("fairlead.retried", "attempts made after another", Tags.of("reason", label), count, LongAdder::sum);
    }

    private void discoverFlagged(FlaggedWrites.Count count) {
        FlaggedWrites.Key key = count.key();
        Tags labels =
                Tags.of("service", key.service(), "route", key.route(), "mode", key.mode(), "finding", key.finding());
        counter(
                "fairlead.flagged.writes",
                "answers to reads that say that they wrote",
                labels,
                count.adder(),
                LongAdder::sum);
    }

    /** Makes of other people's meters what promtool has nothing against. */
    private static final class Tidy implements MeterFilter {
        @Override
        public MeterFilterReply accept(Meter.Id id) {
            // In nanoseconds; ours is in seconds.
            return id.getName().equals("process.cpu.time") ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
        }

        @Override
        public Meter.Id map(Meter.Id id) {
            // A name that ends with count is a histogram's.
            String name = id.getName().equals("system.cpu.count") ? "system.cpus" : id.getName();
            String help = id.getDescription() == null ? name.replace('.', ' ') : id.getDescription();
            return new Meter.Id(name, Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), help, id.getType());
        }
    }

    private record Known(String name, Tags labels) {}

    private <T> void counter(String name, String help, Tags labels, T source, ToLongFunction<T> value) {
        if (known.add(new Known(name, labels))) {
            FunctionCounter.builder(name, source, any -> value.applyAsLong(any))
                    .description(help)
                    .tags(labels)
                    .register(registry);
        }
    }

    void close() {
        registry.close();
    }
}
