package org.fairlead.config.load;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fairlead.config.Upstreams;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Topology;

/** Checks that the pools that services name are those that datacenters have. */
final class PoolCheck {
    private final Topology topology;
    private final Upstreams upstreams;
    private final ServiceFiles files;
    private final Problems problems;
    private final Problems warnings;

    PoolCheck(Topology topology, Upstreams upstreams, ServiceFiles files, Problems problems, Problems warnings) {
        this.topology = topology;
        this.upstreams = upstreams;
        this.files = files;
        this.problems = problems;
        this.warnings = warnings;
    }

    void check(Node datacenters) {
        Set<String> known = new TreeSet<>();
        upstreams.sites().values().forEach(site -> known.addAll(site.pools().keySet()));
        for (ServiceFiles.Compiled service : files.compiled()) {
            String pool = service.service().pool();
            Node at = service.model().node().get("pool");
            if (!pool.isEmpty() && !known.contains(pool)) {
                problems.add(at, "\"" + pool + "\": no datacenter has such a pool (expected: " + orNone(known) + ")");
            } else if (!pool.isEmpty()) {
                warnOfGaps(pool, at);
            }
        }
        warnOfUnused(datacenters);
    }

    private static String orNone(Set<String> known) {
        return known.isEmpty() ? "a pool; there are none" : "one of " + String.join(", ", known);
    }

    private void warnOfGaps(String pool, Node at) {
        // Behind peers the pools of a datacenter are their own business.
        List<String> without = topology.datacenters().stream()
                .filter(datacenter -> datacenter.equals(topology.local()) || !datacenter.hasPeers())
                .filter(datacenter -> upstreams.origins(datacenter, pool).isEmpty())
                .map(Datacenter::name)
                .toList();
        if (!without.isEmpty()) {
            warnings.add(
                    at,
                    "\"" + pool + "\" has no origins in " + String.join(", ", without)
                            + " (expected: origins in each datacenter without peers, and here)");
        }
    }

    private void warnOfUnused(Node datacenters) {
        Set<String> used =
                files.services().stream().map(service -> service.pool()).collect(Collectors.toSet());
        if (!used.isEmpty() && datacenters instanceof Node.Mapping mapping) {
            mapping.entries().values().forEach(entry -> {
                if (entry.value() instanceof Node.Mapping site && site.get("pools") instanceof Node.Mapping pools) {
                    pools.entries().forEach((pool, value) -> {
                        if (!used.contains(pool)) {
                            warnings.add(
                                    value.where(), value.value().path(), "no service uses this pool (expected: one)");
                        }
                    });
                }
            });
        }
    }
}
