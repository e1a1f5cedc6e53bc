package org.fairlead.config.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fairlead.config.Configuration;
import org.fairlead.config.DrainedOrigin;
import org.fairlead.config.Origin;
import org.fairlead.config.Upstreams;
import org.fairlead.config.model.Spelling;

/** Whether pools and origins that operators drain are there, and whether enough of them are left. Pure. */
final class DrainCheck {
    /** As everywhere where the peers of a datacenter are told as a pool. */
    private static final String PEERS = "(peers)";

    private DrainCheck() {}

    /** By pool, the peers last. */
    private static Map<String, List<Origin>> pools(Configuration configuration, String datacenter) {
        Map<String, List<Origin>> pools = new LinkedHashMap<>();
        Optional<Upstreams.Site> site =
                Optional.ofNullable(configuration.upstreams().sites().get(datacenter));
        site.ifPresent(known -> {
            known.pools().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(pool -> pools.put(pool.getKey(), pool.getValue().origins()));
            if (!known.peers().origins().isEmpty()) {
                pools.put(PEERS, known.peers().origins());
            }
        });
        return pools;
    }

    static Optional<String> unknownPool(Configuration configuration, String datacenter, String pool) {
        List<String> known = pools(configuration, datacenter).keySet().stream()
                .filter(name -> !name.equals(PEERS))
                .toList();
        return known.contains(pool)
                ? Optional.empty()
                : Optional.of("\"" + pool + "\": " + Spelling.unknown("pool", known, pool));
    }

    static Optional<String> unknownOrigin(Configuration configuration, OperatorOverride.OriginDrained drained) {
        Optional<String> unknownPool = drained.pool()
                .filter(pool -> !pool.equals(PEERS))
                .flatMap(pool -> unknownPool(configuration, drained.datacenter(), pool));
        List<String> known = pools(configuration, drained.datacenter()).entrySet().stream()
                .filter(pool ->
                        drained.pool().filter(own -> !own.equals(pool.getKey())).isEmpty())
                .flatMap(pool -> pool.getValue().stream())
                .map(Origin::toString)
                .distinct()
                .toList();
        return unknownPool.or(() -> known.contains(drained.configured())
                ? Optional.empty()
                : Optional.of("\"" + drained.origin() + "\": " + Spelling.unknown("origin", known, drained.origin())));
    }

    /** The pools, as {@code pool@datacenter}, of which all origins would be drained. */
    static List<String> emptied(Configuration configuration, List<DrainedOrigin> drained) {
        List<String> emptied = new ArrayList<>();
        for (String datacenter :
                drained.stream().map(DrainedOrigin::datacenter).distinct().toList()) {
            pools(configuration, datacenter).forEach((pool, origins) -> {
                boolean isEmptied = !origins.isEmpty()
                        && origins.stream().allMatch(origin -> isDrained(drained, datacenter, pool, origin.toString()));
                if (isEmptied) {
                    emptied.add(pool + "@" + datacenter);
                }
            });
        }
        return emptied;
    }

    private static boolean isDrained(List<DrainedOrigin> drained, String datacenter, String pool, String origin) {
        return drained.stream().anyMatch(one -> one.is(datacenter, pool, origin, origin));
    }

    /** What {@code entries} drain of origins. */
    static List<DrainedOrigin> origins(Stream<RuntimeState.Entry> entries) {
        return entries.filter(entry -> entry.override() instanceof OperatorOverride.OriginDrained)
                .map(DrainCheck::origin)
                .toList();
    }

    private static DrainedOrigin origin(RuntimeState.Entry entry) {
        var drained = (OperatorOverride.OriginDrained) entry.override();
        String why = entry.why().isEmpty() ? "" : ": " + entry.why();
        return new DrainedOrigin(
                drained.datacenter(), drained.pool(), drained.origin(), "drained by " + entry.who() + why);
    }
}
