package org.fairlead.proxy.exchange;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlead.config.Configuration;
import org.fairlead.proxy.upstream.OriginPool;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Service;
import org.jspecify.annotations.Nullable;

/**
 * The resolved addresses of one configuration. Immutable.
 *
 * @param pools by name, then by {@link Datacenter#index()}
 * @param peers by {@link Datacenter#index()}
 */
record Addresses(Map<String, List<OriginPool>> pools, List<OriginPool> peers) {
    static final Addresses NONE = new Addresses(Map.of(), List.of());
    private static final OriginPool NOWHERE = OriginPool.resolve(List.of());

    /** Resolves names, and may block for it: not for an event loop. */
    static Addresses resolve(Configuration configuration, Addresses before) {
        List<Datacenter> datacenters = configuration.snapshot().topology().datacenters();
        Collection<OriginPool> known = before.all();
        return new Addresses(
                configuration.snapshot().routes().services().stream()
                        .map(Service::pool)
                        .distinct()
                        .collect(Collectors.toUnmodifiableMap(
                                Function.identity(),
                                pool -> datacenters.stream()
                                        .map(datacenter -> OriginPool.resolve(
                                                configuration.upstreams().origins(datacenter, pool), known))
                                        .toList())),
                datacenters.stream()
                        .map(datacenter ->
                                OriginPool.resolve(configuration.upstreams().peers(datacenter), known))
                        .toList());
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

    /** Peers included. */
    Collection<OriginPool> all() {
        return Stream.concat(pools.values().stream().flatMap(List::stream), peers.stream())
                .toList();
    }
}
