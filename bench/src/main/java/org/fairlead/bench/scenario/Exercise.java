package org.fairlead.bench.scenario;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.fairlead.bench.contestant.Contestant;
import org.fairlead.bench.contestant.RunningContestant;
import org.fairlead.bench.figures.Measure;

/** One kind of measurement of one contestant in one round. */
public interface Exercise {
    /** Load, unmeasured, just before the first round; {@code seconds} is a wish. */
    default void warmUp(Arena arena, RunningContestant contestant, int seconds)
            throws IOException, InterruptedException {}

    /** Whether the contestants run before the round; otherwise each round starts its own. */
    default boolean needsRunning() {
        return true;
    }

    /** How many rounds there are of it. */
    default int rounds(Pace pace) {
        return pace.rounds();
    }

    /** Called where {@link #needsRunning} is true. */
    default Measurement measure(Arena arena, RunningContestant contestant) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Called where {@link #needsRunning} is false. */
    default Measurement measureFresh(Arena arena, Contestant contestant) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Figures, and the latencies in nanoseconds that they came from where there are any. */
    record Measurement(Map<Measure, Double> figures, Optional<Histogram> latencies) {
        static Measurement of(Map<Measure, Double> figures) {
            return new Measurement(figures, Optional.empty());
        }
    }
}
