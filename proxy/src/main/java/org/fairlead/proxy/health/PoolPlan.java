package org.fairlead.proxy.health;

import java.util.List;
import org.fairlead.config.PoolSettings;

/** One pool as it is to be looked after. Immutable. */
public record PoolPlan(PoolId id, PoolSettings settings, List<OriginHealth> origins) {
    public PoolPlan {
        origins = List.copyOf(origins);
    }
}
