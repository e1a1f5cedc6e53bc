package org.fairlead.routing;

import java.util.List;
import java.util.Optional;
import org.fairlead.trust.FleetKeys;

/** All that a decision may see, immutable. */
public final class Snapshot {
    private final Topology topology;
    private final RoutingTable routes;
    private final Overrides overrides;
    private final List<DatacenterState> states;
    private final Optional<FleetKeys> keys;
    private final Loops loops;

    /**
     * @param states by {@link Datacenter#index()}
     * @param keys empty: no pins of ours, no peers
     */
    public Snapshot(
            Topology topology,
            RoutingTable routes,
            Overrides overrides,
            List<DatacenterState> states,
            Optional<FleetKeys> keys) {
        if (states.size() != topology.datacenters().size()) {
            throw new IllegalArgumentException(states.size() + " states (expected: one for each datacenter)");
        }
        this.topology = topology;
        this.routes = routes;
        this.overrides = overrides;
        this.states = List.copyOf(states);
        this.keys = keys;
        loops = new Loops(topology);
    }

    public Topology topology() {
        return topology;
    }

    public RoutingTable routes() {
        return routes;
    }

    public Overrides overrides() {
        return overrides;
    }

    public List<DatacenterState> states() {
        return states;
    }

    public Optional<FleetKeys> keys() {
        return keys;
    }

    Loops loops() {
        return loops;
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
