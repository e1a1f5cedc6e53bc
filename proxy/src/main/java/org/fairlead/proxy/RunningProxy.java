package org.fairlead.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.Configuration;
import org.fairlead.config.Operations;
import org.fairlead.proxy.control.ControlServer;
import org.fairlead.proxy.control.ExplainQuery;
import org.fairlead.proxy.control.FileWatch;
import org.fairlead.proxy.control.LiveConfiguration;
import org.fairlead.proxy.control.StatusReport;
import org.fairlead.proxy.health.DatacenterStatus;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.health.PoolPlan;
import org.fairlead.proxy.health.PoolStatus;
import org.fairlead.proxy.observe.ObserveServer;
import org.fairlead.proxy.observe.Pages;
import org.fairlead.proxy.page.Page;
import org.fairlead.proxy.systemd.InheritedSockets;
import org.fairlead.proxy.telemetry.Spans;
import org.fairlead.proxy.telemetry.Telemetry;
import org.fairlead.routing.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A proxy with all that belongs to it: telemetry, listeners, the address for observers. For any thread. */
public final class RunningProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningProxy.class);

    /** Closed last in, first out. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final LiveConfiguration live;
    private final Telemetry telemetry;
    private final StatusReport status;
    private List<InetSocketAddress> addresses = List.of();
    private Optional<ObserveServer> observer = Optional.empty();
    private Optional<ControlServer> controller = Optional.empty();
    private volatile boolean isReady;
    private boolean leaving;
    private volatile @Nullable ProxyServer server;

    private RunningProxy(LiveConfiguration live, InheritedSockets inherited) throws IOException {
        this.live = live;
        Configuration configuration = live.view().served();
        Operations operations = configuration.operations();
        telemetry = opened(Telemetry.start(operations.accessLog(), spans(configuration)));
        status = new StatusReport(
                live,
                telemetry::figures,
                () -> isReady,
                new StatusReport.Seen(
                        this::pools,
                        this::poolStatus,
                        this::datacenterStatus,
                        () -> served().snapshot().capacity()));
        showConfiguration();
        try {
            // First those who watch, so that they see it become ready.
            if (operations.observe().isPresent()) {
                observer = Optional.of(
                        opened(ObserveServer.start(operations.observe().get().bind(), pages())));
            }
            ProxyServer started = opened(ProxyServer.start(configuration, telemetry, inherited));
            server = started;
            addresses = started.addresses();
            live.serveBy(started::serve);
            if (operations.control().isPresent()) {
                control(operations.control().get());
            }
            takeSamples();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Optional<Spans> spans(Configuration configuration) throws IOException {
        Optional<URI> collector = configuration.operations().tracing().otlp();
        if (collector.isEmpty()) {
            return Optional.empty();
        }
        Topology topology = configuration.snapshot().topology();
        return Optional.of(Spans.to(
                collector.get(),
                Map.of(
                        "service.name", "fairlead",
                        "fairlead.fleet", topology.fleet(),
                        "fairlead.local", topology.local().name())));
    }

    /** With what is seen of the datacenters. */
    private Configuration served() {
        ProxyServer running = server;
        return running == null ? live.view().served() : running.configuration();
    }

    private List<PoolPlan> pools() {
        ProxyServer running = server;
        return running == null ? List.of() : running.health().pools();
    }

    private Optional<PoolStatus> poolStatus(PoolId id) {
        ProxyServer running = server;
        return running == null ? Optional.empty() : running.health().status(id);
    }

    private Optional<DatacenterStatus> datacenterStatus(String name) {
        ProxyServer running = server;
        return running == null ? Optional.empty() : running.health().status(name);
    }

    private Pages pages() {
        return Pages.of(telemetry::scrape, () -> isReady)
                .with("/api/v1/status", any -> Page.json(200, status.json()))
                .with(
                        "/api/v1/explain",
                        asked -> Page.json(200, ExplainQuery.answer(served(), asked.parameters()) + "\n"));
    }

    private void showConfiguration() {
        telemetry.show(
                "fairlead.epoch",
                "of the configuration that is served",
                () -> live.view().served().snapshot().topology().epoch());
        telemetry.show(
                "fairlead.overrides",
                "set by operators at run time",
                () -> live.view().overrides());
        telemetry.show(
                "fairlead.contradictions",
                "between the configuration and what operators set",
                () -> live.view().contradictions());
        telemetry.show(
                "fairlead.reload.refused",
                "1 where the last reload was refused",
                () -> live.view().lastReload().problems().isEmpty() ? 0 : 1);
    }

    private void control(Operations.Control control) throws IOException {
        var reach = new ControlServer.Reach(live, status::json, telemetry::tail);
        controller = Optional.of(opened(ControlServer.start(control, reach)));
        if (control.watch().isPresent()) {
            opened(FileWatch.start(live, control.watch().get()));
        }
    }

    private void takeSamples() {
        ScheduledExecutorService samples = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "status-samples");
            thread.setDaemon(true);
            return thread;
        });
        opened(samples::shutdownNow);
        long pause = StatusReport.SAMPLE_PAUSE.toMillis();
        // Not at a fixed rate: after a pause of the process it would take several at once.
        samples.scheduleWithFixedDelay(status::takeSample, pause, pause, TimeUnit.MILLISECONDS);
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /**
     * Returns once it takes traffic, and says that it is ready.
     *
     * @throws IOException where an address is taken or a file can't be written; its message names it
     */
    public static RunningProxy start(LiveConfiguration live) throws IOException {
        RunningProxy proxy = start(live, InheritedSockets.none());
        proxy.becomeReady();
        return proxy;
    }

    /** The same with sockets that listen already, and it isn't ready before {@link #becomeReady()}. */
    public static RunningProxy start(LiveConfiguration live, InheritedSockets inherited) throws IOException {
        return new RunningProxy(live, inherited);
    }

    /** From now on {@code /health/ready} says yes; not after {@link #leave}. */
    public synchronized void becomeReady() {
        isReady = !leaving;
    }

    /** One whose configuration stays as it is. */
    public static RunningProxy start(Configuration configuration) throws IOException {
        return start(LiveConfiguration.fixed(configuration));
    }

    /** Where it listens for clients and peers, in the order of the configuration. */
    public List<InetSocketAddress> addresses() {
        return addresses;
    }

    /** Where those who watch look; empty where the configuration has no such address. */
    public Optional<InetSocketAddress> observeAddress() {
        return observer.map(ObserveServer::address);
    }

    /** Where operators call; empty where the configuration has no such address. */
    public Optional<SocketAddress> controlAddress() {
        return controller.map(ControlServer::address);
    }

    /**
     * Ends without losing a request, as the configuration says; {@link #close()} is still to be called. Returns when no
     * connection is left, or at the deadline.
     *
     * @param hurry at zero: it waits no longer
     */
    public void leave(CountDownLatch hurry) {
        noLongerReady();
        ProxyServer running = server;
        if (running != null) {
            new Departure(running, hurry).run(live.view().served().operations().stopping());
        }
    }

    private synchronized void noLongerReady() {
        leaving = true;
        isReady = false;
    }

    @Override
    public void close() {
        noLongerReady();
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("stopping: a part didn't close", e);
            }
        }
    }
}
