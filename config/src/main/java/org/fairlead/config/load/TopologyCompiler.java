package org.fairlead.config.load;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.model.DatacenterModel;
import org.fairlead.config.model.DeploymentModel;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.DatacenterState;
import org.fairlead.routing.Topology;

/** Makes the topology of a deployment file. */
final class TopologyCompiler {
    private static final Datacenter STAND_IN = new Datacenter("?", 0, false);

    private final DeploymentModel model;
    private final LoadOptions options;
    private final Problems problems;
    private final Names names;

    TopologyCompiler(DeploymentModel model, LoadOptions options, Problems problems) {
        this.model = model;
        this.options = options;
        this.problems = problems;
        names = new Names(problems);
    }

    /** Fit to go on with, even where there are problems. */
    Topology compile() {
        names.checkName(model.fleet(), model.node().get("fleet"));
        List<Datacenter> datacenters = datacenters();
        Topology bare = new Topology(model.fleet(), datacenters.get(0), Optional.empty(), 0, List.of(), datacenters);
        return new Topology(
                model.fleet(), local(bare), primary(bare), model.epoch().orElse(0L), failover(bare), datacenters);
    }

    private List<Datacenter> datacenters() {
        Node node = model.node().get("datacenters");
        List<Datacenter> datacenters = new ArrayList<>();
        if (node instanceof Node.Mapping mapping) {
            mapping.entries().forEach((name, entry) -> {
                names.checkDatacenterName(name, entry.value());
                DatacenterModel datacenter = model.datacenters().get(name);
                boolean hasPeers = datacenter != null && !datacenter.peers().isEmpty();
                datacenters.add(new Datacenter(name, datacenters.size(), hasPeers));
            });
            if (datacenters.isEmpty()) {
                problems.add(node, "none (expected: one at least)");
            }
        }
        if (datacenters.size() > Topology.MOST_DATACENTERS) {
            problems.add(node, datacenters.size() + " (expected: " + Topology.MOST_DATACENTERS + " at most)");
            return List.copyOf(datacenters.subList(0, Topology.MOST_DATACENTERS));
        }
        return datacenters.isEmpty() ? List.of(STAND_IN) : datacenters;
    }

    private Datacenter local(Topology topology) {
        Node node = model.node().get("datacenter");
        String fromEnvironment = options.environment().getOrDefault(LoadOptions.DATACENTER_VARIABLE, "");
        Optional<String> name = options.datacenter()
                .or(() -> Optional.of(fromEnvironment).filter(text -> !text.isEmpty()))
                .or(model::datacenter);
        if (name.isEmpty()) {
            problems.add(
                    node,
                    "nothing (expected: the datacenter this process runs in, here, by --datacenter or by "
                            + LoadOptions.DATACENTER_VARIABLE + ")");
        }
        return name.flatMap(known -> find(topology, known, node)).orElse(topology.local());
    }

    private Optional<Datacenter> primary(Topology topology) {
        String name = model.primary();
        return name.isEmpty() || name.equals("none")
                ? Optional.empty()
                : find(topology, name, model.node().get("primary"));
    }

    private List<Datacenter> failover(Topology topology) {
        Set<Datacenter> order = new LinkedHashSet<>();
        Node node = model.node().get("failover");
        for (int i = 0; i < model.failover().size(); i++) {
            Node item = node instanceof Node.Sequence list ? list.items().get(i) : node;
            find(topology, model.failover().get(i), item).ifPresent(datacenter -> {
                if (!order.add(datacenter)) {
                    problems.unexpected(item, "each datacenter once");
                }
            });
        }
        return List.copyOf(order);
    }

    private Optional<Datacenter> find(Topology topology, String name, Node at) {
        // Where there are none at all, that is the problem.
        return topology.local().equals(STAND_IN) ? Optional.empty() : names.datacenter(topology, name, at);
    }

    /** By the index of the datacenter. */
    List<DatacenterState> states(Topology topology) {
        return topology.datacenters().stream()
                .map(datacenter -> model.datacenters().get(datacenter.name()))
                .map(datacenter -> datacenter == null ? DatacenterState.ACTIVE : datacenter.state())
                .toList();
    }
}
