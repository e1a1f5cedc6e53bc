package org.fairlead.proxy.upstream;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.health.OriginId;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.health.PoolPlan;

/**
 * The addresses that can answer in one place: the origins of a service in one datacenter, or the peers there. Immutable, and
 * the same object as long as the configuration is the same.
 */
public final class OriginPool {
    /**
     * @param address resolved when the configuration was read; unresolved where the name wasn't known, so that connecting fails
     * @param name as in logs
     */
    record Member(
            Origin origin,
            InetSocketAddress address,
            String name,
            OriginHealth health,
            PoolSettings.Connections connections) {}

    private final PoolId id;
    private final PoolSettings settings;
    private final List<Member> members;

    private OriginPool(PoolId id, PoolSettings settings, List<Member> members) {
        this.id = id;
        this.settings = settings;
        this.members = members;
    }

    /** One without origins. */
    public static OriginPool empty(PoolId id) {
        return new OriginPool(id, PoolSettings.USUAL, List.of());
    }

    /**
     * Resolves names, and may block for it: not for an event loop. An origin whose name isn't known now stays where {@code
     * before} had it, so that a reload while names can't be resolved takes nothing away.
     *
     * @param healthOf what is known of each
     */
    public static OriginPool resolve(
            PoolId id,
            PoolSettings settings,
            List<Origin> origins,
            Collection<OriginPool> before,
            Function<OriginId, OriginHealth> healthOf) {
        return new OriginPool(
                id,
                settings,
                origins.stream()
                        .map(origin -> address(origin, before))
                        .map(found -> new Member(
                                found.origin(),
                                found.address(),
                                found.origin().toString(),
                                healthOf.apply(new OriginId(id, found.origin(), found.address())),
                                settings.connections()))
                        .toList());
    }

    private record Found(Origin origin, InetSocketAddress address) {}

    private static Found address(Origin origin, Collection<OriginPool> before) {
        var fresh = new InetSocketAddress(origin.host(), origin.port());
        InetSocketAddress address = fresh.isUnresolved()
                ? before.stream()
                        .flatMap(pool -> pool.members.stream())
                        .filter(known -> known.origin().equals(origin))
                        .map(Member::address)
                        .findFirst()
                        .orElse(fresh)
                : fresh;
        return new Found(origin, address);
    }

    List<Member> members() {
        return members;
    }

    PoolSettings settings() {
        return settings;
    }

    /** How its members are to be looked after. */
    public PoolPlan plan() {
        return new PoolPlan(id, settings, members.stream().map(Member::health).toList());
    }
}
