package org.fairlead.proxy.health;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.config.PoolSettings;

/** The origins of one pool, their checks, and how many of them may be out at once. Confined to the health loop. */
final class PoolRecord {
    /** Makes checks. */
    @FunctionalInterface
    interface Checks {
        /** One that isn't started. */
        OriginCheck newCheck(OriginRecord record, PoolSettings.Check check, PoolSettings.Protocol protocol);
    }

    private static final int HUNDREDTHS = 10_000;

    private final Map<OriginHealth, OriginRecord> origins = new LinkedHashMap<>();
    private final Map<OriginHealth, OriginCheck> checks = new LinkedHashMap<>();
    private final Checks newChecks;
    private PoolSettings settings = PoolSettings.USUAL;

    PoolRecord(Checks newChecks) {
        this.newChecks = newChecks;
    }

    /** From now on it is so; what is known of origins that stay is kept, and their checks go on. */
    void use(PoolPlan plan) {
        settings = plan.settings();
        origins.keySet().retainAll(plan.origins());
        for (OriginHealth origin : plan.origins()) {
            OriginRecord record = origins.computeIfAbsent(origin, one -> new OriginRecord(one, settings));
            record.use(settings);
            record.drained(plan.drained().getOrDefault(origin, ""));
        }
        checks.entrySet().removeIf(entry -> {
            boolean stays = origins.containsKey(entry.getKey())
                    && settings.check()
                            .filter(check -> entry.getValue().isFor(check, protocol()))
                            .isPresent();
            if (!stays) {
                entry.getValue().stop();
            }
            return !stays;
        });
        settings.check().ifPresent(check -> origins.values().forEach(record -> checkFrom(record, check)));
    }

    private PoolSettings.Protocol protocol() {
        return settings.connections().spoken().protocol();
    }

    private void checkFrom(OriginRecord record, PoolSettings.Check check) {
        if (!checks.containsKey(record.published()) && !record.isNameless()) {
            OriginCheck fresh = newChecks.newCheck(record, check, protocol());
            checks.put(record.published(), fresh);
            fresh.start();
        }
    }

    /** Nobody needs it any more. */
    void stop() {
        checks.values().forEach(OriginCheck::stop);
        checks.clear();
    }

    Iterable<OriginRecord> origins() {
        return origins.values();
    }

    /** Takes it out, if it is in and not too many others are out. */
    boolean eject(OriginHealth origin, Outcome why, long nowNanos) {
        OriginRecord record = origins.get(origin);
        if (record == null || record.state() != OriginState.UP || !mayLoseOneMore()) {
            return false;
        }
        record.eject(why, nowNanos);
        return true;
    }

    /** It says so of itself. */
    void says(OriginHealth origin, OwnWord word, long nowNanos) {
        OriginRecord record = origins.get(origin);
        if (record != null) {
            record.says(word, nowNanos);
        }
    }

    /** How many of its origins may be used, in words; as published. */
    String words() {
        long usable = origins.keySet().stream().filter(OriginHealth::isUsable).count();
        return usable + " of " + origins.size() + (origins.size() == 1 ? " origin" : " origins") + " may be used";
    }

    boolean isEmpty() {
        return origins.isEmpty();
    }

    /** Whether every origin has been checked, if that is to be. */
    boolean isKnown() {
        return origins.values().stream().noneMatch(record -> record.state() == OriginState.UNKNOWN);
    }

    /** Of the whole, in hundredths of a percent; as published. */
    int capacity() {
        int sum = origins.keySet().stream().mapToInt(OriginHealth::weight).sum();
        return sum * HUNDREDTHS / (origins.size() * OriginHealth.WHOLE);
    }

    /** Whether a request would be tried at any of them; as published. */
    boolean isUsable() {
        return origins.keySet().stream().anyMatch(OriginHealth::isUsable)
                || settings.allDown() == PoolSettings.AllDown.TRY_ANYWAY
                        && origins.keySet().stream()
                                .anyMatch(one -> one.status().state() != OriginState.DRAINED);
    }

    private boolean mayLoseOneMore() {
        long out = origins.values().stream()
                .filter(record -> record.state() != OriginState.UP)
                .count();
        return (out + 1) * HUNDREDTHS
                <= (long) origins.size() * settings.ejection().mostHundredths();
    }
}
