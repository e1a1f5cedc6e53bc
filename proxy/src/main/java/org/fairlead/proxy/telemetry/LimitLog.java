package org.fairlead.proxy.telemetry;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log which limits turn clients away: at once, then at most a line every ten seconds for each limit, with how many
 * it were meanwhile, whatever comes. For any thread.
 */
final class LimitLog {
    private static final Logger LOG = LoggerFactory.getLogger(LimitLog.class);
    static final long PERIOD_NANOS = 10_000_000_000L;

    private final LongSupplier nanos;
    private final AtomicLongArray silent = new AtomicLongArray(Limit.values().length);
    private final AtomicLongArray next = new AtomicLongArray(Limit.values().length);

    LimitLog(LongSupplier nanos) {
        this.nanos = nanos;
        long now = nanos.getAsLong();
        for (int i = 0; i < next.length(); i++) {
            next.set(i, now);
        }
    }

    /** One more was turned away; true where that was written down. */
    boolean reached(Limit limit) {
        int index = limit.ordinal();
        long count = silent.incrementAndGet(index);
        long due = next.get(index);
        long now = nanos.getAsLong();
        if (now - due < 0 || !next.compareAndSet(index, due, now + PERIOD_NANOS)) {
            return false;
        }
        silent.addAndGet(index, -count);
        LOG.warn("limits: {} reached, {} turned away since the last such line", limit.label(), count);
        return true;
    }
}
