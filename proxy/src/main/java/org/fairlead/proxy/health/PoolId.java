package org.fairlead.proxy.health;

/** The origins of one service in one datacenter, or the peers there. */
public record PoolId(String datacenter, String pool) {
    private static final String PEERS = "(peers)";

    public static PoolId peersOf(String datacenter) {
        return new PoolId(datacenter, PEERS);
    }

    public boolean isPeers() {
        return pool.equals(PEERS);
    }

    /** As in logs and commands: {@code appservers@codfw}. */
    @Override
    public String toString() {
        return pool + "@" + datacenter;
    }
}
