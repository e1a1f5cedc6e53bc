package org.fairlead.proxy.loop;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How much memory clients and origins make the process hold, beside the connections themselves: buffers of all channels, and
 * heads. Each loop tells its part at each tick of its clock; the sum is at most two ticks old. For any thread.
 */
public final class MemoryBudget {
    /** From this share of what may be held on, each gets less. */
    private static final int TIGHT_SHARE = 4;

    private final LongSupplier most;
    private final long mostHeads;
    private final LongSupplier buffers;
    private final AtomicLongArray heads;
    private volatile long held;
    private volatile boolean spent;
    private volatile boolean tight;

    /**
     * @param most in bytes; asked anew each time, so that a reload counts
     * @param mostHeads of these, in heads, which lie on the heap
     * @param buffers bytes of buffers that are in use
     */
    public MemoryBudget(int loops, LongSupplier most, long mostHeads, LongSupplier buffers) {
        this.most = most;
        this.mostHeads = mostHeads;
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
        long inHeads = 0;
        for (int i = 0; i < heads.length(); i++) {
            inHeads += heads.getOpaque(i);
        }
        long sum = buffers.getAsLong() + inHeads;
        long may = most.getAsLong();
        held = sum;
        spent = sum >= may || inHeads >= mostHeads;
        tight = sum >= may / TIGHT_SHARE;
    }

    /** Whether each shall hold less than usual, so that what is left is enough for all. */
    public boolean isTight() {
        return tight;
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
