package org.fairlead.config;

import java.util.List;
import java.util.Optional;
import org.fairlead.config.source.Problem;
import org.fairlead.routing.DecisionEngine;
import org.fairlead.routing.Snapshot;

/**
 * Runs the tests of the rule files, against the topology of the deployment with everything up, or with what the test gives.
 */
public final class RuleTests {
    private RuleTests() {}

    /** How one test came out; empty: as it should. */
    public record Result(RuleTest test, Optional<Problem> failure) {
        public boolean isPassed() {
            return failure.isEmpty();
        }
    }

    /** In the order of the files. */
    public static List<Result> run(Configuration configuration) {
        DecisionEngine engine = new DecisionEngine();
        Snapshot snapshot = configuration.snapshot();
        return configuration.ruleTests().stream()
                .map(test -> new Result(test, new RuleTestRun(test, snapshot).failure(engine)))
                .toList();
    }
}
