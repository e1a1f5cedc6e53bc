package org.fairlead.bench.scenario;

import java.io.IOException;
import java.time.Duration;
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
    private static final Duration SETTLED = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LOOK_EVERY_MILLIS = 250;
    private static final double UNCHANGED = 0.01;

    @Override
    public boolean needsRunning() {
        return false;
    }

    /** They take long, and differ little. */
    @Override
    public int rounds(Pace pace) {
        return Math.max(1, pace.rounds() / 2);
    }

    /**
     * Some connections come and go first, so that what a process sets up once isn't counted. What it takes for a moment, such as the
     * memory of a JVM's compilers, is in the peak alone.
     */
    @Override
    public Measurement measureFresh(Arena arena, Contestant contestant) throws IOException, InterruptedException {
        try (RunningContestant running = arena.start(contestant)) {
            IdleConnections.open(running.target(), FIRST, REQUEST).close();
            ProcessTree proxy = running.process().tree();
            OptionalDouble heapBefore = liveHeap(running);
            double before = settledKiB(running);
            try (IdleConnections idle = IdleConnections.open(running.target(), connections, REQUEST)) {
                double after = settledKiB(running);
                Map<Measure, Double> figures = new EnumMap<>(Measure.class);
                figures.put(Measure.RSS_FRESH, before / KIB_PER_MIB);
                figures.put(Measure.RSS_IDLE, after / KIB_PER_MIB);
                figures.put(Measure.RSS_PEAK, proxy.peakResidentKiB() / KIB_PER_MIB);
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

    /** A JVM gives memory back by and by, in intervals that are shorter than what counts as settled. */
    private static double settledKiB(RunningContestant running) throws InterruptedException {
        ProcessTree proxy = running.process().tree();
        double settled = proxy.residentKiB();
        if (!running.contestant().isJvm()) {
            return settled;
        }
        long began = System.nanoTime();
        long since = began;
        while (System.nanoTime() - since < SETTLED.toNanos() && System.nanoTime() - began < PATIENCE.toNanos()) {
            Thread.sleep(LOOK_EVERY_MILLIS);
            double now = proxy.residentKiB();
            if (Math.abs(now - settled) > settled * UNCHANGED) {
                settled = now;
                since = System.nanoTime();
            }
        }
        return proxy.residentKiB();
    }

    private static OptionalDouble liveHeap(RunningContestant running) throws IOException {
        return running.contestant().isJvm()
                ? LiveHeap.kibibytes(running.process().pid())
                : OptionalDouble.empty();
    }
}
