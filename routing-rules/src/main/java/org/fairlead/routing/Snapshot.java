package org.fairlead.routing;

import java.util.List;
import java.util.Optional;
import org.fairlead.trust.FleetKeys;

/**
 * All that a decision may see, immutable.
 *
 * @param keys empty: no pins of ours, no peers
 * @param states by {@link Datacenter#index()}
 */
public record Snapshot(
        Topology topology,
        RoutingTable routes,
        Overrides overrides,
        List<DatacenterState> states,
        Optional<FleetKeys> keys) {
    public Snapshot {
        states = List.copyOf(states);
        if (states.size() != topology.datacenters().size()) {
            throw new IllegalArgumentException(states.size() + " states (expected: one for each datacenter)");
        }
    }

    /** Where writes of a service go; empty: nowhere. */
    public Optional<Datacenter> primaryOf(Service service) {
        return service.primary().isPresent() ? service.primary() : topology.primary();
    }

    public DatacenterState state(Datacenter datacenter) {
        return states.get(datacenter.index());
    }

    /** What an operator set for all services at once. */
    public record Overrides(boolean readsToPrimary) {
        public static final Overrides NONE = new Overrides(false);
    }
}
