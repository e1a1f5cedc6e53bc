package org.fairlead.proxy.health;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.UpstreamTls;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.telemetry.HealthFigures;
import org.fairlead.proxy.tls.ClientTls;
import org.fairlead.routing.Capacity;
import org.jspecify.annotations.Nullable;
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

    private final CheckTarget.Surroundings surroundings;

    private record Reason(PoolId pool, Outcome why) {}

    private final OriginHealth.Listener listener = new OriginHealth.Listener() {
        @Override
        public void failedTooOften(OriginHealth origin, Outcome last) {
            FleetHealth.this.failedTooOften(origin, last);
        }

        @Override
        public void says(OriginHealth origin, OwnWord word) {
            heard(origin, word);
        }
    };
    private final Map<Reason, LongAdder> ejections = new ConcurrentHashMap<>();
    private final EventLoop loop;
    private final Map<OriginId, OriginHealth> known = new ConcurrentHashMap<>();
    private final List<Watching> watchers = new CopyOnWriteArrayList<>();
    private volatile byte[] ownWordField = Ascii.bytes("fairlead-origin");
    private volatile FleetPlan plan = FleetPlan.NOTHING;
    /** Confined to the health loop. */
    private final Map<PoolId, PoolRecord> pools = new LinkedHashMap<>();
    /** Confined to the health loop. */
    private final CapacityRecord capacities = new CapacityRecord();
    /** Confined to the health loop. */
    private Capacity told = Capacity.FULL;
    /** The next tick; null: none is needed. Confined to the health loop. */
    private @Nullable ScheduledFuture<?> nextTick;

    /** Written on the health loop alone. */
    private final Map<PoolId, PoolStatus> statuses = new ConcurrentHashMap<>();

    private final DatacenterRecord datacenters = new DatacenterRecord();

    private volatile Consumer<Capacity> capacityWatcher = any -> {};

    /**
     * @param bootstrap for connections of the health loop, which is its group
     * @param tls for connections by those settings; null where there is none
     */
    public FleetHealth(Bootstrap bootstrap, Function<UpstreamTls, @Nullable ClientTls> tls) {
        surroundings = new CheckTarget.Surroundings(bootstrap, tls, () -> ownWordField);
        loop = bootstrap.config().group().next();
    }

    /** What is published of an origin; the same object as long as a configuration that is used names it. */
    public OriginHealth of(OriginId id, PoolSettings settings) {
        return known.computeIfAbsent(id, one -> {
            OriginState state = OriginRecord.first(one, settings);
            var status = new OriginStatus(state, OriginRecord.firstReason(state), Instant.now());
            return new OriginHealth(one, status, settings.ejection().after(), listener);
        });
    }

    /** From now on these are looked after; what is known of origins that stay is kept, others are forgotten. */
    public void use(FleetPlan next) {
        plan = next;
        List<PoolPlan> plans = next.pools();
        ownWordField = Ascii.bytes(Ascii.lower(next.ownWordField()));
        onLoop(() -> {
            Set<PoolId> named = new HashSet<>();
            Set<OriginHealth> origins = new HashSet<>();
            for (PoolPlan plan : plans) {
                named.add(plan.id());
                origins.addAll(plan.origins());
                pools.computeIfAbsent(plan.id(), any -> new PoolRecord(this::newCheck))
                        .use(plan);
            }
            pools.entrySet().removeIf(entry -> {
                boolean stays = named.contains(entry.getKey());
                if (!stays) {
                    entry.getValue().stop();
                }
                return !stays;
            });
            known.values().retainAll(origins);
            // Another configuration may have asked for them while this one waited.
            origins.forEach(origin -> known.put(origin.id(), origin));
            publish();
        });
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The proxy stops: health is nobody's business any more.
            LOG.debug("a change of health came after the end", e);
        }
    }

    private OriginCheck newCheck(OriginRecord record, PoolSettings.Check check, PoolSettings.Protocol protocol) {
        CheckTarget target = new CheckTarget(record.published().id(), check, protocol, surroundings);
        return new OriginCheck(target, finding -> {
            record.checked(finding.isWell(), finding.words());
            // A check that ends well and says nothing more takes back what was said before.
            if (finding.isWell()) {
                record.says(finding.ownWord().orElse(OwnWord.NOTHING), System.nanoTime());
            }
            publish();
        });
    }

    /** The pools that are looked after, each with what is published of its origins. */
    public List<PoolPlan> pools() {
        return plan.pools();
    }

    /** The same, and how often origins were ejected, in numbers. */
    public HealthFigures figures() {
        return new HealthFigures(
                pools().stream()
                        .flatMap(pool -> pool.origins().stream())
                        .map(FleetHealth::figure)
                        .toList(),
                ejections.entrySet().stream()
                        .map(entry -> new HealthFigures.Ejected(
                                entry.getKey().pool().datacenter(),
                                entry.getKey().pool().pool(),
                                entry.getKey().why().label(),
                                entry.getValue().sum()))
                        .toList(),
                statuses.entrySet().stream()
                        .map(entry -> new HealthFigures.OfPool(
                                entry.getKey().datacenter(),
                                entry.getKey().pool(),
                                slug(entry.getValue().level().label())))
                        .toList(),
                datacenters.statuses().entrySet().stream()
                        .map(entry -> new HealthFigures.OfDatacenter(
                                entry.getKey(), slug(entry.getValue().level().label())))
                        .toList());
    }

    private static String slug(String label) {
        return label.replace(' ', '-');
    }

    private static HealthFigures.OfOrigin figure(OriginHealth origin) {
        PoolId pool = origin.id().pool();
        return new HealthFigures.OfOrigin(
                pool.datacenter(),
                pool.pool(),
                origin.id().shortName(),
                origin.status().state().label(),
                origin.weight() / (double) OriginHealth.WHOLE,
                origin.ownWord().lag().map(lag -> lag.toMillis() / 1000.0).orElse(-1.0));
    }

    /** From now on {@code watcher} is told of every change, by {@code executor}. */
    public void watch(Executor executor, OriginWatcher watcher) {
        watchers.add(new Watching(executor, watcher));
    }

    private void heard(OriginHealth origin, OwnWord word) {
        onLoop(() -> {
            PoolRecord pool = pools.get(origin.id().pool());
            if (pool != null) {
                pool.says(origin, word, System.nanoTime());
                publish();
            }
        });
    }

    private void failedTooOften(OriginHealth origin, Outcome why) {
        onLoop(() -> {
            PoolRecord pool = pools.get(origin.id().pool());
            if (pool != null && pool.eject(origin, why, System.nanoTime())) {
                ejections
                        .computeIfAbsent(new Reason(origin.id().pool(), why), any -> new LongAdder())
                        .increment();
                publish();
            }
        });
    }

    /** As long as time alone may change something: nearly always nothing, and a thread that wakes up for nothing isn't free. */
    private void tickIfMoving() {
        if (nextTick == null && isMoving()) {
            nextTick = loop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isMoving() {
        boolean isMoving = !capacities.isWhole();
        for (PoolRecord pool : pools.values()) {
            for (OriginRecord origin : pool.origins()) {
                isMoving |= origin.isMoving();
            }
        }
        return isMoving;
    }

    private void tick() {
        nextTick = null;
        long now = System.nanoTime();
        boolean changes = !capacities.isWhole();
        for (PoolRecord pool : pools.values()) {
            for (OriginRecord origin : pool.origins()) {
                changes |= origin.tick(now);
            }
        }
        if (changes) {
            publish();
        } else {
            tickIfMoving();
        }
    }

    private void publish() {
        try {
            publishAll();
        } finally {
            // Even where somebody who is told of it fails.
            tickIfMoving();
        }
    }

    private void publishAll() {
        Instant now = Instant.now();
        long nowNanos = System.nanoTime();
        for (PoolRecord pool : pools.values()) {
            for (OriginRecord origin : pool.origins()) {
                OriginStatus before = origin.published().status();
                if (origin.publish(now, nowNanos)) {
                    tell(origin.published(), before.state());
                }
            }
        }
        publishCapacity(nowNanos);
    }

    private void publishCapacity(long nowNanos) {
        Capacity now = capacities.of(pools, plan, nowNanos);
        statuses.keySet().retainAll(pools.keySet());
        pools.forEach((id, pool) -> publish(id, pool, PoolStatus.Level.of(now.of(id.pool(), id.datacenter()))));
        datacenters.publish(plan, pools, statuses, Instant.now());
        if (!now.equals(told)) {
            told = now;
            capacityWatcher.accept(now);
        }
    }

    private void publish(PoolId id, PoolRecord pool, PoolStatus.Level level) {
        PoolStatus before = statuses.get(id);
        if (before == null || before.level() != level) {
            PoolStatus next = new PoolStatus(level, pool.words(), Instant.now());
            statuses.put(id, next);
            if (before != null || level != PoolStatus.Level.WHOLE) {
                LOG.info("{}: {}: {}", id, level.label(), next.reason());
            }
        }
    }

    /** What a pool takes; empty where nobody looks after it, or hasn't yet. */
    public Optional<PoolStatus> status(PoolId id) {
        return Optional.ofNullable(statuses.get(id));
    }

    /** What a datacenter takes; empty where it isn't known, or not yet. */
    public Optional<DatacenterStatus> status(String datacenter) {
        return datacenters.status(datacenter);
    }

    /** From now on {@code watcher} is told, on the health loop, of what the datacenters take when that changes. */
    public void watchCapacity(Consumer<Capacity> watcher) {
        capacityWatcher = watcher;
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
        onLoop(() -> {
            pools.values().forEach(PoolRecord::stop);
            pools.clear();
            if (nextTick != null) {
                nextTick.cancel(false);
            }
        });
    }
}
