package org.fairlead.proxy.downstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** How many clients' connections the process has, and may have. For any thread: the loops share it. */
public final class ConnectionLimit {
    private final AtomicInteger open = new AtomicInteger();
    private final IntSupplier most;

    /** @param most asked anew for each connection, so that a reload counts */
    public ConnectionLimit(IntSupplier most) {
        this.most = most;
    }

    /** Counts one more, if there may be one more. */
    boolean tryOpen() {
        if (open.incrementAndGet() > most.getAsInt()) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    /** How many there are. */
    public int open() {
        return open.get();
    }

    void closed() {
        open.decrementAndGet();
    }
}
