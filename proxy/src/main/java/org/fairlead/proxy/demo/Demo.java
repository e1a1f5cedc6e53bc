package org.fairlead.proxy.demo;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.fairlead.config.Configuration;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;
import org.fairlead.config.source.Problem;
import org.fairlead.proxy.RunningProxy;
import org.fairlead.routing.RoutingTable;
import org.fairlead.routing.Service;
import org.fairlead.routing.Snapshot;
import org.fairlead.routing.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two datacenters, eqiad with the primary and codfw with a replica that lags: in each two appservers and a Fairlead, which
 * reach each other as peers. For one thread, but for what it starts.
 */
public final class Demo implements AutoCloseable {
    static final String PRIMARY = "eqiad";
    static final String REPLICA = "codfw";
    static final Duration LAG = Duration.ofSeconds(3);

    private static final int PRIMARY_PORT = 8080;
    private static final int REPLICA_PORT = 8180;
    private static final String DEPLOYMENT = "demo.yaml";
    private static final String CERTIFICATE = "localhost.crt";
    private static final String KEY = "localhost.key";
    private static final String SECRET = "fairlead.secret";
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

    /** Closed last in, first out. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final Map<String, DemoPorts> ports = new LinkedHashMap<>();
    private final Path folder;
    private final Settings settings;

    /**
     * How a demo differs from another.
     *
     * @param rules the file that says where requests go
     * @param shift the share of codfw's reads that goes to eqiad, in percent; empty: what the rules say
     * @param readsToPrimary the kill switch
     */
    public record Settings(Path rules, DemoPorts.Choice ports, Optional<Integer> shift, boolean readsToPrimary) {
        public Settings {
            rules = rules.toAbsolutePath().normalize();
        }
    }

    private Demo(Settings settings) throws IOException {
        this.settings = settings;
        folder = Files.createTempDirectory("fairlead-demo-");
        parts.push(this::deleteFolder);
        try {
            ports.put(PRIMARY, settings.ports().at(PRIMARY_PORT));
            ports.put(REPLICA, settings.ports().at(REPLICA_PORT));
            startAppservers();
            writeSecret();
            SelfMadeCertificate.write(folder.resolve(CERTIFICATE), folder.resolve(KEY));
            Path deployment = writeDeployment();
            for (String datacenter : ports.keySet()) {
                parts.push(RunningProxy.start(configuration(deployment, datacenter)));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * @throws IOException where something can't be started; its message says what
     */
    public static Demo start(Settings settings) throws IOException {
        return new Demo(settings);
    }

    DemoPorts ports(String datacenter) {
        return ports.getOrDefault(datacenter, new DemoPorts(0, 0, 0, 0, List.of()));
    }

    /** What there is, and what to try. */
    public String tour() {
        return new Tour(ports(PRIMARY), ports(REPLICA), settings.rules(), folder).text();
    }

    private void startAppservers() throws IOException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("appservers", true), NioIoHandler.newFactory());
        parts.push(() -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS));
        Guestbook book = new Guestbook(System::nanoTime, LAG);
        for (Map.Entry<String, DemoPorts> site : ports.entrySet()) {
            int number = 0;
            for (int port : site.getValue().appservers()) {
                number++;
                GuestbookApplication application = new GuestbookApplication(
                        book, site.getKey(), "app-" + number, site.getKey().equals(REPLICA));
                parts.push(Appserver.start(group, port, application));
            }
        }
    }

    private void writeSecret() throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Files.writeString(folder.resolve(SECRET), Base64.getEncoder().encodeToString(secret) + "\n");
    }

    private Path writeDeployment() throws IOException {
        Path file = folder.resolve(DEPLOYMENT);
        try (var resource = Demo.class.getResourceAsStream(DEPLOYMENT)) {
            if (resource == null) {
                throw new IOException(DEPLOYMENT + ": missing in the program (expected: beside its classes)");
            }
            Files.copy(resource, file);
        }
        return file;
    }

    private Configuration configuration(Path deployment, String datacenter) throws IOException {
        LoadOptions options = LoadOptions.of(environment(datacenter)).at(datacenter);
        Loaded loaded = ConfigurationLoader.load(deployment, options);
        if (loaded instanceof Loaded.Refused refused) {
            throw new IOException(refused.problems().stream()
                    .map(Problem::toString)
                    .collect(Collectors.joining("\n", "the rules can't be used\n", "")));
        }
        Configuration configuration = ((Loaded.Accepted) loaded).configuration();
        return configuration.withSnapshot(adjusted(configuration.snapshot()));
    }

    private Snapshot adjusted(Snapshot snapshot) {
        Topology topology = snapshot.topology();
        List<Service> services =
                snapshot.routes().services().stream().map(this::shifted).toList();
        return new Snapshot(
                topology,
                RoutingTable.compile(services, topology.datacenters().size()),
                new Snapshot.Overrides(settings.readsToPrimary()),
                snapshot.states(),
                snapshot.keys());
    }

    private Service shifted(Service service) {
        return settings.shift().isEmpty()
                ? service
                : service.withShift(service.shift()
                        .map(shift -> shift.withHundredths(settings.shift().get() * 100)));
    }

    /** For the {@code ${NAME}}s of the deployment file. */
    private Map<String, String> environment(String datacenter) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("RULES", settings.rules().toString());
        environment.put("ACCESS_LOG", folder.resolve(datacenter + "-access.log").toString());
        environment.put("SECRET_FILE", folder.resolve(SECRET).toString());
        ports.forEach((name, at) -> {
            environment.put(name.toUpperCase(java.util.Locale.ROOT) + "_PEERS", "127.0.0.1:" + at.peers());
            environment.put(
                    name.toUpperCase(java.util.Locale.ROOT) + "_APP_1",
                    "127.0.0.1:" + at.appservers().get(0));
            environment.put(
                    name.toUpperCase(java.util.Locale.ROOT) + "_APP_2",
                    "127.0.0.1:" + at.appservers().get(1));
        });
        DemoPorts own = ports(datacenter);
        environment.put("CLIENTS", "127.0.0.1:" + own.clients());
        environment.put("SECURE", "127.0.0.1:" + own.secure());
        environment.put("CERTIFICATE", folder.resolve(CERTIFICATE).toString());
        environment.put("KEY", folder.resolve(KEY).toString());
        environment.put("PEERS", "127.0.0.1:" + own.peers());
        environment.put("OBSERVE", "127.0.0.1:" + own.observe());
        return environment;
    }

    private void deleteFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("demo: a part didn't close", e);
            }
        }
    }
}
