package org.fairlead.proxy.telemetry;

import java.util.List;

/** What is known of the health of origins at one moment, for metrics. */
public record HealthFigures(
        List<OfOrigin> origins, List<Ejected> ejected, List<OfPool> pools, List<OfDatacenter> datacenters) {
    public HealthFigures {
        origins = List.copyOf(origins);
        ejected = List.copyOf(ejected);
        pools = List.copyOf(pools);
        datacenters = List.copyOf(datacenters);
    }

    /**
     * One origin.
     *
     * @param weight 0: it gets nothing; 1: its whole share
     * @param lagSeconds how far it says that its data is behind; negative: it says nothing
     */
    public record OfOrigin(
            String datacenter, String pool, String origin, String state, double weight, double lagSeconds) {}

    /** What a pool takes. */
    public record OfPool(String datacenter, String pool, String state) {}

    /** What a datacenter takes. */
    public record OfDatacenter(String datacenter, String state) {}

    /** How often origins of a pool were ejected for that reason. */
    public record Ejected(String datacenter, String pool, String reason, long count) {}
}
