package org.fairlead.bench.scenario;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.fairlead.bench.contestant.Contestant;
import org.fairlead.bench.contestant.RunningContestant;
import org.fairlead.bench.figures.Measure;

/** From nothing to the first answered request. */
record StartUp() implements Exercise {
    private static final double KIB_PER_MIB = 1024;

    @Override
    public boolean needsRunning() {
        return false;
    }

    @Override
    public Measurement measureFresh(Arena arena, Contestant contestant) throws IOException, InterruptedException {
        try (RunningContestant running = arena.start(contestant)) {
            Map<Measure, Double> figures = new EnumMap<>(Measure.class);
            figures.put(Measure.START_WALL, running.start().wallMillis());
            figures.put(Measure.START_CPU, running.start().cpuMillis());
            figures.put(Measure.RSS_FRESH, running.process().tree().residentKiB() / KIB_PER_MIB);
            return Measurement.of(figures);
        }
    }
}
