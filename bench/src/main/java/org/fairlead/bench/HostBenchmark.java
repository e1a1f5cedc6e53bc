package org.fairlead.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fairlead.message.RequestHead;
import org.fairlead.routing.Decision;
import org.fairlead.routing.DecisionEngine;
import org.fairlead.routing.DecisionListener;
import org.fairlead.routing.PinTable;
import org.fairlead.routing.RequestFacts;
import org.fairlead.routing.Service;
import org.fairlead.routing.Snapshot;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one decision costs by the number of services, each with ten rules. Run as {@link DecisionBenchmark} is. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Benchmark)
public class HostBenchmark {
    @Param({"1", "10", "1000"})
    public int services;

    private final DecisionEngine engine = new DecisionEngine();
    private final RequestFacts facts = BenchFleet.facts();
    private final RequestHead exact = BenchFleet.get("https://www.s0.example.org/wiki/Albert_Einstein", "");
    private final RequestHead wildcard = BenchFleet.get("https://en.m.s0.example.org/wiki/Albert_Einstein", "");
    private Snapshot snapshot = BenchFleet.snapshot(List.of());

    @Setup
    public void compile() {
        List<Service> all = new ArrayList<>();
        for (int i = 0; i < services; i++) {
            List<String> hosts = List.of("www.s" + i + ".example.org", "*.s" + i + ".example.org");
            all.add(BenchFleet.service("s" + i, hosts, BenchFleet.rules(10)));
        }
        snapshot = BenchFleet.snapshot(all);
    }

    @Benchmark
    public Decision exactHost() {
        return engine.decide(snapshot, exact, facts, PinTable.EMPTY, DecisionListener.NONE);
    }

    @Benchmark
    public Decision wildcardHost() {
        return engine.decide(snapshot, wildcard, facts, PinTable.EMPTY, DecisionListener.NONE);
    }
}
