package org.fairlead.routing;

import java.util.List;
import java.util.Optional;

/**
 * Which datacenters there are, and where this proxy stands among them.
 *
 * @param primary empty: no writes anywhere
 * @param epoch grows with every change of the primary
 * @param failover for reads, after the local datacenter
 * @param datacenters in the order of their index, 64 at most
 */
public record Topology(
        String fleet,
        Datacenter local,
        Optional<Datacenter> primary,
        long epoch,
        List<Datacenter> failover,
        List<Datacenter> datacenters) {
    /** Datacenters that a set of them can hold. */
    public static final int MOST_DATACENTERS = 64;

    public Topology {
        failover = List.copyOf(failover);
        datacenters = List.copyOf(datacenters);
        if (datacenters.size() > MOST_DATACENTERS) {
            throw new IllegalArgumentException(
                    datacenters.size() + " datacenters (expected: " + MOST_DATACENTERS + " at most)");
        }
        for (int i = 0; i < datacenters.size(); i++) {
            if (datacenters.get(i).index() != i) {
                throw new IllegalArgumentException(datacenters.get(i) + " (expected: index " + i + ")");
            }
        }
    }

    public Optional<Datacenter> named(String name) {
        return datacenters.stream().filter(dc -> dc.name().equals(name)).findFirst();
    }

    /** What the proxies of a datacenter call themselves in Via and CDN-Loop. */
    public String pseudonym(Datacenter datacenter) {
        return fleet + "-" + datacenter.name();
    }

    /** The same fleet as seen from another of its datacenters. */
    public Topology seenFrom(Datacenter other) {
        return new Topology(fleet, other, primary, epoch, failover, datacenters);
    }
}
