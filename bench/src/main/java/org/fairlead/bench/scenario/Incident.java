package org.fairlead.bench.scenario;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.fairlead.bench.contestant.RunningContestant;
import org.fairlead.bench.machine.Command;

/** What happens during a round. */
enum Incident {
    NONE {
        @Override
        void schedule(ScheduledExecutorService timer, Arena arena, RunningContestant contestant) {}
    },

    /** One of the local origins is killed after a third of the round, and back after two thirds. */
    ORIGIN_FAILS {
        @Override
        void schedule(ScheduledExecutorService timer, Arena arena, RunningContestant contestant) {
            long third = arena.tools().pace().openLoopRound().toMillis() / 3;
            timer.schedule(() -> report(arena::killOneLocalOrigin), third, TimeUnit.MILLISECONDS);
            timer.schedule(() -> report(arena::restoreOrigins), 2 * third, TimeUnit.MILLISECONDS);
        }
    },

    /** The configuration is taken up anew each second. */
    RELOADS {
        @Override
        void schedule(ScheduledExecutorService timer, Arena arena, RunningContestant contestant) {
            String signal = "-" + contestant.contestant().reloadSignal();
            List<String> kill =
                    List.of("kill", signal, String.valueOf(contestant.process().pid()));
            timer.scheduleAtFixedRate(() -> report(() -> Command.output(kill)), 500, 1000, TimeUnit.MILLISECONDS);
        }
    };

    private static final int PATIENCE_SECONDS = 5;

    abstract void schedule(ScheduledExecutorService timer, Arena arena, RunningContestant contestant);

    /** Does the work while it happens, and leaves everything as it was before. */
    <T> T during(Arena arena, RunningContestant contestant, Work<T> work) throws IOException, InterruptedException {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            schedule(timer, arena, contestant);
            return work.run();
        } finally {
            timer.shutdownNow();
            if (!timer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("bench: incident: still under way after " + PATIENCE_SECONDS + " s");
            }
            arena.restoreOrigins();
        }
    }

    /** What is measured meanwhile. */
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void report(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            System.err.println("bench: incident: " + e.getMessage());
        }
    }
}
