package org.fairlead.proxy.control;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.fairlead.proxy.telemetry.Figures;

/** How much there is a second, over the last five to ten. For any thread. */
final class Rates {
    static final Duration WINDOW = Duration.ofSeconds(5);

    private record Sample(long nanos, Map<String, Long> requests, Map<String, Long> pins) {}

    private Sample older;
    private Sample newer;

    Rates(Figures first, long nowNanos) {
        older = sample(first, nowNanos);
        newer = older;
    }

    private static Sample sample(Figures figures, long nowNanos) {
        Map<String, Long> requests = new TreeMap<>();
        figures.requests().forEach(row -> requests.merge(row.service(), row.count(), Long::sum));
        return new Sample(nowNanos, requests, figures.pins());
    }

    /** To be called every {@link #WINDOW}. */
    synchronized void take(Figures figures, long nowNanos) {
        older = newer;
        newer = sample(figures, nowNanos);
    }

    synchronized double requests(Figures figures, String service, long nowNanos) {
        Sample now = sample(figures, nowNanos);
        return rate(older.requests, now.requests, service, now.nanos);
    }

    synchronized double pins(Figures figures, String service, long nowNanos) {
        return rate(older.pins, figures.pins(), service, nowNanos);
    }

    private double rate(Map<String, Long> before, Map<String, Long> now, String service, long nowNanos) {
        double seconds = Math.max(1e-3, (nowNanos - older.nanos) / 1e9);
        double each = (now.getOrDefault(service, 0L) - before.getOrDefault(service, 0L)) / seconds;
        return Math.round(each * 10) / 10.0;
    }
}
