package org.fairlead.config.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fairlead.config.Configuration;
import org.fairlead.config.Operations;
import org.fairlead.config.RuleTests;
import org.fairlead.config.Upstreams;
import org.fairlead.config.model.Binder;
import org.fairlead.config.model.DeploymentModel;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problem;
import org.fairlead.config.source.Problems;
import org.fairlead.config.source.YamlSource;
import org.fairlead.routing.RoutingTable;
import org.fairlead.routing.Service;
import org.fairlead.routing.Snapshot;
import org.fairlead.routing.Topology;
import org.fairlead.trust.FleetKeys;

/**
 * Reads a deployment file and the rule files that it names, and finds everything that is wrong with them.
 *
 * <p>It reads files and an environment, nothing else: no clock, no network. Each call starts afresh.
 */
public final class ConfigurationLoader {
    private final Path file;
    private final LoadOptions options;
    private final Problems problems = new Problems();
    private final Problems warnings = new Problems();
    private final YamlSource source;
    private final Set<Path> watched = new TreeSet<>();

    private ConfigurationLoader(Path file, LoadOptions options) {
        this.file = file;
        this.options = options;
        source = new YamlSource(options.environment(), problems);
    }

    /** What the deployment file at {@code file} says; paths in it start from its folder. */
    public static Loaded load(Path file, LoadOptions options) {
        return new ConfigurationLoader(file, options).load();
    }

    private Loaded load() {
        Optional<Configuration> configuration = source.read(file).flatMap(this::compile);
        List<RuleTests.Result> tests = configuration.map(RuleTests::run).orElse(List.of());
        tests.forEach(test ->
                test.failure().ifPresent(failure -> warnings.add(failure.where(), failure.path(), failure.message())));
        if (options.strict()) {
            problems.addAll(warnings);
        }
        return configuration.isEmpty() || !problems.isEmpty()
                ? new Loaded.Refused(problems.inOrder(), files())
                : new Loaded.Accepted(configuration.get(), warnings.inOrder(), tests, files());
    }

    private SourceFiles files() {
        // A file that isn't there yet counts too.
        watched.add(file);
        return SourceFiles.of(source.readBytes(), watched);
    }

    /**
     * Where the control plane of the deployment file at {@code file} is, without reading any rules; empty: it has none. What
     * else is wrong with the file doesn't matter: an operator must reach what runs.
     *
     * @throws IllegalArgumentException where it can't be found, with the problems of the file
     */
    public static Optional<Operations.Control> control(Path file, LoadOptions options) {
        return new ConfigurationLoader(file, options).control();
    }

    private Optional<Operations.Control> control() {
        Optional<Operations.Control> control = source.read(file)
                .map(root -> new Binder(problems).bind(DeploymentModel.class, root))
                .flatMap(model -> new DeploymentCompiler(model, folder(), problems, warnings).control());
        if (control.isEmpty() && !problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.inOrder().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return control;
    }

    private Optional<Configuration> compile(Node.Mapping root) {
        DeploymentModel model = new Binder(problems).bind(DeploymentModel.class, root);
        DeploymentCompiler deployment = new DeploymentCompiler(model, folder(), problems, warnings);
        TopologyCompiler topologies = new TopologyCompiler(model, options, problems);
        Topology topology = topologies.compile();
        model.trust()
                .secretFile()
                .filter(secret -> !secret.equals(KeyCheck.MADE_UP))
                .ifPresent(secret -> watched.add(folder().resolve(secret)));
        Upstreams upstreams = deployment.upstreams();
        var listeners = deployment.listeners();
        var operations = deployment.operations();
        ServiceFiles files = new ServiceFiles(topology, problems, warnings);
        readRules(model, files);
        var relay = deployment.relay(files.compiled());
        new PoolCheck(topology, upstreams, files, problems, warnings).check(root.get("datacenters"));
        Optional<FleetKeys> keys = new KeyCheck(model, folder(), files, options, problems).keys();
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        List<Service> services = files.services();
        Snapshot snapshot = new Snapshot(
                topology,
                RoutingTable.compile(services, topology.datacenters().size()),
                new Snapshot.Overrides(model.override().reads().isPresent()),
                topologies.states(topology),
                keys);
        return Optional.of(new Configuration(snapshot, upstreams, listeners, relay, operations, files.tests()));
    }

    private Path folder() {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private void readRules(DeploymentModel model, ServiceFiles files) {
        List<Node> items = RuleFile.items(model.node().get("rules"));
        for (int i = 0; i < model.rules().size(); i++) {
            Node at = items.get(Math.min(i, items.size() - 1));
            Path place = folder().resolve(model.rules().get(i)).normalize();
            watched.add(place);
            for (Path rules : RuleFile.find(place, at, problems)) {
                RuleFile.read(rules, source, problems).ifPresent(files::add);
            }
        }
        files.finish();
    }
}
