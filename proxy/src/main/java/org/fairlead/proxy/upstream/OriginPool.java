package org.fairlead.proxy.upstream;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.fairlead.config.Origin;

/**
 * The addresses that can answer in one place: the origins of a service in one datacenter, or the peers there. Immutable, and
 * the same object as long as the configuration is the same.
 */
public final class OriginPool {
    /**
     * @param address resolved when the configuration was read; unresolved where the name wasn't known, so that connecting fails
     * @param name as in logs
     */
    record Member(Origin origin, InetSocketAddress address, String name) {}

    private final List<Member> members;

    private OriginPool(List<Member> members) {
        this.members = members;
    }

    /** Resolves names, and may block for it: not for an event loop. */
    public static OriginPool resolve(List<Origin> origins) {
        return resolve(origins, List.of());
    }

    /**
     * As {@link #resolve(List)}; an origin whose name isn't known now stays where {@code before} had it, so that a reload while
     * names can't be resolved takes nothing away.
     */
    public static OriginPool resolve(List<Origin> origins, Collection<OriginPool> before) {
        return new OriginPool(
                origins.stream().map(origin -> member(origin, before)).toList());
    }

    private static Member member(Origin origin, Collection<OriginPool> before) {
        var fresh = new Member(origin, new InetSocketAddress(origin.host(), origin.port()), origin.toString());
        return fresh.address().isUnresolved()
                ? before.stream()
                        .flatMap(pool -> pool.members.stream())
                        .filter(known -> known.origin().equals(origin))
                        .findFirst()
                        .orElse(fresh)
                : fresh;
    }

    List<Member> members() {
        return members;
    }
}
