package org.fairlead.proxy.rehearsal;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.Configuration;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;
import org.fairlead.proxy.ProxyServer;
import org.fairlead.proxy.RunningProxy;
import org.fairlead.proxy.loop.Transport;
import org.fairlead.proxy.telemetry.Telemetry;

/**
 * Puts a second proxy of this process, on loopback and with rules of its own, through many requests of all usual kinds: what the
 * compilers learn of it serves the first. Nothing of it is seen in the metrics, the log or the origins of the first.
 */
public final class Rehearsal {
    private static final String DEPLOYMENT = "fairlead.yaml";
    private static final String RULES = "rules.yaml";
    private static final String LOCAL = "codfw";
    private static final long SHUTDOWN_MILLIS = 500;
    private static final long FEW = 500;
    private static final Duration AT_MOST = Duration.ofSeconds(20);

    private Rehearsal() {}

    /**
     * Blocks until {@code requests} were answered, or for {@code atMost}.
     *
     * @return how many were answered
     * @throws IOException where there is no port, or no folder for temporary files
     */
    public static long run(long requests, Duration atMost) throws IOException {
        EventLoopGroup others = newGroup();
        try (RehearsalOrigin origin = RehearsalOrigin.start(others)) {
            Configuration configuration = configuration(origin.port());
            try (Telemetry telemetry =
                            Telemetry.start(configuration.operations().accessLog());
                    ProxyServer proxy = ProxyServer.start(configuration, telemetry)) {
                var clients = new RehearsalClients(others, proxy.addresses().get(0), requests);
                return clients.answered(atMost);
            }
        } finally {
            end(others);
        }
    }

    /**
     * The same, with all that belongs to a proxy: not for its own sake, but for those who note what a process needs.
     *
     * @throws IOException where there is no port, or no folder for temporary files
     */
    public static void withAllParts() throws IOException {
        EventLoopGroup others = newGroup();
        try (RehearsalOrigin origin = RehearsalOrigin.start(others);
                RunningProxy proxy = RunningProxy.start(configuration(origin.port()))) {
            new RehearsalClients(others, proxy.addresses().get(0), FEW).answered(AT_MOST);
        } finally {
            end(others);
        }
    }

    private static EventLoopGroup newGroup() {
        return new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("rehearsal", true), Transport.best().newIoHandlerFactory());
    }

    private static void end(EventLoopGroup group) {
        group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Configuration configuration(int origin) throws IOException {
        Path folder = Files.createTempDirectory("fairlead-rehearsal-");
        try {
            for (String file : new String[] {DEPLOYMENT, RULES}) {
                try (InputStream resource = Rehearsal.class.getResourceAsStream(file)) {
                    if (resource == null) {
                        throw new IOException(file + ": missing in the program (expected: beside its classes)");
                    }
                    Files.copy(resource, folder.resolve(file));
                }
            }
            LoadOptions options =
                    LoadOptions.of(Map.of("ORIGIN", String.valueOf(origin))).at(LOCAL);
            Loaded loaded = ConfigurationLoader.load(folder.resolve(DEPLOYMENT), options);
            if (loaded instanceof Loaded.Accepted accepted) {
                return accepted.configuration();
            }
            throw new IOException("the rehearsal's own configuration: " + ((Loaded.Refused) loaded).problems());
        } finally {
            for (String file : new String[] {DEPLOYMENT, RULES}) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.deleteIfExists(folder);
        }
    }
}
