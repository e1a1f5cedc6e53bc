package org.fairlead.proxy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.fairlead.config.BindAddress;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.Configuration;
import org.fairlead.config.Contract;
import org.fairlead.config.Deliveries;
import org.fairlead.config.Delivery;
import org.fairlead.config.Limits;
import org.fairlead.config.Listener;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.NameSettings;
import org.fairlead.config.Operations;
import org.fairlead.config.Operations.AccessLog.Target;
import org.fairlead.config.Origin;
import org.fairlead.config.Overload;
import org.fairlead.config.Patience;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.Relay;
import org.fairlead.config.Retry;
import org.fairlead.config.Timeouts;
import org.fairlead.config.Trust;
import org.fairlead.config.Tunnels;
import org.fairlead.config.UpstreamTls;
import org.fairlead.config.Upstreams;
import org.fairlead.matching.CidrBlock;
import org.fairlead.proxy.ProxyServer;
import org.fairlead.proxy.telemetry.Telemetry;
import org.fairlead.proxy.tls.Clocks;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.DatacenterState;
import org.fairlead.routing.PinSettings;
import org.fairlead.routing.RoutingTable;
import org.fairlead.routing.Rule;
import org.fairlead.routing.Service;
import org.fairlead.routing.Snapshot;
import org.fairlead.routing.Topology;
import org.fairlead.routing.WritesOnSafe;
import org.fairlead.trust.FleetKeys;

/** Proxies of several datacenters in one process, each with a listener for clients and one for peers, and one service. */
public final class Fleet implements AutoCloseable {
    private static final long PATIENCE_NANOS = 500_000_000L;

    public static final FleetKeys KEYS =
            new FleetKeys(List.of("a secret of the tests, long enough".getBytes(StandardCharsets.US_ASCII)));
    public static final String HEALTH_PATH = "/.well-known/fairlead";

    /** What a test wants to be different; all else is usual. */
    public static final class Plan {
        private final Map<String, List<Integer>> origins = new LinkedHashMap<>();
        private final Map<String, DatacenterState> states = new HashMap<>();
        private List<String> hosts = List.of("wiki.example");
        private Front front = Front.current();
        private Optional<String> primary = Optional.empty();
        private boolean peers = true;
        private Service.Policy policy = Service.Policy.DEFAULT;
        private PinSettings pin = PinSettings.NONE;
        private Optional<WritesOnSafe> guard = Optional.empty();
        private List<Rule> rules = List.of();
        private List<CidrBlock> trusted = List.of();
        private Trust.Underscores underscores = Trust.Underscores.DROP_SENSITIVE;
        private Trust.Fields forwardedIn = Trust.Fields.X_FORWARDED;
        private List<CidrBlock> debugging = List.of();
        private Tunnels tunnels = new Tunnels(Duration.ofHours(1), Duration.ofSeconds(30));
        private UnaryOperator<Timeouts> timeouts = UnaryOperator.identity();
        private int connections = 1000;
        private int attempts = 3;
        private int connectionsPerOrigin = 1000;
        private boolean forwardedHeader;
        private Operations.Tracing tracing = Operations.Tracing.DEFAULT;
        private UnaryOperator<Limits> limits = UnaryOperator.identity();
        private List<CidrBlock> balancers = List.of();
        private ClientLimits clients = ClientLimits.DEFAULT;
        private Optional<Path> accessLogs = Optional.empty();
        private Optional<ListenerTls> tls = Optional.empty();
        private Optional<ListenerTls> peersTls = Optional.empty();
        private Optional<UpstreamTls> peerTls = Optional.empty();
        private Optional<UpstreamTls> originTls = Optional.empty();
        private boolean http2 = true;
        private OptionalInt redirectToHttps = OptionalInt.empty();
        private UnaryOperator<Delivery> delivery = UnaryOperator.identity();
        private Retry retry = Retry.USUAL;
        private Overload overload = Overload.USUAL;
        private Deliveries.Budget budget = Deliveries.Budget.USUAL;
        private PoolSettings pool = PoolSettings.USUAL;
        private Optional<String> peersHealthPath = Optional.empty();
        private PoolSettings peerSettings = PoolSettings.USUAL_OF_PEERS;
        private final Map<String, Upstreams.Failover> failovers = new HashMap<>();
        private String originHost = "127.0.0.1";
        private String peerHost = "127.0.0.1";
        private NameSettings names = NameSettings.USUAL;
        private IntUnaryOperator peerRelay = IntUnaryOperator.identity();
        private Clocks clocks = Clocks.ofSystem();

        /** The first is the primary, unless another is named. */
        public Plan datacenter(String name, Integer... ports) {
            origins.put(name, List.of(ports));
            return this;
        }

        /** How {@link Fleet#client} connects, where that isn't what the test class says. */
        public Plan front(Front front) {
            this.front = front;
            return this;
        }

        /** Origins are at their ports of that host. */
        public Plan originsAt(String host) {
            originHost = host;
            return this;
        }

        public Plan peersAt(String host) {
            peerHost = host;
            return this;
        }

        /** Peers are reached at the port that this gives for theirs; asked at each reload. */
        public Plan peersBehind(IntUnaryOperator relay) {
            peerRelay = relay;
            return this;
        }

        public Plan names(NameSettings settings) {
            names = settings;
            return this;
        }

        public Plan primary(String name) {
            primary = Optional.of(name);
            return this;
        }

        public Plan state(String datacenter, DatacenterState state) {
            states.put(datacenter, state);
            return this;
        }

        /** By which certificates expire, and what was replaced is forgotten. */
        public Plan clocks(Clocks clocks) {
            this.clocks = clocks;
            return this;
        }

        /** Crossings go straight to the origins. */
        public Plan withoutPeers() {
            peers = false;
            return this;
        }

        public Plan policy(Service.Policy policy) {
            this.policy = policy;
            return this;
        }

        public Plan pin(PinSettings pin) {
            this.pin = pin;
            return this;
        }

        /** Writes are followed by a pin of 10 s. */
        public Plan pins() {
            return pin(new PinSettings(
                    List.of(),
                    Optional.of(Duration.ofSeconds(10)),
                    Duration.ofMinutes(1),
                    List.of(),
                    PinSettings.Cookie.DEFAULT,
                    PinSettings.Failover.REFUSE));
        }

        public Plan guard(WritesOnSafe.Flag flag, WritesOnSafe.Mode mode) {
            guard = Optional.of(new WritesOnSafe(flag, mode));
            return this;
        }

        public Plan rules(Rule... rules) {
            this.rules = List.of(rules);
            return this;
        }

        public Plan trusts(String block) {
            trusted = List.of(CidrBlock.parse(block));
            return this;
        }

        public Plan underscores(Trust.Underscores underscores) {
            this.underscores = underscores;
            return this;
        }

        public Plan forwardedIn(Trust.Fields fields) {
            forwardedIn = fields;
            return this;
        }

        public Plan debugs(String block) {
            debugging = List.of(CidrBlock.parse(block));
            return this;
        }

        public Plan timeouts(UnaryOperator<Timeouts> timeouts) {
            this.timeouts = timeouts;
            return this;
        }

        /** How long a connection to an origin may take to be made. */
        public Plan connectsWithin(Duration time) {
            return timeouts(usual -> new Timeouts(
                    time, usual.requestHead(), usual.responseHead(), usual.clientIdle(), usual.upstreamIdle()));
        }

        /** How long a request's head may take. */
        public Plan headsWithin(Duration time) {
            return timeouts(usual -> new Timeouts(
                    usual.connect(), time, usual.responseHead(), usual.clientIdle(), usual.upstreamIdle()));
        }

        /** How long a client may be silent. */
        public Plan clientsIdleFor(Duration time) {
            return timeouts(usual -> new Timeouts(
                    usual.connect(), usual.requestHead(), usual.responseHead(), time, usual.upstreamIdle()));
        }

        /** How long a connection to an origin may be idle. */
        public Plan originsIdleFor(Duration time) {
            return timeouts(usual ->
                    new Timeouts(usual.connect(), usual.requestHead(), usual.responseHead(), usual.clientIdle(), time));
        }

        public Plan tunnels(Tunnels tunnels) {
            this.tunnels = tunnels;
            return this;
        }

        public Plan connections(int most) {
            connections = most;
            return this;
        }

        public Plan connectionsPerOrigin(int most) {
            connectionsPerOrigin = most;
            return this;
        }

        public Plan attempts(int most) {
            attempts = most;
            return this;
        }

        public Plan tracing(Operations.Tracing tracing) {
            this.tracing = tracing;
            return this;
        }

        public Plan forwardedHeader() {
            forwardedHeader = true;
            return this;
        }

        public Plan limits(UnaryOperator<Limits> limits) {
            this.limits = limits;
            return this;
        }

        /** Listeners for peers answer {@link #HEALTH_PATH}, too. */
        public Plan healthPathForPeers() {
            peersHealthPath = Optional.of(HEALTH_PATH);
            return this;
        }

        /** How the proxies of every datacenter are looked after. */
        public Plan peers(PoolSettings settings) {
            peerSettings = settings;
            return this;
        }

        /** When reads leave that datacenter, and how many it takes of others. */
        public Plan failover(String datacenter, Upstreams.Failover failover) {
            failovers.put(datacenter, failover);
            return this;
        }

        public Plan delivery(UnaryOperator<Delivery> delivery) {
            this.delivery = delivery;
            return this;
        }

        public Plan overload(Overload overload) {
            this.overload = overload;
            return this;
        }

        public Plan retry(Retry retry) {
            this.retry = retry;
            return this;
        }

        /** Of further attempts: in percent of the requests, and so many a second. */
        public Plan budget(int percent, int floor) {
            budget = new Deliveries.Budget(percent * 100, floor);
            return this;
        }

        /** A third listener, for those who speak the PROXY protocol. */
        public Plan balancers(String block) {
            balancers = List.of(CidrBlock.parse(block));
            return this;
        }

        public Plan clients(ClientLimits clients) {
            this.clients = clients;
            return this;
        }

        /** How the origins of every datacenter are looked after. */
        public Plan pool(PoolSettings settings) {
            pool = settings;
            return this;
        }

        /** Each datacenter's access log is written to that folder, under the datacenter's name. */
        public Plan accessLogs(Path folder) {
            accessLogs = Optional.of(folder);
            return this;
        }

        /** Hosts of the service, in place of {@code wiki.example}. */
        public Plan hosts(String... hosts) {
            this.hosts = List.of(hosts);
            return this;
        }

        /** The listeners for clients speak TLS. */
        public Plan tls(ListenerTls settings) {
            tls = Optional.of(settings);
            return this;
        }

        /** The listeners for peers speak TLS, and are spoken to so. */
        public Plan peersTls(ListenerTls settings, UpstreamTls toPeers) {
            peersTls = Optional.of(settings);
            peerTls = Optional.of(toPeers);
            return this;
        }

        /** Origins are spoken to over TLS. */
        public Plan originTls(UpstreamTls settings) {
            originTls = Optional.of(settings);
            return this;
        }

        /** The listeners for clients send those away who don't come by https. */
        public Plan redirectToHttps(int port) {
            redirectToHttps = OptionalInt.of(port);
            return this;
        }

        /** The listeners for clients speak HTTP/1.1 alone. */
        public Plan withoutHttp2() {
            http2 = false;
            return this;
        }

        public Fleet start() {
            return new Fleet(this);
        }
    }

    private final Plan plan;
    private final List<Datacenter> datacenters = new ArrayList<>();
    private final Map<String, ProxyServer> proxies = new LinkedHashMap<>();
    private final Map<String, Telemetry> telemetry = new HashMap<>();
    private long epoch = 1;

    private Fleet(Plan plan) {
        this.plan = plan;
        for (String name : plan.origins.keySet()) {
            datacenters.add(new Datacenter(name, datacenters.size(), plan.peers));
        }
        try {
            for (Datacenter datacenter : datacenters) {
                Configuration first = configuration(datacenter);
                Telemetry counts = Telemetry.start(first.operations().accessLog());
                telemetry.put(datacenter.name(), counts);
                proxies.put(datacenter.name(), ProxyServer.start(first, counts, plan.clocks));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reload();
    }

    public static Plan plan() {
        return new Plan();
    }

    /** One datacenter, {@code eqiad}, with these origins. */
    public static Plan alone(Integer... ports) {
        return plan().datacenter("eqiad", ports);
    }

    /** Everybody serves by the plan as it is now; and by the peers' addresses, which aren't known before they listen. */
    public void reload() {
        datacenters.forEach(datacenter -> proxy(datacenter.name()).serve(configuration(datacenter)));
    }

    /** What that datacenter's proxy would serve by, as the plan is now. */
    public Configuration configuration(String at) {
        return configuration(datacenter(at));
    }

    public void serve(String at, Configuration configuration) {
        proxy(at).serve(configuration);
    }

    private Datacenter datacenter(String name) {
        return datacenters.stream()
                .filter(datacenter -> datacenter.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** One proxy turns to another primary, under the next epoch; the others don't know yet. */
    public void promote(String primary, String at) {
        plan.primary(primary);
        epoch++;
        serve(at, configuration(at));
    }

    public ProxyServer proxy(String datacenter) {
        return Objects.requireNonNull(proxies.get(datacenter));
    }

    /** Where that datacenter's proxy listens for clients, without TLS unless the plan says so. */
    public InetSocketAddress at(String datacenter) {
        return proxy(datacenter).addresses().get(0);
    }

    /** Over TLS, for the service's host. */
    public RawClient secureClient(SSLContext context) {
        return RawClient.secure(at(datacenters.get(0).name()), context, "wiki.example");
    }

    /** One that sends frames, by the fleet's {@link Front}, which must be one of HTTP/2. */
    public RawHttp2Client framingClient() {
        return plan.front.connectForFrames(frontAddress(datacenters.get(0).name()));
    }

    /** By the fleet's {@link Front}. */
    public RawClient client(String datacenter) {
        return client(datacenter, 0);
    }

    /** @param receiveBuffer in bytes; 0: the system's */
    public RawClient client(String datacenter, int receiveBuffer) {
        return plan.front.connect(frontAddress(datacenter), receiveBuffer);
    }

    /** Where that datacenter's proxy listens for clients that come by the fleet's {@link Front}. */
    public InetSocketAddress frontAddress(String datacenter) {
        List<InetSocketAddress> addresses = proxy(datacenter).addresses();
        return plan.front.isSecure() ? addresses.get(addresses.size() - 1) : addresses.get(0);
    }

    public RawClient client() {
        return client(datacenters.get(0).name());
    }

    public InetSocketAddress peersAddress(String datacenter) {
        return proxy(datacenter).addresses().get(1);
    }

    /** Where that datacenter's proxy listens for those who speak the PROXY protocol. */
    public InetSocketAddress balancersAddress(String datacenter) {
        return proxy(datacenter).addresses().get(2);
    }

    /** All metrics of that datacenter's proxy. */
    public String metrics(String datacenter) {
        return Objects.requireNonNull(telemetry.get(datacenter)).scrape();
    }

    private Configuration configuration(Datacenter local) {
        return new Configuration(snapshot(local), upstreams(), listeners(), relay(), operations(local), List.of());
    }

    private Snapshot snapshot(Datacenter local) {
        String primaryName = plan.primary.orElse(datacenters.get(0).name());
        Optional<Datacenter> primary = datacenters.stream()
                .filter(datacenter -> datacenter.name().equals(primaryName))
                .findFirst();
        Topology topology = new Topology("test", local, primary, epoch, datacenters, datacenters);
        Service service = new Service(
                "wiki",
                plan.hosts,
                "appservers",
                Optional.empty(),
                plan.policy,
                plan.pin,
                plan.guard,
                Optional.empty(),
                plan.rules);
        return new Snapshot(
                topology,
                RoutingTable.compile(List.of(service), datacenters.size()),
                Snapshot.Overrides.NONE,
                datacenters.stream()
                        .map(datacenter -> plan.states.getOrDefault(datacenter.name(), DatacenterState.ACTIVE))
                        .toList(),
                Optional.of(KEYS));
    }

    private Upstreams upstreams() {
        Map<String, Upstreams.Site> sites = new HashMap<>();
        plan.origins.forEach((name, ports) -> sites.put(
                name,
                new Upstreams.Site(
                        Map.of(
                                "appservers",
                                new Upstreams.Pool(origins(plan.originHost, ports, plan.originTls), plan.pool)),
                        new Upstreams.Pool(origins(plan.peerHost, peerPorts(name), plan.peerTls), plan.peerSettings),
                        plan.failovers.getOrDefault(name, Upstreams.Failover.USUAL))));
        return new Upstreams(sites, plan.names);
    }

    private List<Integer> peerPorts(String datacenter) {
        ProxyServer proxy = proxies.get(datacenter);
        return plan.peers && proxy != null
                ? List.of(plan.peerRelay.applyAsInt(peersAddress(datacenter).getPort()))
                : List.of();
    }

    private static List<Origin> origins(String host, List<Integer> ports, Optional<UpstreamTls> tls) {
        return ports.stream().map(port -> new Origin(host, port, tls)).toList();
    }

    private List<Listener> listeners() {
        BindAddress any = new BindAddress("127.0.0.1", 0);
        Listener clients = new Listener(
                any,
                Listener.Purpose.CLIENTS,
                Optional.of(HEALTH_PATH),
                plan.tls,
                plan.redirectToHttps,
                List.of(),
                plan.http2);
        List<Listener> listeners = new ArrayList<>(List.of(
                clients,
                new Listener(
                        any,
                        Listener.Purpose.PEERS,
                        plan.peersHealthPath,
                        plan.peersTls,
                        OptionalInt.empty(),
                        List.of())));
        if (!plan.balancers.isEmpty()) {
            listeners.add(new Listener(
                    any,
                    Listener.Purpose.CLIENTS,
                    Optional.of(HEALTH_PATH),
                    plan.tls,
                    plan.redirectToHttps,
                    plan.balancers));
        }
        if (plan.front.isSecure()) {
            listeners.add(new Listener(
                    any,
                    Listener.Purpose.CLIENTS,
                    Optional.of(HEALTH_PATH),
                    Optional.of(Front.listener()),
                    OptionalInt.empty(),
                    List.of(),
                    plan.http2));
        }
        return listeners;
    }

    private Relay relay() {
        return new Relay(
                new Trust(plan.trusted, plan.forwardedIn, plan.underscores),
                new Contract("Fairlead-Request", "Fairlead-Pin", "Fairlead-Decision", "Fairlead-Origin"),
                timeouts(),
                plan.tunnels,
                Duration.ofMinutes(5),
                plan.limits.apply(
                        new Limits(plan.connections, 32 * 1024, 100, plan.connectionsPerOrigin, 1000, plan.attempts)),
                plan.clients,
                plan.forwardedHeader,
                deliveries());
    }

    private Timeouts timeouts() {
        return plan.timeouts.apply(new Timeouts(
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(75),
                Duration.ofSeconds(4)));
    }

    private Deliveries deliveries() {
        Timeouts timeouts = timeouts();
        Patience patience =
                new Patience(timeouts.connect(), timeouts.responseHead(), timeouts.responseHead(), Optional.empty());
        return new Deliveries(
                plan.delivery.apply(new Delivery(patience, plan.retry)), Map.of(), plan.budget, plan.overload);
    }

    private Operations operations(Datacenter local) {
        Target log = plan.accessLogs
                .<Target>map(folder -> new Target.File(folder.resolve(local.name())))
                .orElse(new Target.Off());
        return new Operations(
                1,
                Optional.empty(),
                Optional.empty(),
                new Operations.AccessLog(log, Set.of()),
                new Operations.Debug(plan.debugging),
                Operations.Stopping.DEFAULT,
                plan.tracing);
    }

    @Override
    public void close() {
        awaitQuiet();
        proxies.values().forEach(ProxyServer::close);
        telemetry.values().forEach(Telemetry::close);
    }

    /** What clients have just left gets a moment to end by itself: a loop that ends tells nobody. */
    private void awaitQuiet() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < end && telemetry.keySet().stream().anyMatch(this::isServing)) {
            LockSupport.parkNanos(PATIENCE_NANOS / 100);
        }
    }

    private boolean isServing(String datacenter) {
        return !metrics(datacenter).contains("\nfairlead_exchanges 0.0");
    }
}
