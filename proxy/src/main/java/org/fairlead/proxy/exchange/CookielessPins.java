package org.fairlead.proxy.exchange;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.LongAdder;
import org.fairlead.routing.PinTable;

/**
 * The pins of clients that keep no cookies, of this process: best effort, bounded, the oldest and least used go first. For any
 * thread.
 */
public final class CookielessPins implements PinTable {
    /** When each ends, in milliseconds since 1970. */
    private final Cache<Long, Long> ends;

    private final LongAdder evicted = new LongAdder();

    /** Most processes never pin anybody here, and shouldn't pay for a look-up. */
    private volatile boolean used;

    public CookielessPins(int most) {
        ends = Caffeine.newBuilder()
                .maximumSize(most)
                .executor(Runnable::run)
                .evictionListener((key, end, cause) -> evicted.increment())
                .build();
    }

    @Override
    public boolean isPinned(long key, long nowMillis) {
        if (!used) {
            return false;
        }
        Long end = ends.getIfPresent(key);
        return end != null && end > nowMillis;
    }

    /** How many there are, those that have ended but weren't replaced included. */
    public long size() {
        return ends.estimatedSize();
    }

    /** How many have gone to make room. */
    public long evicted() {
        return evicted.sum();
    }

    /** Pins the client behind {@code key}, unless it is pinned for longer already. */
    void pin(long key, long untilMillis) {
        used = true;
        ends.asMap().merge(key, untilMillis, Math::max);
    }
}
