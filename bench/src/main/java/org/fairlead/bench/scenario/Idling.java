package org.fairlead.bench.scenario;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.fairlead.bench.contestant.Contestant;
import org.fairlead.bench.contestant.RunningContestant;
import org.fairlead.bench.contestant.Setup;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.load.IdleConnections;
import org.fairlead.bench.load.Request;
import org.fairlead.bench.machine.ProcessTree;

/** What connections cost that do nothing. */
record Idling(int connections) implements Exercise {
    private static final Request REQUEST = Request.get(Setup.host(0), "/wiki/Foo");
    private static final double KIB_PER_MIB = 1024;
    private static final int FIRST = 200;

    @Override
    public boolean needsRunning() {
        return false;
    }

    /** Some connections come and go first, so that what a process sets up once isn't counted. */
    @Override
    public Measurement measureFresh(Arena arena, Contestant contestant) throws IOException, InterruptedException {
        try (RunningContestant running = arena.start(contestant)) {
            IdleConnections.open(running.target(), FIRST, REQUEST).close();
            ProcessTree proxy = running.process().tree();
            OptionalDouble heapBefore = liveHeap(running);
            double before = proxy.residentKiB();
            try (IdleConnections idle = IdleConnections.open(running.target(), connections, REQUEST)) {
                double after = proxy.residentKiB();
                Map<Measure, Double> figures = new EnumMap<>(Measure.class);
                figures.put(Measure.RSS_FRESH, before / KIB_PER_MIB);
                figures.put(Measure.RSS_IDLE, after / KIB_PER_MIB);
                figures.put(Measure.IDLE_KIB, (after - before) / idle.count());
                OptionalDouble heapAfter = liveHeap(running);
                if (heapBefore.isPresent() && heapAfter.isPresent()) {
                    double perConnection = (heapAfter.getAsDouble() - heapBefore.getAsDouble()) / connections;
                    figures.put(Measure.IDLE_HEAP_KIB, perConnection);
                }
                return Measurement.of(figures);
            }
        }
    }

    private static OptionalDouble liveHeap(RunningContestant running) throws IOException {
        return running.contestant().isJvm()
                ? LiveHeap.kibibytes(running.process().pid())
                : OptionalDouble.empty();
    }
}
