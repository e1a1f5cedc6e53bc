package org.fairlead.config.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.config.RuleTest;
import org.fairlead.config.model.RuleFileModel;
import org.fairlead.config.model.ServiceModel;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.routing.Service;
import org.fairlead.routing.Topology;

/** The services of all rule files together. */
final class ServiceFiles {
    private final Topology topology;
    private final Problems problems;
    private final Problems warnings;
    private final List<Compiled> compiled = new ArrayList<>();
    private final List<RuleTest> tests = new ArrayList<>();

    /** A service, and what was written of it. */
    record Compiled(Service service, ServiceModel model) {}

    ServiceFiles(Topology topology, Problems problems, Problems warnings) {
        this.topology = topology;
        this.problems = problems;
        this.warnings = warnings;
    }

    void add(RuleFile file) {
        RuleFileModel model = file.model();
        NamedConditions named = new NamedConditions(model.node().get("conditions"), problems);
        ConditionCompiler conditions = new ConditionCompiler(named, problems);
        if (model.services().isEmpty() && model.node().get("services") instanceof Node.Mapping services) {
            problems.add(services, "none (expected: one at least)");
        }
        model.services().forEach((name, service) -> add(name, service, conditions));
        named.unused().forEach(name -> warnings.add(named.at(name), "no rule uses it (expected: is: " + name + ")"));
        // Once each, so that what is wrong with an unused one is told as well.
        model.conditions().forEach((name, condition) -> conditions.compile(condition, false, List.of(name)));
    }

    private void add(String name, ServiceModel model, ConditionCompiler conditions) {
        Service service = new ServiceCompiler(name, model, conditions, topology, problems).compile();
        compiled.stream()
                .filter(other -> other.service().name().equals(name))
                .findFirst()
                .ifPresent(other -> problems.add(
                        model.node(),
                        "a second service of this name (expected: one; see "
                                + other.model().node().where() + ")"));
        compiled.add(new Compiled(service, model));
        RuleShadows.warn(model, service, warnings);
        tests.addAll(new TestCompiler(name, model, problems).compile());
        warnOfIdleShift(model);
    }

    private void warnOfIdleShift(ServiceModel model) {
        model.shift()
                .filter(shift -> shift.to().equals("local") && model.reads() == Service.Reads.LOCAL)
                .ifPresent(shift -> warnings.unexpected(
                        shift.node().get("to"), "another place than reads: local, which is where all of them go"));
    }

    /** Checks what concerns several services; to be called when all files are in. */
    void finish() {
        Map<String, Compiled> byHost = new HashMap<>();
        for (Compiled service : compiled) {
            Node hosts = service.model().node().get("hosts");
            for (String host : service.service().hosts()) {
                Compiled other = byHost.putIfAbsent(host, service);
                if (other != null && !other.equals(service)) {
                    problems.add(
                            hosts,
                            "\"" + host + "\" (expected: a host that no other service has; "
                                    + other.service().name() + " has it, "
                                    + other.model().node().get("hosts").where() + ")");
                }
            }
        }
    }

    List<Compiled> compiled() {
        return compiled;
    }

    List<Service> services() {
        return compiled.stream().map(Compiled::service).toList();
    }

    List<RuleTest> tests() {
        return tests;
    }
}
