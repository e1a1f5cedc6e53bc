package org.fairlead.bench.scenario;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import org.fairlead.bench.contestant.RunningContestant;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.load.H2load;
import org.fairlead.bench.load.Request;
import org.fairlead.bench.load.Target;
import org.fairlead.bench.load.Wrk;
import org.fairlead.bench.machine.ProcessTree;
import org.fairlead.bench.machine.Ticks;

/** As many requests as are answered: how many, and what each costs the proxy. */
record Saturation(List<Request> requests, int connections) implements Exercise {
    static final int CONNECTIONS = 64;
    /** At a time, of one connection in HTTP/2. */
    static final int STREAMS = 8;

    private static final double KIB_PER_MIB = 1024;
    private static final double STEADY = 0.95;
    private static final int STEADY_SECONDS = 2;
    /** Of a second. */
    private static final double IDLE_COMPILERS = 0.03;

    private static final int LONGER_AT_MOST = 3;

    static Saturation of(Request... requests) {
        return new Saturation(List.of(requests), CONNECTIONS);
    }

    /**
     * For as long as is asked, and then until in two seconds on end a request got no cheaper and there was nothing to compile;
     * three times as long at most.
     */
    @Override
    public void warmUp(Arena arena, RunningContestant contestant, int seconds) throws IOException {
        ProcessTree proxy = contestant.process().tree();
        double before = Double.MAX_VALUE;
        int steady = 0;
        for (int second = 1; second <= seconds * LONGER_AT_MOST; second++) {
            long compiled = proxy.compilerTicks();
            double now = load(arena, contestant, 1).getOrDefault(Measure.CPU_PER_REQUEST, 0.0);
            double compiling = Ticks.toSeconds(proxy.compilerTicks() - compiled);
            // Less than before: a compiler thread has ended, and who knows what the others did.
            boolean isCompiled = compiling >= 0 && compiling < IDLE_COMPILERS;
            steady = isCompiled && now > before * STEADY ? steady + 1 : 0;
            if (second >= seconds && (seconds == 1 || steady >= STEADY_SECONDS)) {
                return;
            }
            before = now;
        }
    }

    @Override
    public Measurement measure(Arena arena, RunningContestant contestant) throws IOException {
        return Measurement.of(load(arena, contestant, arena.tools().pace().roundSeconds()));
    }

    /** In HTTP/2 as many requests are under way at a time, on fewer connections. */
    private Wrk.Answers answers(Tools tools, Target target, int seconds) throws IOException {
        return target.http2()
                ? new H2load(tools.cores().rest()).run(target, requests.get(0), connections / STREAMS, STREAMS, seconds)
                : tools.wrk().run(target, requests, connections, seconds);
    }

    private EnumMap<Measure, Double> load(Arena arena, RunningContestant contestant, int seconds) throws IOException {
        ProcessTree proxy = contestant.process().tree();
        long before = proxy.cpuTicks();
        Wrk.Answers answers = answers(arena.tools(), contestant.target(), seconds);
        long ticks = proxy.cpuTicks() - before;
        EnumMap<Measure, Double> figures = new EnumMap<>(Measure.class);
        figures.put(Measure.REQUESTS_PER_SECOND, answers.perSecond());
        figures.put(Measure.CPU_PER_REQUEST, Ticks.toMicros(ticks) / Math.max(1, answers.requests()));
        figures.put(Measure.FAILED, answers.failedPerMille());
        figures.put(Measure.RSS_PEAK, proxy.peakResidentKiB() / KIB_PER_MIB);
        return figures;
    }
}
