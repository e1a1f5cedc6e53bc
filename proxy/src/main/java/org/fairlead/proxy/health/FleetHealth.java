package org.fairlead.proxy.health;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.PoolSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of all origins and peers that one proxy sends requests to. For any thread: what changes is handed to the health
 * loop, one thread that nobody else works on.
 */
public final class FleetHealth implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetHealth.class);
    private static final long TICK_MILLIS = 100;

    private record Watching(Executor executor, OriginWatcher watcher) {}

    private final EventLoop loop;
    private final Map<OriginId, OriginHealth> known = new ConcurrentHashMap<>();
    private final List<Watching> watchers = new CopyOnWriteArrayList<>();
    private final ScheduledFuture<?> ticks;
    private volatile List<PoolPlan> plans = List.of();
    /** Confined to the health loop. */
    private final Map<PoolId, PoolRecord> pools = new LinkedHashMap<>();

    /** @param loop the health loop, lent */
    public FleetHealth(EventLoop loop) {
        this.loop = loop;
        ticks = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What is published of an origin; the same object as long as a configuration that is used names it. */
    public OriginHealth of(OriginId id, PoolSettings settings) {
        return known.computeIfAbsent(id, one -> {
            var status = new OriginStatus(OriginState.UP, "not looked at yet", Instant.now());
            return new OriginHealth(one, status, settings.ejection().after(), this::failedTooOften);
        });
    }

    /** From now on these pools are looked after; what is known of origins that stay is kept, others are forgotten. */
    public void use(Collection<PoolPlan> plans) {
        this.plans = List.copyOf(plans);
        loop.execute(() -> {
            Set<PoolId> named = new HashSet<>();
            Set<OriginHealth> origins = new HashSet<>();
            for (PoolPlan plan : plans) {
                named.add(plan.id());
                origins.addAll(plan.origins());
                pools.computeIfAbsent(plan.id(), any -> new PoolRecord()).use(plan);
            }
            pools.keySet().retainAll(named);
            known.values().retainAll(origins);
            // Another configuration may have asked for them while this one waited.
            origins.forEach(origin -> known.put(origin.id(), origin));
            publish();
        });
    }

    /** The pools that are looked after, each with what is published of its origins. */
    public List<PoolPlan> pools() {
        return plans;
    }

    /** From now on {@code watcher} is told of every change, by {@code executor}. */
    public void watch(Executor executor, OriginWatcher watcher) {
        watchers.add(new Watching(executor, watcher));
    }

    private void failedTooOften(OriginHealth origin, Outcome why) {
        loop.execute(() -> {
            PoolRecord pool = pools.get(origin.id().pool());
            if (pool != null) {
                pool.eject(origin, why, System.nanoTime());
                publish();
            }
        });
    }

    private void tick() {
        long now = System.nanoTime();
        pools.values().forEach(pool -> pool.origins().forEach(origin -> origin.tick(now)));
        publish();
    }

    private void publish() {
        Instant now = Instant.now();
        for (PoolRecord pool : pools.values()) {
            for (OriginRecord origin : pool.origins()) {
                OriginStatus before = origin.published().status();
                if (origin.publish(now)) {
                    tell(origin.published(), before.state());
                }
            }
        }
    }

    private void tell(OriginHealth origin, OriginState before) {
        OriginStatus now = origin.status();
        LOG.info("{}: {}, was {}: {}", origin, now.state().label(), before.label(), now.reason());
        for (Watching watching : watchers) {
            watching.executor().execute(() -> watching.watcher().changed(origin, before, now));
        }
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
