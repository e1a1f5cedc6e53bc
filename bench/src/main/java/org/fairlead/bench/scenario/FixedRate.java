package org.fairlead.bench.scenario;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.bench.contestant.RunningContestant;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.load.Latencies;
import org.fairlead.bench.load.Load;
import org.fairlead.bench.load.Request;
import org.fairlead.bench.machine.ProcessTree;
import org.fairlead.bench.machine.Ticks;

/** How long answers take at a rate that all contestants can keep, while something may happen meanwhile. */
record FixedRate(List<List<Request>> visits, int perSecond, Incident incident) implements Exercise {
    private static final int CONNECTIONS = 64;
    private static final Duration SETTLING = Duration.ofMillis(500);
    // With fewer, a percentile of one round would be the accident of a single request.
    private static final int SAMPLES_BEYOND = 10;

    static FixedRate of(int perSecond, Request... requests) {
        return new FixedRate(List.of(requests).stream().map(List::of).toList(), perSecond, Incident.NONE);
    }

    @Override
    public void warmUp(Arena arena, RunningContestant contestant, int seconds)
            throws IOException, InterruptedException {
        List<Request> requests = visits.stream().flatMap(List::stream).toList();
        if (arena.isFar()) {
            // The proxy's own time is a small part of what is measured.
            arena.tools().wrk().run(contestant.target(), requests, CONNECTIONS, seconds);
        } else {
            new Saturation(requests, CONNECTIONS).warmUp(arena, contestant, seconds);
        }
        arena.tools().openLoop().run(contestant.port(), load(SETTLING));
    }

    private Load load(Duration length) {
        return new Load(visits, perSecond, CONNECTIONS, length);
    }

    @Override
    public Measurement measure(Arena arena, RunningContestant contestant) throws IOException, InterruptedException {
        // The connections of the round before are closed by now, and compilers it kept busy are done.
        Thread.sleep(SETTLING.toMillis());
        ProcessTree proxy = contestant.process().tree();
        long before = proxy.cpuTicks();
        Duration round = arena.tools().pace().openLoopRound();
        Latencies latencies = incident.during(
                arena, contestant, () -> arena.tools().openLoop().run(contestant.port(), load(round)));
        long ticks = proxy.cpuTicks() - before;
        return new Measurement(figures(latencies, ticks), Optional.of(latencies.nanos()));
    }

    private Map<Measure, Double> figures(Latencies latencies, long ticks) {
        long answered = Math.max(1, latencies.nanos().getTotalCount());
        Map<Measure, Double> figures = new EnumMap<>(Measure.class);
        figures.put(Measure.P50, latencies.millisAt(50));
        putIfSampled(figures, Measure.P90, 90, latencies);
        putIfSampled(figures, Measure.P99, 99, latencies);
        putIfSampled(figures, Measure.P99_9, 99.9, latencies);
        putIfSampled(figures, Measure.P99_99, 99.99, latencies);
        figures.put(Measure.GENERATOR_P99, latencies.lateMillisAt(99));
        figures.put(Measure.FAILED, latencies.failedPerMille());
        if (visits.stream().allMatch(visit -> visit.size() == 1)) {
            figures.put(Measure.CPU_PER_REQUEST, Ticks.toMicros(ticks) / answered);
        }
        return figures;
    }

    private static void putIfSampled(
            Map<Measure, Double> figures, Measure measure, double percentile, Latencies latencies) {
        if (latencies.nanos().getTotalCount() * (1 - percentile / 100) >= SAMPLES_BEYOND) {
            figures.put(measure, latencies.millisAt(percentile));
        }
    }
}
