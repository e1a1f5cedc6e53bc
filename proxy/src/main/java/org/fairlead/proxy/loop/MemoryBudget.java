package org.fairlead.proxy.loop;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How much memory clients and origins make the process hold, beside the connections themselves: buffers of all channels, and
 * heads. Each loop tells its part at each tick of its clock; the sum is at most two ticks old. For any thread.
 */
public final class MemoryBudget {
    private final LongSupplier most;
    private final LongSupplier buffers;
    private final AtomicLongArray heads;
    private volatile long held;
    private volatile boolean spent;

    /**
     * @param most in bytes; asked anew each time, so that a reload counts
     * @param buffers bytes of buffers that are in use
     */
    public MemoryBudget(int loops, LongSupplier most, LongSupplier buffers) {
        this.most = most;
        this.buffers = buffers;
        heads = new AtomicLongArray(loops);
    }

    /** What a loop holds in heads. Called by that loop; the first one sums up. */
    public void sample(int loop, long headBytes) {
        heads.setOpaque(loop, headBytes);
        if (loop == 0) {
            sum();
        }
    }

    private void sum() {
        long sum = buffers.getAsLong();
        for (int i = 0; i < heads.length(); i++) {
            sum += heads.getOpaque(i);
        }
        held = sum;
        boolean isSpent = sum >= most.getAsLong();
        if (isSpent != spent) {
            spent = isSpent;
        }
    }

    /** In bytes. */
    public long held() {
        return held;
    }

    /** Whether nothing new may begin. */
    public boolean isSpent() {
        return spent;
    }
}
