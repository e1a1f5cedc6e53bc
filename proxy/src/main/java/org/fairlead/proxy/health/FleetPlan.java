package org.fairlead.proxy.health;

import java.util.List;
import java.util.Map;
import org.fairlead.config.Upstreams;
import org.fairlead.routing.DatacenterState;

/**
 * All that is to be looked after. Immutable.
 *
 * @param failover by the name of the datacenter
 * @param states by the name of the datacenter: what is set for it, by configuration or by an operator
 * @param ownWordField the name of the field in which origins speak of themselves
 */
public record FleetPlan(
        List<PoolPlan> pools,
        Map<String, Upstreams.Failover> failover,
        Map<String, DatacenterState> states,
        String ownWordField) {
    public static final FleetPlan NOTHING = new FleetPlan(List.of(), Map.of(), Map.of(), "Fairlead-Origin");

    public FleetPlan {
        pools = List.copyOf(pools);
        failover = Map.copyOf(failover);
        states = Map.copyOf(states);
    }

    Upstreams.Failover failoverOf(String datacenter) {
        return failover.getOrDefault(datacenter, Upstreams.Failover.USUAL);
    }
}
