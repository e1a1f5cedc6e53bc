package org.fairlead.proxy.exchange;

import java.util.HashMap;
import java.util.Map;
import org.fairlead.config.Overload;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.loop.HeapWatch;
import org.fairlead.proxy.loop.Lateness;
import org.fairlead.proxy.upstream.LoopUpstreams;
import org.fairlead.proxy.upstream.OriginPool;

/** What keeps an event loop and its pools from having more to do than can be done. Confined to that loop. */
final class PoolGates {
    private final LoopUpstreams.Surroundings surroundings;
    private final int loops;
    private final Lateness lateness;
    private final HeapWatch heap;
    /** By what a pool is, not by the object: the requests under way at it count on when the configuration or a name changes. */
    private final Map<PoolId, PoolGate> gates = new HashMap<>();

    private Overload overload = Overload.USUAL;
    private long mostLateNanos;

    PoolGates(LoopUpstreams.Surroundings surroundings, HeapWatch heap, int loops) {
        this.heap = heap;
        this.surroundings = surroundings;
        this.loops = loops;
        lateness = new Lateness(surroundings.clock().nanos());
    }

    /** From now on. */
    void use(Serving serving) {
        overload = serving.relay().deliveries().overload();
        mostLateNanos = overload.loopDelay().map(delay -> delay.toNanos()).orElse(Long.MAX_VALUE / 8);
        gates.keySet().retainAll(serving.pools().stream().map(OriginPool::id).toList());
        gates.values().forEach(gate -> gate.use(overload, loops));
    }

    void tick() {
        lateness.tick(surroundings.clock().nanos());
    }

    /** Whether such a request is turned away, because the loop is late or the heap tight. */
    boolean isTooMuch(Worth worth) {
        return heap.tightness() >= worth.tightness() || lateness.nanos() >= mostLateNanos * worth.lateness();
    }

    /** Whether anything is limited now. */
    boolean isOn() {
        return overload.concurrency().isPresent() || overload.loopDelay().isPresent() || heap.tightness() > 0;
    }

    /** How long a request waits for its turn. */
    long queueNanos() {
        return overload.queueTime().toNanos();
    }

    PoolGate of(OriginPool pool) {
        PoolGate known = gates.get(pool.id());
        if (known == null) {
            known = new PoolGate(surroundings.eventLoop());
            known.use(overload, loops);
            gates.put(pool.id(), known);
        }
        return known;
    }
}
