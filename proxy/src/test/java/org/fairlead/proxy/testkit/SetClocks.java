package org.fairlead.proxy.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.fairlead.proxy.tls.Clocks;

/** The system's clocks, which a test sets forward. For any thread. */
public final class SetClocks {
    private final AtomicLong ahead = new AtomicLong();

    public Clocks clocks() {
        return new Clocks(() -> Instant.now().plusNanos(ahead.get()), () -> System.nanoTime() + ahead.get());
    }

    public void forward(Duration time) {
        ahead.addAndGet(time.toNanos());
    }
}
