package org.fairlead.proxy.upstream;

import org.fairlead.config.PoolSettings;

/** How old one connection may become, and how many requests it may serve. Confined to an event loop. */
final class ConnectionAge {
    private final LoopUpstreams loop;
    private final long diesNanos;
    private final long mostServed;
    private long served;

    ConnectionAge(LoopUpstreams loop, PoolSettings.Connections limits) {
        this.loop = loop;
        diesNanos = limits.longest().isEmpty()
                ? Long.MAX_VALUE
                : loop.deadlines().coarseNanos()
                        + loop.jittered(limits.longest().get().toNanos());
        mostServed = limits.requests().isEmpty()
                ? Long.MAX_VALUE
                : loop.jittered(limits.requests().get());
    }

    void served() {
        served++;
    }

    /** Whether it is, in {@code nanos} from now, as old as it may be, or has served as many requests as it may. */
    boolean isWorn(long nanos) {
        return diesNanos != Long.MAX_VALUE && loop.deadlines().coarseNanos() + nanos > diesNanos
                || served >= mostServed;
    }
}
