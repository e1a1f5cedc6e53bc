package org.fairlead.proxy.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.fairlead.proxy.health.DatacenterStatus.Level;
import org.fairlead.routing.DatacenterState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each datacenter takes, as it follows from what is set and from what is seen of its pools, or of its peers where crossings go
 * through them. Changed on the health loop alone; its statuses are for any thread.
 */
final class DatacenterRecord {
    private static final Logger LOG = LoggerFactory.getLogger(DatacenterRecord.class);

    private final Map<String, DatacenterStatus> statuses = new ConcurrentHashMap<>();

    Optional<DatacenterStatus> status(String datacenter) {
        return Optional.ofNullable(statuses.get(datacenter));
    }

    /** All of them, by name. */
    Map<String, DatacenterStatus> statuses() {
        return statuses;
    }

    /** Puts together what is known now; one line of the log for each that changed. */
    void publish(FleetPlan plan, Map<PoolId, PoolRecord> pools, Map<PoolId, PoolStatus> seen, Instant now) {
        Map<String, List<PoolId>> poolsOf = new LinkedHashMap<>();
        pools.forEach((id, pool) -> {
            if (!pool.isEmpty()) {
                poolsOf.computeIfAbsent(id.datacenter(), any -> new ArrayList<>())
                        .add(id);
            }
        });
        statuses.keySet().retainAll(plan.states().keySet());
        plan.states().forEach((name, set) -> publish(name, set, poolsOf.getOrDefault(name, List.of()), seen, now));
    }

    private void publish(
            String name, DatacenterState set, List<PoolId> pools, Map<PoolId, PoolStatus> seen, Instant now) {
        Level level = Level.of(set);
        StringBuilder reason = new StringBuilder(set == DatacenterState.ACTIVE ? "" : "its state is set so");
        int gone = 0;
        for (PoolId id : pools) {
            PoolStatus pool = seen.get(id);
            if (pool != null && pool.level() != PoolStatus.Level.WHOLE) {
                reason.append(reason.isEmpty() ? "" : "; ").append(id.pool()).append(": ");
                reason.append(pool.reason());
                gone += pool.level() == PoolStatus.Level.GONE ? 1 : 0;
                level = level.and(Level.SHRUNK);
            }
        }
        if (gone > 0) {
            level = level.and(gone == pools.size() ? Level.GONE : Level.PARTLY_GONE);
        }
        put(name, level, reason.isEmpty() ? "nothing speaks against it" : reason.toString(), now);
    }

    private void put(String name, Level level, String reason, Instant now) {
        DatacenterStatus before = statuses.get(name);
        if (before == null) {
            statuses.put(name, new DatacenterStatus(level, reason, now));
            if (level != Level.WHOLE) {
                LOG.info("{}: {}: {}", name, level.label(), reason);
            }
        } else if (before.level() != level) {
            statuses.put(name, new DatacenterStatus(level, reason, now));
            LOG.info("{}: {}, was {}: {}", name, level.label(), before.level().label(), reason);
        } else if (!before.reason().equals(reason)) {
            statuses.put(name, new DatacenterStatus(level, reason, before.since()));
        }
    }
}
