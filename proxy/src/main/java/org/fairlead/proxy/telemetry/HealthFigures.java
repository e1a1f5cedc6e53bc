package org.fairlead.proxy.telemetry;

import java.util.List;

/** What is known of the health of origins at one moment, for metrics. */
public record HealthFigures(List<OfOrigin> origins, List<Ejected> ejected) {
    public HealthFigures {
        origins = List.copyOf(origins);
        ejected = List.copyOf(ejected);
    }

    /**
     * One origin.
     *
     * @param weight 0: it gets nothing; 1: its whole share
     * @param lagSeconds how far it says that its data is behind; negative: it says nothing
     */
    public record OfOrigin(
            String datacenter, String pool, String origin, String state, double weight, double lagSeconds) {}

    /** How often origins of a pool were ejected for that reason. */
    public record Ejected(String datacenter, String pool, String reason, long count) {}
}
