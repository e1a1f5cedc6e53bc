package org.fairlead.proxy.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was counted since the start, at one moment, for people. Metrics have the same, and more.
 *
 * @param pins set, by service
 * @param gauges what there is now, by the name of the metric
 * @param failures by label
 */
public record Figures(
        List<Requests> requests,
        Map<String, Long> pins,
        List<FlaggedRoute> flagged,
        Map<String, Long> gauges,
        Map<String, Long> failures) {
    /** @param status such as 2xx */
    public record Requests(String service, String datacenter, String reason, String status, long count) {}

    /** Answers to reads that say that they wrote. */
    public record FlaggedRoute(String service, String route, String mode, String finding, long count) {}

    static Figures of(SeriesBook book, FlaggedWrites flagged, FailureCounts failures, List<LoopTelemetry> loops) {
        List<Requests> requests = new ArrayList<>();
        Map<String, Long> pins = new TreeMap<>();
        for (SeriesGroup group : book.groups()) {
            pins.merge(group.key().service(), group.total(Series.Total.PINS), Long::sum);
            for (int cell = 0; cell < Series.REQUEST_CELLS; cell++) {
                long count = group.requests(cell);
                if (count > 0) {
                    requests.add(new Requests(
                            group.key().service(),
                            group.key().datacenter(),
                            Series.reasonLabel(cell),
                            Series.statusLabel(cell),
                            count));
                }
            }
        }
        List<FlaggedRoute> routes = flagged.counts().stream()
                .map(count -> new FlaggedRoute(
                        count.key().service(),
                        count.key().route(),
                        count.key().mode(),
                        count.key().finding(),
                        count.adder().sum()))
                .toList();
        Map<String, Long> gauges = new LinkedHashMap<>();
        for (Gauge gauge : Gauge.values()) {
            gauges.put(
                    gauge.metric(),
                    loops.stream().mapToLong(loop -> loop.value(gauge)).sum());
        }
        Map<String, Long> failed = new TreeMap<>();
        failures.counts().forEach((label, count) -> failed.put(label, count.sum()));
        return new Figures(requests, pins, routes, gauges, failed);
    }
}
