package org.fairlead.proxy.health;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.config.PoolSettings;

/** The origins of one pool, and how many of them may be out at once. Confined to the health loop. */
final class PoolRecord {
    private static final int HUNDREDTHS = 10_000;

    private final Map<OriginHealth, OriginRecord> origins = new LinkedHashMap<>();
    private PoolSettings settings = PoolSettings.USUAL;

    /** From now on it is so; what is known of origins that stay is kept. */
    void use(PoolPlan plan) {
        settings = plan.settings();
        origins.keySet().retainAll(plan.origins());
        for (OriginHealth origin : plan.origins()) {
            origins.computeIfAbsent(origin, one -> new OriginRecord(one, settings))
                    .use(settings);
        }
    }

    Iterable<OriginRecord> origins() {
        return origins.values();
    }

    /** Takes it out, if it is in and not too many others are out. */
    void eject(OriginHealth origin, Outcome why, long nowNanos) {
        OriginRecord record = origins.get(origin);
        if (record != null && record.state() == OriginState.UP && mayLoseOneMore()) {
            record.eject(why, nowNanos);
        }
    }

    private boolean mayLoseOneMore() {
        long out = origins.values().stream()
                .filter(record -> record.state() != OriginState.UP)
                .count();
        return (out + 1) * HUNDREDTHS
                <= (long) origins.size() * settings.ejection().mostHundredths();
    }
}
