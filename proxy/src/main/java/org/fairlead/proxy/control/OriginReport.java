package org.fairlead.proxy.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.runtime.Percentages;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.health.OriginStatus;
import org.fairlead.proxy.health.PoolPlan;
import org.fairlead.proxy.health.PoolStatus;
import org.fairlead.routing.Capacity;

/** The health of origins, as parts of a status. */
final class OriginReport {
    private OriginReport() {}

    static Map<String, Object> pool(PoolPlan pool, Optional<PoolStatus> status, Capacity capacity) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", pool.id().toString());
        fields.put("datacenter", pool.id().datacenter());
        fields.put("pool", pool.id().pool());
        fields.put("all_down", pool.settings().allDown().label());
        fields.put(
                "usable", pool.origins().stream().filter(OriginHealth::isUsable).count());
        Capacity.Share share = capacity.of(pool.id().pool(), pool.id().datacenter());
        fields.put("reads_that_stay", Percentages.render(share.reads()));
        status.ifPresent(known -> {
            fields.put("state", known.level().label());
            fields.put("reason", known.reason());
            fields.put("since", known.since().toString());
        });
        fields.put("origins", pool.origins().stream().map(OriginReport::origin).toList());
        return fields;
    }

    private static Map<String, Object> origin(OriginHealth origin) {
        OriginStatus status = origin.status();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", origin.id().shortName());
        fields.put("state", status.state().label());
        fields.put("weight", origin.weight());
        fields.put("reason", status.reason());
        fields.put("since", status.since().toString());
        fields.put("takes_writes", origin.takesWrites());
        origin.ownWord().lag().ifPresent(lag -> fields.put("lag_ms", lag.toMillis()));
        return fields;
    }
}
