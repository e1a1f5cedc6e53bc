package org.fairlead.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.fairlead.config.DrainedOrigin;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.health.OriginId;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.health.PoolPlan;
import org.fairlead.proxy.names.NameBook;

/**
 * The addresses that can answer in one place: the origins of a service in one datacenter, or the peers there. Immutable, and
 * the same object as long as the configuration is the same.
 */
public final class OriginPool {
    /**
     * @param address unresolved where nobody knows the name
     * @param question by which its warm connections are kept alive; empty: others are opened before they are too old
     * @param name as in logs, with the address where a name has one; the same for as long as it is that origin
     */
    record Member(
            Origin origin,
            InetSocketAddress address,
            String name,
            OriginHealth health,
            PoolSettings.Connections connections,
            Optional<WarmCheck.Question> question) {}

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
     * By what names stand for: several addresses are several members, and one whose name nobody knows is down.
     *
     * @param healthOf what is known of each
     */
    public static OriginPool of(
            PoolId id,
            PoolSettings settings,
            List<Origin> origins,
            NameBook names,
            Function<OriginId, OriginHealth> healthOf) {
        return new OriginPool(
                id,
                settings,
                origins.stream()
                        .flatMap(origin -> addresses(origin, names).map(address -> new OriginId(id, origin, address)))
                        .map(each -> new Member(
                                each.origin(),
                                each.address(),
                                each.shortName(),
                                healthOf.apply(each),
                                settings.connections(),
                                question(settings, each.origin())))
                        .toList());
    }

    /** What is made for one client isn't asked on behalf of nobody. */
    private static Optional<WarmCheck.Question> question(PoolSettings settings, Origin origin) {
        return settings.connections().warm() == 0
                        || settings.connections().announced().isPresent()
                ? Optional.empty()
                : settings.check()
                        .filter(check -> check.path().isPresent())
                        .map(check -> WarmCheck.Question.of(check, origin.toString()));
    }

    private static Stream<InetSocketAddress> addresses(Origin origin, NameBook names) {
        List<InetAddress> known = names.of(origin.host());
        return known.isEmpty()
                ? Stream.of(InetSocketAddress.createUnresolved(origin.host(), origin.port()))
                : known.stream().map(address -> new InetSocketAddress(address, origin.port()));
    }

    public PoolId id() {
        return id;
    }

    List<Member> members() {
        return members;
    }

    PoolSettings settings() {
        return settings;
    }

    /**
     * How its members are to be looked after.
     *
     * @param drained origins of any pool
     */
    public PoolPlan plan(List<DrainedOrigin> drained) {
        Map<OriginHealth, String> here = new HashMap<>();
        for (DrainedOrigin one : drained) {
            for (Member member : members) {
                if (one.is(id.datacenter(), id.pool(), member.origin().toString(), member.name())) {
                    here.put(member.health(), one.by());
                }
            }
        }
        return new PoolPlan(id, settings, members.stream().map(Member::health).toList(), here);
    }
}
