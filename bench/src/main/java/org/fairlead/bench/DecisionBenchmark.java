package org.fairlead.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fairlead.message.RequestHead;
import org.fairlead.routing.Decision;
import org.fairlead.routing.DecisionEngine;
import org.fairlead.routing.DecisionListener;
import org.fairlead.routing.PinTable;
import org.fairlead.routing.RequestFacts;
import org.fairlead.routing.Snapshot;
import org.fairlead.trust.PinCookie;
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

/**
 * What one decision costs, from a parsed head on, by the number of rules of the service: 1,000 that can't match may cost at most
 * 1.10 times what 10 cost, and an unpinned GET allocates nothing.
 *
 * <p>{@code mvn -pl bench -am package -Dmaven.test.skip=true && java -cp 'bench/target/classes:bench/target/lib/*' org.openjdk.jmh.Main
 * DecisionBenchmark -prof gc}; a quick look: add {@code -f 1 -wi 2 -w 300ms -i 3 -r 300ms}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5)
@State(Scope.Benchmark)
public class DecisionBenchmark {
    @Param({"10", "100", "1000"})
    public int rules;

    private final DecisionEngine engine = new DecisionEngine();
    private final RequestFacts facts = BenchFleet.facts();
    private final RequestHead unpinned =
            BenchFleet.get("https://en.wikipedia.org/wiki/Albert_Einstein?useskin=vector&oldid=12345", "");
    private final RequestHead encoded =
            BenchFleet.get("https://en.wikipedia.org/wiki/Br%C3%BCcke_%28Bauwerk%29?title=Br%C3%BCcke+a", "");
    private final RequestHead ruleMatches = BenchFleet.get("https://en.wikipedia.org/wiki/Special:RecentChanges", "");
    private final RequestHead marked = BenchFleet.get(
            "https://en.wikipedia.org/wiki/Albert_Einstein?useskin=vector&oldid=12345", "; UseDC=master");
    private final RequestHead pinned = BenchFleet.get(
            "https://en.wikipedia.org/wiki/Albert_Einstein?useskin=vector&oldid=12345",
            "; fairlead-pin=" + PinCookie.render(BenchFleet.KEYS, "wiki", BenchFleet.NOW + 5000));
    private Snapshot snapshot = BenchFleet.snapshot(List.of());

    @Setup
    public void compile() {
        snapshot = BenchFleet.snapshot(
                List.of(BenchFleet.service("wiki", List.of("*.wikipedia.org"), BenchFleet.rules(rules))));
    }

    /** The usual read: no rule matches it, it isn't in the share of the shift, it stays here. */
    @Benchmark
    public Decision unpinned() {
        return decide(unpinned);
    }

    /** The same with a path and a query that have a second reading. */
    @Benchmark
    public Decision encodedPath() {
        return decide(encoded);
    }

    /** A rule sends it to the primary. */
    @Benchmark
    public Decision ruleMatches() {
        return decide(ruleMatches);
    }

    /** Pinned by the application's own mark. */
    @Benchmark
    public Decision pinnedByMark() {
        return decide(marked);
    }

    /** Pinned by our cookie, whose signature is verified. */
    @Benchmark
    public Decision pinnedByCookie() {
        return decide(pinned);
    }

    private Decision decide(RequestHead head) {
        return engine.decide(snapshot, head, facts, PinTable.EMPTY, DecisionListener.NONE);
    }
}
