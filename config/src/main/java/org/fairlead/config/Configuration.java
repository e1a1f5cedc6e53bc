package org.fairlead.config;

import java.util.List;
import org.fairlead.routing.Snapshot;

/**
 * All that a process needs to know to run, read from one deployment file and its rule files. Immutable; replaced whole.
 *
 * @param snapshot what a decision may see: topology, services, states, fleet keys
 * @param upstreams the addresses of origins and peers
 * @param listeners at least one
 * @param relay how messages are passed on
 * @param operations how those who run it look in
 * @param ruleTests the tests of the rule files, in the order of the files; see {@link RuleTest}
 * @param drained origins that operators want no new requests for, set at run time
 */
public record Configuration(
        Snapshot snapshot,
        Upstreams upstreams,
        List<Listener> listeners,
        Relay relay,
        Operations operations,
        List<RuleTest> ruleTests,
        List<DrainedOrigin> drained) {
    public Configuration {
        drained = List.copyOf(drained);
        listeners = List.copyOf(listeners);
        ruleTests = List.copyOf(ruleTests);
        if (listeners.isEmpty()) {
            throw new IllegalArgumentException("listeners: none (expected: one at least)");
        }
    }

    /** As files say it: nothing is drained. */
    public Configuration(
            Snapshot snapshot,
            Upstreams upstreams,
            List<Listener> listeners,
            Relay relay,
            Operations operations,
            List<RuleTest> ruleTests) {
        this(snapshot, upstreams, listeners, relay, operations, ruleTests, List.of());
    }

    public Configuration withSnapshot(Snapshot other) {
        return new Configuration(other, upstreams, listeners, relay, operations, ruleTests, drained);
    }

    public Configuration withDrained(List<DrainedOrigin> others) {
        return new Configuration(snapshot, upstreams, listeners, relay, operations, ruleTests, others);
    }
}
