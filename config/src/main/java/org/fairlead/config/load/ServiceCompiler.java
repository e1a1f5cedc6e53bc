package org.fairlead.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.model.ServiceModel;
import org.fairlead.config.model.ServiceModel.ClientKeyModel;
import org.fairlead.config.model.ServiceModel.FlagModel;
import org.fairlead.config.model.ServiceModel.Known;
import org.fairlead.config.model.ServiceModel.ShiftModel;
import org.fairlead.config.model.ServiceModel.WritesOnSafeModel;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.matching.Glob;
import org.fairlead.routing.ClientKey;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Service;
import org.fairlead.routing.Shift;
import org.fairlead.routing.Topology;
import org.fairlead.routing.WritesOnSafe;

/** Makes one service of what a rule file says of it. */
final class ServiceCompiler {
    private static final Set<String> NEVER_SAFE = Set.of("POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE");

    private final String name;
    private final ServiceModel model;
    private final ConditionCompiler conditions;
    private final Topology topology;
    private final Problems problems;
    private final Names names;

    ServiceCompiler(
            String name, ServiceModel model, ConditionCompiler conditions, Topology topology, Problems problems) {
        this.name = name;
        this.model = model;
        this.conditions = conditions;
        this.topology = topology;
        this.problems = problems;
        names = new Names(problems);
    }

    /** Fit to go on with, even where there are problems. */
    Service compile() {
        names.checkName(name, model.node());
        if (model.pool().isEmpty()) {
            problems.unexpected(model.node().get("pool"), "the name of a pool");
        } else {
            names.checkName(model.pool(), model.node().get("pool"));
        }
        return new Service(
                name,
                hosts(),
                model.pool(),
                model.primary()
                        .flatMap(to ->
                                names.datacenter(topology, to, model.node().get("primary"))),
                policy(),
                new PinCompiler(model, problems).compile(),
                model.writesOnSafe().flatMap(this::writesOnSafe),
                model.shift().flatMap(this::shift),
                new RuleCompiler(model, conditions, topology, problems).compile());
    }

    private List<String> hosts() {
        List<String> hosts = new ArrayList<>();
        List<Node> items = RuleFile.items(model.node().get("hosts"));
        if (items.isEmpty()) {
            problems.unexpected(model.node().get("hosts"), "hosts, such as [www.example.org, \"*.example.org\"]");
        }
        for (Node item : items) {
            if (item instanceof Node.Scalar scalar) {
                names.hostPattern(scalar.text(), item).ifPresent(host -> {
                    if (hosts.contains(host)) {
                        problems.unexpected(item, "each host once");
                    }
                    hosts.add(host);
                });
            }
        }
        return hosts;
    }

    private Service.Policy policy() {
        Node safeMethods = model.node().get("safe-methods");
        for (String method : model.safeMethods()) {
            names.checkToken(method, safeMethods, "a method");
            if (NEVER_SAFE.contains(method.toUpperCase(Locale.ROOT))) {
                problems.add(
                        safeMethods,
                        "\"" + method + "\" (expected: methods that are safe by their definition, such as QUERY; "
                                + "a rule may treat single requests as reads)");
            }
        }
        if (model.reads() == Service.Reads.LOCAL_ANONYMOUS
                && model.sessionCookies().isEmpty()) {
            problems.add(
                    model.node().get("reads"),
                    "\"local-anonymous\" without session-cookies (expected: names of cookies, such as \"*Session\")");
        }
        return new Service.Policy(
                model.reads(),
                model.writes(),
                model.upgrades(),
                model.safeMethods(),
                model.sessionCookies().stream()
                        .map(glob -> Glob.value(glob, false))
                        .toList(),
                model.readFailover());
    }

    private Optional<WritesOnSafe> writesOnSafe(WritesOnSafeModel writesOnSafe) {
        return flag(writesOnSafe.flag()).map(flag -> new WritesOnSafe(flag, writesOnSafe.mode()));
    }

    private Optional<WritesOnSafe.Flag> flag(FlagModel flag) {
        if (flag.header().isPresent() == flag.setCookie().isPresent()) {
            problems.unexpected(flag.node(), "the name of a field, or {set-cookie: NAME}");
            return Optional.empty();
        }
        flag.header().ifPresent(field -> names.checkFreeField(field, flag.node().get("header")));
        flag.setCookie()
                .ifPresent(cookie -> names.checkToken(cookie, flag.node().get("set-cookie"), "the name of a cookie"));
        return flag.header()
                .<WritesOnSafe.Flag>map(WritesOnSafe.Flag.Field::new)
                .or(() -> flag.setCookie().map(WritesOnSafe.Flag.SetCookie::new));
    }

    private Optional<Shift> shift(ShiftModel shift) {
        Node to = shift.node().get("to");
        Optional<Datacenter> datacenter = shift.to().isEmpty() || shift.to().equals("local")
                ? Optional.empty()
                : names.datacenter(topology, shift.to(), to);
        List<ClientKey> by = keys(shift.by(), problems, names);
        for (int i = 0; i < by.size() - 1; i++) {
            if (by.get(i) instanceof ClientKey.OfRequest) {
                problems.unexpected(shift.by().get(i).node().get("by"), "request as the last: every request has it");
            }
        }
        return shift.percent()
                .map(percent -> new Shift(
                        datacenter,
                        percent.hundredths(),
                        by.isEmpty() ? List.of(new ClientKey.OfAddress()) : by,
                        shift.salt().orElse(name)));
    }

    /** What clients are known by, in the order of the file. */
    static List<ClientKey> keys(List<ClientKeyModel> models, Problems problems, Names names) {
        List<ClientKey> keys = new ArrayList<>();
        for (ClientKeyModel model : models) {
            int given = (model.by().isPresent() ? 1 : 0)
                    + (model.cookie().isPresent() ? 1 : 0)
                    + (model.header().isPresent() ? 1 : 0);
            if (given != 1) {
                if (model.node().entries().isEmpty() || given > 1) {
                    problems.unexpected(model.node(), "one of client-address, request, {cookie: NAME}, {header: NAME}");
                }
                continue;
            }
            model.by()
                    .ifPresent(by ->
                            keys.add(by == Known.REQUEST ? new ClientKey.OfRequest() : new ClientKey.OfAddress()));
            model.cookie().ifPresent(cookie -> {
                names.checkToken(cookie, model.node().get("cookie"), "the name of a cookie");
                keys.add(new ClientKey.OfCookie(cookie));
            });
            model.header().ifPresent(header -> {
                names.checkToken(header, model.node().get("header"), "the name of a field");
                keys.add(new ClientKey.OfHeader(header));
            });
        }
        return keys;
    }
}
