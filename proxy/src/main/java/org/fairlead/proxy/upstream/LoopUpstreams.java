package org.fairlead.proxy.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.fairlead.config.UpstreamTls;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.health.OriginState;
import org.fairlead.proxy.health.OriginStatus;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http2.AskBlock;
import org.fairlead.proxy.http2.ResponseBlock;
import org.fairlead.proxy.http2.TrailerBlock;
import org.fairlead.proxy.loop.ChannelSettings;
import org.fairlead.proxy.loop.Deadlines;
import org.fairlead.proxy.loop.LoopClock;
import org.fairlead.proxy.telemetry.LoopTelemetry;
import org.fairlead.proxy.tls.ClientTls;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All upstream connections of one event loop, by origin, and what they share. Confined to that loop. */
public final class LoopUpstreams {
    /**
     * What the loop has for all its parts.
     *
     * @param sockets makes the channels to origins
     * @param tls for connections by those settings; null where there is none
     */
    public record Surroundings(
            EventLoop eventLoop,
            ChannelFactory<? extends Channel> sockets,
            LoopClock clock,
            Deadlines deadlines,
            ByteBufAllocator allocator,
            LoopTelemetry telemetry,
            Function<UpstreamTls, @Nullable ClientTls> tls) {}

    private static final Logger LOG = LoggerFactory.getLogger(LoopUpstreams.class);

    private final Surroundings surroundings;
    private final HeadLimits limits;
    private final AnswerHeads answerHeads;
    private final AskBlock askBlock = new AskBlock();
    private final ResponseBlock responseBlock = new ResponseBlock();
    private final TrailerBlock trailerBlock;
    private final SplittableRandom random;
    private final Bootstrap bootstrap;
    private final Map<OriginPool.Member, OriginConnections> byOrigin = new HashMap<>();
    private final IdentityHashMap<OriginPool, PoolMembers> byPool = new IdentityHashMap<>();
    /** Those that the newest configuration has no more, or not so, for as long as something is under way there. */
    private final List<OriginConnections> retired = new ArrayList<>();
    /** Null: as yet the first configuration. */
    private @Nullable Set<OriginPool.Member> named;

    private UpstreamSettings settings;

    public LoopUpstreams(
            Surroundings surroundings, HeadLimits limits, UpstreamSettings settings, SplittableRandom random) {
        this.surroundings = surroundings;
        this.limits = limits;
        this.settings = settings;
        this.random = random;
        answerHeads = new AnswerHeads(limits);
        trailerBlock = new TrailerBlock(limits.fieldCount());
        bootstrap = ChannelSettings.apply(new Bootstrap()
                        .group(surroundings.eventLoop())
                        .channelFactory(surroundings.sockets())
                        .disableResolver())
                // An origin may answer and close while we still write: what it said must be read before the channel
                // closes.
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.ALLOCATOR, surroundings.allocator());
    }

    /**
     * From now on. Connections to origins that {@code pools} name live on; those to others are closed as soon as no exchange
     * needs them.
     */
    public void use(UpstreamSettings settings, Collection<OriginPool> pools) {
        this.settings = settings;
        byPool.clear();
        Set<OriginPool.Member> next = new HashSet<>();
        pools.forEach(pool -> next.addAll(pool.members()));
        named = next;
        byOrigin.forEach((member, connections) -> {
            if (!next.contains(member)) {
                connections.retire();
                retired.add(connections);
            }
        });
        byOrigin.keySet().retainAll(next);
        Set<Place> places = new HashSet<>();
        next.forEach(member -> places.add(Place.of(member.health())));
        retired.forEach(origin -> origin.isRemoved(!places.contains(Place.of(origin.health()))));
    }

    /** Where an origin is, whatever its name stands for, and however it is spoken to. */
    private record Place(PoolId pool, String origin) {
        static Place of(OriginHealth health) {
            return new Place(health.id().pool(), health.id().origin().toString());
        }
    }

    /** Begins to keep those connections warm that are to be. */
    public void warmUp(Collection<OriginPool> pools) {
        for (OriginPool pool : pools) {
            if (pool.settings().connections().warm() > 0) {
                members(pool);
            }
        }
    }

    /** From 0.9 to 1 times {@code limit}, so that what began together doesn't end together. */
    long jittered(long limit) {
        return limit - (long) (limit * random.nextDouble() / 10);
    }

    /** This loop's connections to the members of {@code pool}. */
    public PoolMembers members(OriginPool pool) {
        PoolMembers known = byPool.get(pool);
        if (known == null) {
            known = new PoolMembers(
                    pool.members().stream()
                            .map(member -> byOrigin.computeIfAbsent(member, this::newConnections))
                            .toList(),
                    pool.settings().allDown(),
                    random);
            byPool.put(pool, known);
        }
        return known;
    }

    private OriginConnections newConnections(OriginPool.Member member) {
        OriginConnections made = new OriginConnections(member, this);
        if (named != null && !named.contains(member)) {
            // For a request that was decided by an older configuration.
            made.retire();
        }
        return made;
    }

    /** An origin has changed its state; on this loop. */
    public void originChanged(OriginHealth health, OriginState before, OriginStatus now) {
        assert surroundings.eventLoop().inEventLoop();
        for (OriginConnections origin : all()) {
            if (origin.health() == health && now.state().isDead()) {
                // Nobody knows what became of them.
                origin.closeIdle();
                origin.lost();
            } else if (origin.health() == health && now.state() == OriginState.DRAINED) {
                origin.closeIdle();
            }
        }
    }

    /**
     * Lets what is under way look whether it has stayed for too long where nothing new may go.
     *
     * @param everywhere not only at origins that are drained themselves
     */
    public void lookForStrays(boolean everywhere) {
        retired.removeIf(origin -> origin.load() == 0);
        if (everywhere || isAnyDrained()) {
            for (OriginConnections origin : all()) {
                if (everywhere || origin.isDrained()) {
                    lookForStrays(origin);
                }
            }
        }
    }

    private boolean isAnyDrained() {
        boolean isAny = !retired.isEmpty();
        for (OriginConnections origin : byOrigin.values()) {
            isAny |= origin.isDrained();
        }
        return isAny;
    }

    private List<OriginConnections> all() {
        List<OriginConnections> all = new ArrayList<>(byOrigin.values());
        all.addAll(retired);
        return all;
    }

    private static void lookForStrays(OriginConnections origin) {
        try {
            origin.mayBeAstray();
        } catch (RuntimeException e) {
            // The loop's clock stands still if its tick fails.
            LOG.error("{}: a bug in the look for strays", origin.name(), e);
        }
    }

    /** Closes what waits in the pools. */
    public void closeIdle() {
        byOrigin.values().forEach(OriginConnections::closeIdle);
    }

    EventLoop eventLoop() {
        return surroundings.eventLoop();
    }

    LoopClock clock() {
        return surroundings.clock();
    }

    Deadlines deadlines() {
        return surroundings.deadlines();
    }

    LoopTelemetry telemetry() {
        return surroundings.telemetry();
    }

    /** How connections by those settings are made; null where the files for it were broken. */
    @Nullable
    ClientTls tls(UpstreamTls settings) {
        return surroundings.tls().apply(settings);
    }

    HeadLimits limits() {
        return limits;
    }

    AnswerHeads answerHeads() {
        return answerHeads;
    }

    AskBlock askBlock() {
        return askBlock;
    }

    ResponseBlock responseBlock() {
        return responseBlock;
    }

    TrailerBlock trailerBlock() {
        return trailerBlock;
    }

    ByteBufAllocator allocator() {
        return surroundings.allocator();
    }

    UpstreamSettings settings() {
        return settings;
    }

    Bootstrap bootstrap() {
        return bootstrap;
    }
}
