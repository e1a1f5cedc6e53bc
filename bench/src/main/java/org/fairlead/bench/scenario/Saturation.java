package org.fairlead.bench.scenario;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.fairlead.bench.contestant.RunningContestant;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.load.Request;
import org.fairlead.bench.load.Wrk;
import org.fairlead.bench.machine.ProcessTree;
import org.fairlead.bench.machine.Ticks;

/** As many requests as are answered: how many, and what each costs the proxy. */
record Saturation(List<Request> requests, int connections) implements Exercise {
    static final int CONNECTIONS = 64;
    private static final double KIB_PER_MIB = 1024;

    static Saturation of(Request... requests) {
        return new Saturation(List.of(requests), CONNECTIONS);
    }

    @Override
    public void warmUp(Arena arena, RunningContestant contestant, int seconds) throws IOException {
        arena.tools().wrk().run(contestant.port(), requests, connections, seconds);
    }

    @Override
    public Measurement measure(Arena arena, RunningContestant contestant) throws IOException {
        ProcessTree proxy = contestant.process().tree();
        long before = proxy.cpuTicks();
        int seconds = arena.tools().pace().roundSeconds();
        Wrk.Answers answers = arena.tools().wrk().run(contestant.port(), requests, connections, seconds);
        long ticks = proxy.cpuTicks() - before;
        Map<Measure, Double> figures = new EnumMap<>(Measure.class);
        figures.put(Measure.REQUESTS_PER_SECOND, answers.perSecond());
        figures.put(Measure.CPU_PER_REQUEST, Ticks.toMicros(ticks) / Math.max(1, answers.requests()));
        figures.put(Measure.FAILED, answers.failedPerMille());
        figures.put(Measure.RSS_PEAK, proxy.peakResidentKiB() / KIB_PER_MIB);
        return Measurement.of(figures);
    }
}
