package org.fairlead.proxy.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fairlead.config.Configuration;
import org.fairlead.proxy.RunningProxy;
import org.fairlead.proxy.control.HangUp;
import org.fairlead.proxy.control.LiveConfiguration;
import org.fairlead.proxy.systemd.InheritedSockets;
import org.fairlead.proxy.systemd.ServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy while it runs; apart from its command, so that other commands don't wait for the log to be made. */
final class ProxyRun {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyRun.class);

    private ProxyRun() {}

    /** Returns when it is over; {@code IOException} where it can't begin. */
    static void untilAsked(LiveConfiguration live) throws IOException {
        ServiceManager manager = ServiceManager.of(System.getenv());
        try (Termination termination = new Termination();
                RunningProxy proxy = RunningProxy.start(live, InheritedSockets.of(System.getenv()))) {
            HangUp.reloads(live);
            LOG.info("{}", started(live.view().served(), proxy));
            manager.ready();
            termination.await(Optional.empty());
            manager.stopping();
            proxy.leave(termination.hurried());
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
