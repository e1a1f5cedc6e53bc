package org.fairlead.proxy.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fairlead.config.Configuration;
import org.fairlead.proxy.RunningProxy;
import org.fairlead.proxy.control.HangUp;
import org.fairlead.proxy.control.LiveConfiguration;
import org.fairlead.proxy.rehearsal.Rehearsal;
import org.fairlead.proxy.systemd.InheritedSockets;
import org.fairlead.proxy.systemd.ServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy while it runs; apart from its command, so that other commands don't wait for the log to be made. */
final class ProxyRun {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyRun.class);

    /** After as many, a further request costs as much as the one before. */
    private static final long REHEARSED = 40_000;

    private ProxyRun() {}

    /** Returns when it is over; {@code IOException} where it can't begin. */
    static void untilAsked(LiveConfiguration live, Duration warmUp) throws IOException {
        ServiceManager manager = ServiceManager.of(System.getenv());
        try (Termination termination = new Termination();
                RunningProxy proxy = RunningProxy.start(live, InheritedSockets.of(System.getenv()))) {
            HangUp.reloads(live);
            LOG.info("{}", started(live.view().served(), proxy));
            becomeReady(proxy, warmUp);
            manager.ready();
            termination.await(Optional.empty());
            manager.stopping();
            proxy.leave(termination.hurried());
        }
    }

    /** It takes traffic at once; balancers are told to send some when a rehearsal has made it quick. */
    private static void becomeReady(RunningProxy proxy, Duration warmUp) {
        if (warmUp.isZero()) {
            proxy.becomeReady();
            return;
        }
        Thread rehearsal = new Thread(() -> rehearse(proxy, warmUp), "rehearsal");
        rehearsal.setDaemon(true);
        rehearsal.start();
    }

    private static void rehearse(RunningProxy proxy, Duration warmUp) {
        long begun = System.nanoTime();
        try {
            long requests = Rehearsal.run(REHEARSED, warmUp);
            LOG.info("ready, after {} rehearsed requests in {} ms", requests, (System.nanoTime() - begun) / 1_000_000);
        } catch (IOException | RuntimeException e) {
            LOG.warn("ready, without a rehearsal: {}", e.getMessage(), e);
        } finally {
            proxy.becomeReady();
        }
    }

    private static String started(Configuration configuration, RunningProxy proxy) {
        String listening = proxy.addresses().stream()
                .map(address -> address.getHostString() + ":" + address.getPort())
                .collect(Collectors.joining(", "));
        var topology = configuration.snapshot().topology();
        return "running in " + topology.local().name() + "; primary "
                + topology.primary().map(primary -> primary.name()).orElse("none") + ", epoch " + topology.epoch()
                + "; listening on " + listening
                + proxy.observeAddress()
                        .map(at -> "; observe on " + at.getHostString() + ":" + at.getPort())
                        .orElse("")
                + proxy.controlAddress().map(at -> "; control on " + at).orElse("");
    }
}
