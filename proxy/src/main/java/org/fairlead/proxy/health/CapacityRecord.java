package org.fairlead.proxy.health;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.fairlead.config.Upstreams;
import org.fairlead.routing.Capacity;
import org.fairlead.routing.Shift;

/** What the datacenters take, as it follows from their origins and peers. Confined to the health loop. */
final class CapacityRecord {
    private final Map<PoolId, GradualShare> shares = new HashMap<>();
    private boolean isWhole = true;

    /** What they take now. */
    Capacity of(Map<PoolId, PoolRecord> pools, FleetPlan plan, long nowNanos) {
        shares.keySet().retainAll(pools.keySet());
        Map<String, Map<String, Capacity.Share>> ofPools = new HashMap<>();
        Map<String, Capacity.Share> ofPeers = new HashMap<>();
        Set<String> datacenters = new HashSet<>();
        pools.forEach((id, pool) -> {
            Capacity.Share share = share(id, pool, plan.failoverOf(id.datacenter()), nowNanos);
            datacenters.add(id.datacenter());
            if (id.isPeers()) {
                ofPeers.put(id.datacenter(), share);
            } else {
                ofPools.computeIfAbsent(id.pool(), any -> new HashMap<>()).put(id.datacenter(), share);
            }
        });
        isWhole = shares.values().stream().allMatch(GradualShare::isWhole);
        Map<String, Integer> limits = new HashMap<>();
        datacenters.forEach(name -> limits.put(name, plan.failoverOf(name).spillLimit()));
        return new Capacity(ofPools, ofPeers, limits);
    }

    /** Whether what they take stays as it is until something becomes of an origin. */
    boolean isWhole() {
        return isWhole;
    }

    private Capacity.Share share(PoolId id, PoolRecord pool, Upstreams.Failover failover, long nowNanos) {
        // Where there is nothing to look after, nothing is known.
        if (pool.isEmpty()) {
            shares.remove(id);
            return Capacity.Share.FULL;
        }
        int reads = shares.computeIfAbsent(id, any -> new GradualShare())
                .follow(pool.capacity(), failover.below(), pool.isKnown(), nowNanos);
        boolean isUsable = pool.isUsable();
        // All of its clients stay, or none, where it makes no difference to them.
        return new Capacity.Share(isUsable ? Math.min(reads, Shift.WHOLE) : 0, isUsable);
    }
}
