package org.fairlead.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fairlead.trust.FleetKeys;

/** All that a decision may see, immutable. */
public final class Snapshot {
    private final Topology topology;
    private final RoutingTable routes;
    private final Overrides overrides;
    private final List<DatacenterState> states;
    private final Optional<FleetKeys> keys;
    private final Capacity capacity;
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
        this(topology, routes, overrides, states, keys, Capacity.FULL);
    }

    private Snapshot(
            Topology topology,
            RoutingTable routes,
            Overrides overrides,
            List<DatacenterState> states,
            Optional<FleetKeys> keys,
            Capacity capacity) {
        if (states.size() != topology.datacenters().size()) {
            throw new IllegalArgumentException(states.size() + " states (expected: one for each datacenter)");
        }
        this.topology = topology;
        this.routes = routes;
        this.overrides = overrides;
        this.states = List.copyOf(states);
        this.keys = keys;
        this.capacity = capacity;
        loops = new Loops(topology);
    }

    /** The same, with what is seen of the datacenters. */
    public Snapshot with(Capacity seen) {
        return new Snapshot(topology, routes, overrides, states, keys, seen);
    }

    public Capacity capacity() {
        return capacity;
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

    /** Where writes of a service go; empty: nowhere, which a deployment without a primary says for every service. */
    public Optional<Datacenter> primaryOf(Service service) {
        boolean isItsOwn = service.primary().isPresent() && topology.primary().isPresent();
        return isItsOwn ? service.primary() : topology.primary();
    }

    public DatacenterState state(Datacenter datacenter) {
        return states.get(datacenter.index());
    }

    /** What a datacenter takes of the requests of one service. */
    public DatacenterState state(Service service, Datacenter datacenter) {
        if (overrides.statesOf.isEmpty()) {
            return state(datacenter);
        }
        return overrides.statesOf.getOrDefault(service.name(), states).get(datacenter.index());
    }

    /** Whether the kill switch sends the reads of a service home. */
    boolean readsGoHome(Service service) {
        return overrides.readsToPrimary
                || !overrides.readsToPrimaryOf.isEmpty() && overrides.readsToPrimaryOf.contains(service.name());
    }

    /**
     * What an operator set.
     *
     * @param readsToPrimary the kill switch for all services
     * @param readsToPrimaryOf the names of services that have it for themselves
     * @param statesOf by the name of a service whose datacenters are in other states than for all: by {@link Datacenter#index()}
     */
    public record Overrides(
            boolean readsToPrimary, Set<String> readsToPrimaryOf, Map<String, List<DatacenterState>> statesOf) {
        public static final Overrides NONE = new Overrides(false);

        public Overrides {
            readsToPrimaryOf = Set.copyOf(readsToPrimaryOf);
            statesOf = Map.copyOf(statesOf);
        }

        /** For all services alike. */
        public Overrides(boolean readsToPrimary) {
            this(readsToPrimary, Set.of(), Map.of());
        }
    }
}
