package org.fairlead.routing;

/**
 * A failure domain with its own pools.
 *
 * @param index its place in {@link Topology#datacenters()}, 0 to 63
 * @param hasPeers whether a crossing to it goes through proxies there; otherwise straight to its origins
 */
public record Datacenter(String name, int index, boolean hasPeers) {
    /** A set of datacenters is a {@code long}; this is its member. */
    public long bit() {
        return 1L << index;
    }
}
