package org.fairlead.proxy.health;

import java.util.List;
import java.util.Map;
import org.fairlead.config.PoolSettings;

/**
 * One pool as it is to be looked after. Immutable.
 *
 * @param drained those that an operator wants no new requests for, and who wants it, in words
 */
public record PoolPlan(
        PoolId id, PoolSettings settings, List<OriginHealth> origins, Map<OriginHealth, String> drained) {
    public PoolPlan {
        origins = List.copyOf(origins);
        drained = Map.copyOf(drained);
    }
}
