package org.fairlead.proxy.exchange;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlead.config.Configuration;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.health.FleetHealth;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.names.NameBook;
import org.fairlead.proxy.upstream.OriginPool;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Service;
import org.fairlead.routing.Topology;
import org.jspecify.annotations.Nullable;

/**
 * The resolved addresses of one configuration. Immutable.
 *
 * @param pools by name, then by {@link Datacenter#index()}
 * @param peers by {@link Datacenter#index()}
 */
record Addresses(Map<String, List<OriginPool>> pools, List<OriginPool> peers) {
    private static final OriginPool NOWHERE = OriginPool.empty(new PoolId("", ""));

    static Addresses of(Configuration configuration, NameBook names, FleetHealth health) {
        List<Datacenter> datacenters = configuration.snapshot().topology().datacenters();
        return new Addresses(
                configuration.snapshot().routes().services().stream()
                        .map(Service::pool)
                        .distinct()
                        .collect(Collectors.toUnmodifiableMap(
                                Function.identity(),
                                pool -> datacenters.stream()
                                        .map(datacenter -> pool(configuration, datacenter, pool, names, health))
                                        .toList())),
                datacenters.stream()
                        .map(datacenter -> peers(configuration, datacenter, names, health))
                        .toList());
    }

    private static OriginPool pool(
            Configuration configuration, Datacenter datacenter, String pool, NameBook names, FleetHealth health) {
        PoolSettings settings = configuration.upstreams().settings(datacenter, pool);
        return OriginPool.of(
                new PoolId(datacenter.name(), pool),
                settings,
                configuration.upstreams().origins(datacenter, pool),
                names,
                id -> health.of(id, settings));
    }

    private static OriginPool peers(
            Configuration configuration, Datacenter datacenter, NameBook names, FleetHealth health) {
        PoolSettings settings = configuration.upstreams().peerSettings(datacenter);
        return OriginPool.of(
                PoolId.peersOf(datacenter.name()),
                settings,
                configuration.upstreams().peers(datacenter),
                names,
                id -> health.of(id, settings));
    }

    /** Those that a forward leads to. */
    OriginPool of(Decision.Forward forward) {
        int datacenter = forward.datacenter().index();
        if (forward.crossing() == Decision.Crossing.PEER) {
            return peers.get(datacenter);
        }
        @Nullable List<OriginPool> byDatacenter = pools.get(forward.service().pool());
        return byDatacenter == null ? NOWHERE : byDatacenter.get(datacenter);
    }

    /** Those that requests go to from here: what is behind peers is theirs. */
    List<OriginPool> reachable(Topology topology) {
        List<OriginPool> reachable = new ArrayList<>();
        for (Datacenter datacenter : topology.datacenters()) {
            boolean isLocal = datacenter.equals(topology.local());
            if (!isLocal && datacenter.hasPeers()) {
                reachable.add(peers.get(datacenter.index()));
            } else {
                pools.values().forEach(byDatacenter -> reachable.add(byDatacenter.get(datacenter.index())));
            }
        }
        return reachable;
    }

    /** Peers included. */
    Collection<OriginPool> all() {
        return Stream.concat(pools.values().stream().flatMap(List::stream), peers.stream())
                .toList();
    }
}
