package org.fairlead.proxy.telemetry;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.fairlead.config.Operations;

/**
 * The telemetry of one proxy: gives each event loop its own share, and sums the shares when metrics are read. For any
 * thread.
 */
public final class Telemetry implements AutoCloseable {
    private final SeriesBook book = new SeriesBook();
    private final FlaggedWrites flaggedWrites = new FlaggedWrites();
    private final FailureCounts failures = new FailureCounts();
    private final Handshakes handshakes = new Handshakes();
    private final FailureCounts retries = new FailureCounts();
    private final List<LoopTelemetry> loops = new CopyOnWriteArrayList<>();
    private final LimitLog limitLog = new LimitLog(System::nanoTime);
    private final AccessLog accessLog;
    private final Tails tails;
    private final Optional<Spans> spans;
    private final Metrics metrics;

    private Telemetry(AccessLog accessLog, Tails tails, Optional<Spans> spans) {
        this.accessLog = accessLog;
        this.tails = tails;
        this.spans = spans;
        metrics = new Metrics(book, flaggedWrites, failures, handshakes, retries, loops, accessLog);
    }

    /**
     * @throws java.io.UncheckedIOException where the file of the access log can't be opened
     */
    public static Telemetry start(Operations.AccessLog accessLog) {
        return start(accessLog, Optional.empty());
    }

    /** The same; takes ownership of {@code spans}. */
    public static Telemetry start(Operations.AccessLog accessLog, Optional<Spans> spans) {
        Telemetry telemetry = new Telemetry(AccessLog.start(accessLog), new Tails(accessLog.queryNames()), spans);
        spans.ifPresent(telemetry::showSpans);
        return telemetry;
    }

    private void showSpans(Spans shown) {
        showCount("fairlead.spans.sent", "spans that the collector took", shown::sent);
        showCount("fairlead.spans.failed", "spans that the collector didn't take", shown::failed);
        showCount("fairlead.spans.dropped", "spans dropped, because their queue was full", shown::dropped);
    }

    /** The share of one more event loop, which alone may use it. */
    public LoopTelemetry forLoop() {
        LoopTelemetry loop = new LoopTelemetry(
                book,
                flaggedWrites,
                failures,
                handshakes,
                retries,
                accessLog.newWriter().orElse(null),
                tails.newShare(),
                spans.map(Spans::newShare).orElse(null),
                limitLog);
        loops.add(loop);
        return loop;
    }

    /** All metrics in the text format of Prometheus. */
    public String scrape() {
        return scrape(false);
    }

    /** All metrics in that format, or as OpenMetrics with exemplars. */
    public String scrape(boolean openMetrics) {
        return metrics.scrape(openMetrics);
    }

    /** What was counted so far. */
    public Figures figures() {
        return Figures.of(book, flaggedWrites, failures, loops);
    }

    /**
     * Follows what is decided from now on; to be closed.
     *
     * @throws IllegalStateException where as many follow as may
     */
    public Tail tail(Tail.Filter filter) {
        return tails.open(filter);
    }

    /** Shows one more number among the metrics. */
    public void show(String metric, String help, LongSupplier value) {
        metrics.show(metric, help, value);
    }

    /** Shows the health of origins among the metrics. */
    public void showHealth(Supplier<HealthFigures> figures) {
        metrics.showHealth(figures);
    }

    /** Shows one more count among the metrics. */
    public void showCount(String metric, String help, LongSupplier value) {
        metrics.showCount(metric, help, value);
    }

    /** Writes what the access log still holds, sends the spans there still are. */
    @Override
    public void close() {
        spans.ifPresent(Spans::close);
        accessLog.close();
        metrics.close();
    }
}
