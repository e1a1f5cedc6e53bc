package org.fairlead.config.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.fairlead.config.BindAddress;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.Contract;
import org.fairlead.config.ControlAddress;
import org.fairlead.config.Limits;
import org.fairlead.config.Listener;
import org.fairlead.config.NameSettings;
import org.fairlead.config.Operations;
import org.fairlead.config.Origin;
import org.fairlead.config.Relay;
import org.fairlead.config.Timeouts;
import org.fairlead.config.Trust;
import org.fairlead.config.Tunnels;
import org.fairlead.config.Upstreams;
import org.fairlead.config.model.DatacenterModel;
import org.fairlead.config.model.DeploymentModel;
import org.fairlead.config.model.ListenerModel;
import org.fairlead.config.model.ScalarType;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.ClientAddress;

/** Makes all of a deployment file that isn't the topology. */
final class DeploymentCompiler {
    private final DeploymentModel model;
    private final Path folder;
    private final Problems problems;
    private final Names names;
    private final TlsCompiler tls;
    private final PoolSettingsCompiler poolSettings;
    private final Map<BindAddress, Node> bound = new HashMap<>();

    /** @param folder what relative paths start from */
    DeploymentCompiler(DeploymentModel model, Path folder, Problems problems, Problems warnings) {
        this.model = model;
        tls = new TlsCompiler(folder, problems, warnings);
        this.folder = folder;
        this.problems = problems;
        names = new Names(problems);
        poolSettings = new PoolSettingsCompiler(problems);
    }

    Upstreams upstreams() {
        Map<String, Upstreams.Site> sites = new HashMap<>();
        model.datacenters().forEach((name, datacenter) -> sites.put(name, site(datacenter)));
        return new Upstreams(sites, nameSettings());
    }

    private NameSettings nameSettings() {
        var settings = model.names();
        Node servers = settings.node().get("servers");
        for (int i = 0; i < settings.servers().size(); i++) {
            Node item = servers instanceof Node.Sequence list ? list.items().get(i) : servers;
            BindAddress server = settings.servers().get(i);
            if (server.port() == 0 || ClientAddress.parse(server.host()).isEmpty()) {
                problems.unexpected(item, "the address of a server and its port, such as 10.0.0.53:53");
            }
        }
        Duration longest = settings.longest();
        if (longest.compareTo(settings.shortest()) < 0) {
            problems.unexpected(settings.node().get("longest"), "no less than names.shortest");
            longest = settings.shortest();
        }
        return new NameSettings(settings.servers(), settings.shortest(), longest, settings.timeout());
    }

    private Upstreams.Site site(DatacenterModel datacenter) {
        Map<String, Upstreams.Pool> pools = new HashMap<>();
        datacenter.pools().forEach((name, pool) -> {
            names.checkName(name, pool.node());
            refuseEmpty(pool.origins(), pool.node().get("origins"));
            pools.put(
                    name,
                    new Upstreams.Pool(
                            tls.origins(pool.origins(), pool.tls(), pool.node().get("tls")), poolSettings.of(pool)));
        });
        return new Upstreams.Site(
                pools,
                new Upstreams.Pool(
                        tls.origins(
                                datacenter.peers(),
                                datacenter.peerTls(),
                                datacenter.node().get("peer-tls")),
                        poolSettings.ofPeers(datacenter)),
                poolSettings.failover(datacenter));
    }

    private void refuseEmpty(List<Origin> origins, Node node) {
        if (node instanceof Node.Sequence list && list.items().isEmpty()) {
            problems.add(node, "none (expected: one address at least)");
        }
        if (new HashSet<>(origins).size() < origins.size()) {
            problems.add(node, "an address comes twice (expected: each once)");
        }
    }

    List<Listener> listeners() {
        Node node = model.node().get("listeners");
        if (node instanceof Node.Sequence list && list.items().isEmpty()) {
            problems.add(node, "none (expected: one at least)");
        }
        List<Listener> listeners = new ArrayList<>();
        model.listeners()
                .forEach(listener -> listener.bind().ifPresent(bind -> {
                    claim(bind, listener.node().get("bind"));
                    listeners.add(new Listener(
                            bind,
                            listener.purpose(),
                            healthPath(listener),
                            listener.tls().flatMap(tls::listener),
                            redirect(listener),
                            proxyProtocolFrom(listener),
                            listener.http2()));
                }));
        return listeners;
    }

    private List<CidrBlock> proxyProtocolFrom(ListenerModel listener) {
        listener.proxyProtocol().ifPresent(protocol -> {
            if (protocol.node().get("from") instanceof Node.Sequence list
                    && list.items().isEmpty()) {
                problems.add(list, "none (expected: one network at least)");
            }
        });
        return listener.proxyProtocol()
                .map(ListenerModel.ProxyProtocolModel::from)
                .orElse(List.of());
    }

    private Optional<String> healthPath(ListenerModel listener) {
        Optional<String> path = listener.healthPath().filter(text -> text.startsWith("/"));
        if (path.isEmpty() && listener.healthPath().isPresent()) {
            problems.unexpected(listener.node().get("health-path"), "a path, such as /.well-known/fairlead");
        }
        return path;
    }

    private OptionalInt redirect(ListenerModel listener) {
        Node at = listener.node().get("redirect-to-https");
        if (listener.redirectToHttps().isEmpty()) {
            return OptionalInt.empty();
        }
        if (listener.tls().isPresent() || listener.purpose() == Listener.Purpose.PEERS) {
            problems.unexpected(at, "nothing, on a listener with tls or for peers");
        }
        return OptionalInt.of(listener.redirectToHttps().get());
    }

    private void claim(BindAddress bind, Node at) {
        bound.forEach((other, where) -> {
            if (bind.clashesWith(other)) {
                problems.unexpected(at, "an address of its own; " + where.path() + " has " + other);
            }
        });
        bound.putIfAbsent(bind, at);
    }

    /** @param services as far as the rule files could be read */
    Relay relay(List<ServiceFiles.Compiled> services) {
        var limits = model.limits();
        var timeouts = model.timeouts();
        return new Relay(
                new Trust(
                        model.trust().forwardedFrom(),
                        model.trust().forwardedIn(),
                        model.trust().underscores()),
                contract(),
                new Timeouts(
                        timeouts.connect(),
                        timeouts.requestHead(),
                        timeouts.responseHead(),
                        timeouts.clientIdle(),
                        timeouts.upstreamIdle()),
                new Tunnels(timeouts.tunnelIdle(), timeouts.tunnelGrace()),
                timeouts.drainGrace(),
                new Limits(
                        limits.connections(),
                        limits.headBytes().bytes(),
                        limits.headerCount(),
                        limits.connectionsPerOrigin(),
                        limits.pinTableEntries(),
                        limits.attempts()),
                clients(),
                model.forwardedHeader(),
                new DeliveryCompiler(model).compile(services));
    }

    private ClientLimits clients() {
        var limits = model.limits();
        return new ClientLimits(
                limits.perAddress().connections().orElse(ClientLimits.UNLIMITED),
                limits.perAddress().except(),
                limits.requestsPerConnection().orElse(ClientLimits.UNLIMITED),
                limits.pipelinedRequests(),
                new ClientLimits.Pace(
                        limits.minBodyRate().bytes(), model.timeouts().bodyPace()),
                limits.memory().map(ScalarType.ByteSize::bytes).orElse(0));
    }

    private Contract contract() {
        var contract = model.contract();
        Set<String> taken = new HashSet<>(Set.of(Contract.HOP.toLowerCase(Locale.ROOT)));
        Map.of(
                        "request",
                        contract.request(),
                        "pin",
                        contract.pin(),
                        "decision",
                        contract.decision(),
                        "origin",
                        contract.origin())
                .forEach((key, field) -> {
                    names.checkFreeField(field, contract.node().get(key));
                    if (!taken.add(field.toLowerCase(Locale.ROOT))) {
                        problems.add(contract.node().get(key), "\"" + field + "\" (expected: a name of its own)");
                    }
                });
        return new Contract(contract.request(), contract.pin(), contract.decision(), contract.origin());
    }

    Operations operations() {
        return new Operations(
                model.threads(),
                model.observe()
                        .flatMap(observe -> observe.bind().map(bind -> {
                            claim(bind, observe.node().get("bind"));
                            return new Operations.Observe(bind);
                        })),
                control(),
                accessLog(),
                new Operations.Debug(model.debug().allowFrom()),
                new Operations.Stopping(
                        model.stopping().drainDelay(),
                        model.stopping().idleGrace(),
                        model.stopping().drainTimeout()),
                new Operations.Tracing(
                        model.tracing().acceptFrom(),
                        model.tracing().sample().hundredths(),
                        model.tracing().otlp()));
    }

    Optional<Operations.Control> control() {
        return model.control().flatMap(this::control);
    }

    private Optional<Operations.Control> control(DeploymentModel.ControlModel control) {
        Path token = folder.resolve(control.tokenFile());
        if (!control.tokenFile().isEmpty() && !Files.isRegularFile(token)) {
            problems.unexpected(control.node().get("token-file"), "a file; there is no " + token);
        }
        return control.bind()
                .map(bind -> new Operations.Control(
                        checked(bind, control),
                        token,
                        folder.resolve(control.stateFile()),
                        new Operations.Control.Ramp(control.largestStep().hundredths()),
                        control.watch()));
    }

    private ControlAddress checked(ControlAddress bind, DeploymentModel.ControlModel control) {
        Node at = control.node().get("bind");
        if (bind instanceof ControlAddress.Tcp tcp) {
            claim(tcp.address(), at);
            if (!tcp.isLocal() && !control.allowRemote()) {
                problems.unexpected(at, "a loopback address or a UNIX domain socket; else allow-remote: true");
            }
            return bind;
        }
        return new ControlAddress.Unix(folder.resolve(((ControlAddress.Unix) bind).path()));
    }

    private Operations.AccessLog accessLog() {
        var log = model.accessLog();
        Set<String> queryNames = Set.copyOf(new HashSet<>(log.queryNames()));
        return switch (log.target()) {
            case "off" -> new Operations.AccessLog(new Operations.AccessLog.Target.Off(), queryNames);
            case "stdout" -> new Operations.AccessLog(new Operations.AccessLog.Target.Stdout(), queryNames);
            default -> new Operations.AccessLog(new Operations.AccessLog.Target.File(logFile(log)), queryNames);
        };
    }

    private Path logFile(DeploymentModel.AccessLogModel log) {
        Path file = folder.resolve(log.target());
        Path parent = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || parent == null || !Files.isDirectory(parent)) {
            problems.unexpected(log.node().get("target"), "stdout, off, or a file in a folder that is there");
        }
        return file;
    }
}
