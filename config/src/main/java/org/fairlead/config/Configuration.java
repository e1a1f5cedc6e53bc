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
 */
public record Configuration(
        Snapshot snapshot,
        Upstreams upstreams,
        List<Listener> listeners,
        Relay relay,
        Operations operations,
        List<RuleTest> ruleTests) {
    public Configuration {
        listeners = List.copyOf(listeners);
        ruleTests = List.copyOf(ruleTests);
        if (listeners.isEmpty()) {
            throw new IllegalArgumentException("listeners: none (expected: one at least)");
        }
    }

    public Configuration withSnapshot(Snapshot other) {
        return new Configuration(other, upstreams, listeners, relay, operations, ruleTests);
    }
}
