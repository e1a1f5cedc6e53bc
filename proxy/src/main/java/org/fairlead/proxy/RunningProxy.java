package org.fairlead.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.Configuration;
import org.fairlead.config.Operations;
import org.fairlead.proxy.observe.ObserveServer;
import org.fairlead.proxy.observe.Pages;
import org.fairlead.proxy.telemetry.Telemetry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A proxy with all that belongs to it: telemetry, listeners, the address for observers. For any thread. */
public final class RunningProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningProxy.class);

    /** Closed last in, first out. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final Telemetry telemetry;
    private Optional<ObserveServer> observer = Optional.empty();
    private volatile boolean isReady;
    private ProxyServer server;

    private RunningProxy(Configuration configuration) throws IOException {
        telemetry = opened(Telemetry.start(configuration.operations().accessLog()));
        try {
            // First those who watch, so that they see it become ready.
            Optional<Operations.Observe> observe = configuration.operations().observe();
            if (observe.isPresent()) {
                Pages pages = Pages.of(telemetry::scrape, () -> isReady);
                observer = Optional.of(opened(ObserveServer.start(observe.get().bind(), pages)));
            }
            server = opened(ProxyServer.start(configuration, telemetry));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        isReady = true;
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /**
     * Returns once it takes traffic.
     *
     * @throws IOException where an address is taken or a file can't be written; its message names it
     */
    public static RunningProxy start(Configuration configuration) throws IOException {
        return new RunningProxy(configuration);
    }

    /** Where it listens for clients and peers, in the order of the configuration. */
    public List<InetSocketAddress> addresses() {
        return server.addresses();
    }

    /** Where those who watch look; empty where the configuration has no such address. */
    public Optional<InetSocketAddress> observeAddress() {
        return observer.map(ObserveServer::address);
    }

    @Override
    public void close() {
        isReady = false;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("stopping: a part didn't close", e);
            }
        }
    }
}
