package org.fairlead.routing;

import java.util.HashMap;
import java.util.Map;

/**
 * What is seen of the datacenters: how many of the reads that are placed at one it can still take. Immutable; what isn't named
 * takes all.
 */
public final class Capacity {
    /** Everything takes all. */
    public static final Capacity FULL = new Capacity(Map.of(), Map.of(), Map.of());

    private final Map<String, Map<String, Share>> pools;
    private final Map<String, Share> peers;
    private final Map<String, Integer> spillLimits;

    /**
     * What one datacenter takes.
     *
     * @param reads in hundredths of a percent, 0 to 10000: of the clients whose reads are placed there, so many stay
     * @param isUsable whether anything there may be tried at all
     */
    public record Share(int reads, boolean isUsable) {
        public static final Share FULL = new Share(Shift.WHOLE, true);

        public Share {
            if (reads < 0 || reads > Shift.WHOLE) {
                throw new IllegalArgumentException(reads + " (expected: 0 to " + Shift.WHOLE + ")");
            }
        }
    }

    /**
     * @param pools by the name of the pool, then of the datacenter
     * @param peers by the name of the datacenter, where crossings go through proxies there
     * @param spillLimits by the name of the datacenter: of the clients of one that is weak it takes so many at most, in
     *     hundredths of a percent; all where it isn't named
     */
    public Capacity(Map<String, Map<String, Share>> pools, Map<String, Share> peers, Map<String, Integer> spillLimits) {
        Map<String, Map<String, Share>> copy = new HashMap<>();
        pools.forEach((pool, shares) -> copy.put(pool, Map.copyOf(shares)));
        this.pools = Map.copyOf(copy);
        this.peers = Map.copyOf(peers);
        this.spillLimits = Map.copyOf(spillLimits);
    }

    /** What {@code datacenter} takes of the requests of {@code service}. */
    public Share of(Service service, Datacenter datacenter) {
        return of(service.pool(), datacenter.name());
    }

    /** The same by names. */
    public Share of(String pool, String datacenter) {
        if (pools.isEmpty() && peers.isEmpty()) {
            return Share.FULL;
        }
        Map<String, Share> ofPool = pools.get(pool);
        Share share = ofPool == null ? null : ofPool.get(datacenter);
        if (share == null) {
            share = peers.get(datacenter);
        }
        return share == null ? Share.FULL : share;
    }

    int spillLimit(Datacenter datacenter) {
        Integer limit = spillLimits.get(datacenter.name());
        return limit == null ? Shift.WHOLE : limit;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Capacity capacity
                && pools.equals(capacity.pools)
                && peers.equals(capacity.peers)
                && spillLimits.equals(capacity.spillLimits);
    }

    @Override
    public int hashCode() {
        return pools.hashCode() * 31 + peers.hashCode();
    }

    @Override
    public String toString() {
        return "pools " + pools + ", peers " + peers + ", limits " + spillLimits;
    }
}
