package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.fairlead.config.Limits;
import org.fairlead.config.Timeouts;
import org.fairlead.message.RequestHead;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http1.HeadWriter;
import org.fairlead.proxy.http2.AnswerBlock;
import org.fairlead.proxy.http2.AskedBlocks;
import org.fairlead.proxy.loop.Deadlines;
import org.fairlead.proxy.loop.HeapWatch;
import org.fairlead.proxy.loop.LoopClock;
import org.fairlead.proxy.loop.MemoryBudget;
import org.fairlead.proxy.loop.Stage;
import org.fairlead.proxy.telemetry.LoopTelemetry;
import org.fairlead.proxy.upstream.LoopUpstreams;
import org.fairlead.proxy.upstream.OriginPool;
import org.fairlead.proxy.upstream.UpstreamSettings;
import org.fairlead.routing.Decision;
import org.fairlead.routing.DecisionEngine;
import org.fairlead.routing.DecisionListener;
import org.fairlead.routing.RequestFacts;

/** All that the exchanges of one event loop share. Confined to that loop, but for the constructor. */
public final class ExchangeLoop {
    /**
     * What is the same for all loops of a process.
     *
     * @param loops how many share what is limited
     */
    public record Shared(
            SnapshotReference snapshot,
            CookielessPins pins,
            AddressTable addresses,
            MemoryBudget memory,
            HeapWatch heap,
            int loops) {}

    private final LoopUpstreams.Surroundings surroundings;
    private final Shared shared;
    private final HeadLimits limits;
    private final SplittableRandom random = new SplittableRandom();
    private final DecisionEngine engine = new DecisionEngine();
    private final RequestIds ids = new RequestIds(random);
    private final HeldHeads heads;
    private final LoopUpstreams upstreams;
    private final RequestRewriter requestRewriter;
    private final ResponseRewriter responseRewriter;
    private final LocalAnswers localAnswers;
    private final Pinning pinning;
    private final AnswerBlock answerBlock = new AnswerBlock();
    private final AskedBlocks askedBlocks;
    private final RetryPolicy retries;
    private final PoolGates gates;
    /** What is under way at a drained place looks at its time twice a second. */
    private static final int TICKS_BETWEEN_LOOKS = 5;

    /** Only of pools whose reads are hedged. */
    private final Map<PoolId, HeadTimes> headTimes = new HashMap<>();

    private final OpenClients clients = new OpenClients();
    private final Exchanges exchanges = new Exchanges(this);
    private Stage stage = Stage.SERVING;
    private long ticks;
    private Serving serving;

    public ExchangeLoop(LoopUpstreams.Surroundings surroundings, Shared shared) {
        this.surroundings = surroundings;
        this.shared = shared;
        serving = shared.snapshot().get();
        Limits configured = serving.relay().limits();
        limits = new HeadLimits(configured.headBytes(), configured.headerCount());
        heads = new HeldHeads(limits);
        askedBlocks = AskedBlocks.within(limits);
        upstreams = new LoopUpstreams(surroundings, limits, upstreamSettings(), random);
        HeadWriter writer = new HeadWriter();
        requestRewriter = new RequestRewriter(writer);
        responseRewriter = new ResponseRewriter(writer, surroundings.clock());
        localAnswers = new LocalAnswers(writer, surroundings.clock());
        pinning = new Pinning(engine, shared.pins());
        gates = new PoolGates(surroundings, shared.heap(), shared.loops());
        gates.use(serving);
        retries = new RetryPolicy(
                new RetryBudget(shared.loops(), surroundings.deadlines().coarseNanos()), surroundings, random);
    }

    private UpstreamSettings upstreamSettings() {
        Timeouts timeouts = serving.relay().timeouts();
        int share = serving.relay().limits().connectionsPerOrigin() / shared.loops();
        return new UpstreamSettings(timeouts.upstreamIdle().toNanos(), Math.max(1, share));
    }

    /** Opens what is to be ready before the first request. On the loop. */
    public void warmUp() {
        upstreams.warmUp(serving().reachable());
    }

    /** What to serve from now; to be taken once for an exchange. */
    public Serving serving() {
        Serving newest = shared.snapshot().get();
        if (newest != serving) {
            serving = newest;
            upstreams.use(upstreamSettings(), newest.pools());
            upstreams.warmUp(newest.reachable());
            gates.use(newest);
            headTimes
                    .keySet()
                    .retainAll(newest.pools().stream().map(OriginPool::id).toList());
        }
        return newest;
    }

    Decision decide(Serving serving, RequestHead head, RequestFacts facts) {
        return engine.decide(serving.snapshot(), head, facts, shared.pins(), DecisionListener.NONE);
    }

    /** From now on; the connections of this loop are told. */
    public void turnTo(Stage next) {
        assert eventLoop().inEventLoop();
        stage = next;
        clients.stageChanged();
    }

    public Stage stage() {
        return stage;
    }

    /** Ends all connections of this loop, whatever is under way; how many exchanges were. */
    public int cutOff() {
        assert eventLoop().inEventLoop();
        return clients.cutOff();
    }

    public OpenClients clients() {
        return clients;
    }

    public Exchanges exchanges() {
        return exchanges;
    }

    /** How long a connection without a request may stay; on the way out not the same for all, so that not all end at once. */
    public long clientIdleNanos() {
        if (stage.keepsConnections()) {
            return serving().clientIdleNanos();
        }
        long grace =
                serving().configuration().operations().stopping().idleGrace().toNanos();
        return stage == Stage.HURRYING ? 0 : grace / 2 + random.nextLong(grace / 2 + 1);
    }

    /** 0 to 9999. */
    int draw() {
        return random.nextInt(10_000);
    }

    AddressTable addresses() {
        return shared.addresses();
    }

    public MemoryBudget memory() {
        return shared.memory();
    }

    public EventLoop eventLoop() {
        return surroundings.eventLoop();
    }

    public LoopClock clock() {
        return surroundings.clock();
    }

    public ByteBufAllocator allocator() {
        return surroundings.allocator();
    }

    public Deadlines deadlines() {
        return surroundings.deadlines();
    }

    public LoopTelemetry telemetry() {
        return surroundings.telemetry();
    }

    public HeadLimits limits() {
        return limits;
    }

    public HeldHeads heads() {
        return heads;
    }

    public LoopUpstreams upstreams() {
        return upstreams;
    }

    public LocalAnswers localAnswers() {
        return localAnswers;
    }

    /** Makes HTTP/2 of answers. */
    public AnswerBlock answerBlock() {
        return answerBlock;
    }

    /** Reads what clients ask in HTTP/2. */
    public AskedBlocks askedBlocks() {
        return askedBlocks;
    }

    SplittableRandom random() {
        return random;
    }

    RequestIds ids() {
        return ids;
    }

    RequestRewriter requestRewriter() {
        return requestRewriter;
    }

    ResponseRewriter responseRewriter() {
        return responseRewriter;
    }

    /** A tick of the loop's clock. */
    public void tick() {
        gates.tick();
        ticks++;
        if (ticks % TICKS_BETWEEN_LOOKS == 0) {
            upstreams.lookForStrays(serving().drainsReads());
        }
    }

    /** How long heads of that pool take, as this loop sees it. */
    HeadTimes headTimes(OriginPool pool) {
        return headTimes.computeIfAbsent(pool.id(), any -> new HeadTimes());
    }

    PoolGates gates() {
        return gates;
    }

    RetryPolicy retries() {
        return retries;
    }

    Pinning pinning() {
        return pinning;
    }
}
