package org.fairlead.proxy.exchange;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlead.config.Configuration;
import org.fairlead.config.Relay;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.upstream.OriginPool;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Service;
import org.fairlead.routing.Snapshot;
import org.jspecify.annotations.Nullable;

/** One configuration in the form in which exchanges are served by it. Immutable. */
public final class Serving {
    private static final OriginPool NOWHERE = OriginPool.resolve(List.of());

    private final Configuration configuration;
    private final Map<String, List<OriginPool>> pools;
    private final List<OriginPool> peers;
    private final FixedLines lines;
    private final ContractFields contractFields;
    private final long responseHeadNanos;
    private final long requestHeadNanos;
    private final long clientIdleNanos;

    /** Resolves the names of origins, and may block for it: not for an event loop. */
    public Serving(Configuration configuration) {
        this.configuration = configuration;
        List<Datacenter> datacenters = snapshot().topology().datacenters();
        pools = snapshot().routes().services().stream()
                .map(Service::pool)
                .distinct()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(),
                        pool -> datacenters.stream()
                                .map(datacenter -> OriginPool.resolve(
                                        configuration.upstreams().origins(datacenter, pool)))
                                .toList()));
        peers = datacenters.stream()
                .map(datacenter -> OriginPool.resolve(configuration.upstreams().peers(datacenter)))
                .toList();
        lines = new FixedLines(snapshot().topology(), relay().contract());
        contractFields =
                new ContractFields(relay().contract(), snapshot().routes().services());
        Timeouts timeouts = relay().timeouts();
        responseHeadNanos = nanos(timeouts.responseHead());
        requestHeadNanos = nanos(timeouts.requestHead());
        clientIdleNanos = nanos(timeouts.clientIdle());
    }

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }

    /** The addresses that a forward leads to. */
    OriginPool pool(Decision.Forward forward) {
        int datacenter = forward.datacenter().index();
        if (forward.crossing() == Decision.Crossing.PEER) {
            return peers.get(datacenter);
        }
        @Nullable List<OriginPool> byDatacenter = pools.get(forward.service().pool());
        return byDatacenter == null ? NOWHERE : byDatacenter.get(datacenter);
    }

    /** All of them, peers included. */
    Collection<OriginPool> pools() {
        return Stream.concat(pools.values().stream().flatMap(List::stream), peers.stream())
                .toList();
    }

    public Configuration configuration() {
        return configuration;
    }

    public Snapshot snapshot() {
        return configuration.snapshot();
    }

    Relay relay() {
        return configuration.relay();
    }

    FixedLines lines() {
        return lines;
    }

    ContractFields contractFields() {
        return contractFields;
    }

    long responseHeadNanos() {
        return responseHeadNanos;
    }

    public long requestHeadNanos() {
        return requestHeadNanos;
    }

    public long clientIdleNanos() {
        return clientIdleNanos;
    }
}
