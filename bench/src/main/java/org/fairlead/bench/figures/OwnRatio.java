package org.fairlead.bench.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What something costs a contestant in CPU time per request, compared with itself without it: with another process of it,
 * whose rounds are run in turn with these.
 *
 * @param what is on, such as 1,000 rules instead of 10
 */
public record OwnRatio(String what, String contestant, double ratio) {
    private static final List<Pair> PAIRS = List.of(
            new Pair("1,000 rules instead of 10", "rules-1000", "rules-10"),
            new Pair("1,000 services instead of 10", "services-1000", "services-10"),
            new Pair("access log on instead of off", "access-log", "get-1k"));

    private record Pair(String what, String with, String without) {}

    /** The scenario that {@code scenario} is the measure of, to be run in turn with it; empty where there is none. */
    public static Optional<String> partner(String scenario) {
        return PAIRS.stream()
                .filter(pair -> pair.without().equals(scenario))
                .map(Pair::with)
                .findFirst();
    }

    /** Those that can be told from what was measured. */
    public static List<OwnRatio> of(Results results) {
        List<OwnRatio> ratios = new ArrayList<>();
        for (Pair pair : PAIRS) {
            Optional<Outcome> with = results.outcome(pair.with());
            Optional<Outcome> without = results.outcome(pair.without());
            if (with.isPresent() && without.isPresent()) {
                for (String contestant : with.get().contestants()) {
                    with.get()
                            .ratio(contestant, without.get(), Measure.CPU_PER_REQUEST)
                            .ifPresent(ratio -> ratios.add(new OwnRatio(pair.what(), contestant, ratio)));
                }
            }
        }
        return ratios;
    }
}
