package org.fairlead.proxy.loop;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.PlatformDependent;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's allocator: hands the same buffers out again and again, the last one that came back first, and leaves all else to
 * the pool.
 *
 * <p>Nearly every buffer of an exchange is released within the turn that took it. Giving it back to the pool and having it
 * again costs more than to put it on a stack; and the same bytes stay in the cache. Where leaks are looked for, the pool gives all, so
 * that each of them is seen. What lies here isn't counted as memory held. Confined to its event loop.
 */
public final class HotBuffers extends AbstractByteBufAllocator {
    /**
     * Heads and small bodies. No power of two: bytes that are copied from one to another at the same place in a page would wait for
     * each other (a processor tells loads from stores before them by the last twelve bits of their addresses).
     */
    static final int SMALL = 5 * 1024;

    /** Both sides of the exchanges of one turn of the loop, and the requests that are held until their answers begin. */
    private static final int SMALL_COUNT = 128;

    /** What one read takes of a large body; a turn seldom has two. */
    static final int LARGE = 64 * 1024;

    private static final int LARGE_COUNT = 2;

    private final ByteBufAllocator pool;
    private final Shelf small;
    private final Shelf large;

    public HotBuffers(ByteBufAllocator pool) {
        super(true);
        this.pool = pool;
        boolean isOn = !ResourceLeakDetector.isEnabled() && PlatformDependent.hasUnsafe();
        small = new Shelf(SMALL, isOn ? SMALL_COUNT : 0);
        large = new Shelf(LARGE, isOn ? LARGE_COUNT : 0);
    }

    /** Buffers of one size: made when they are first needed, and never given up. */
    private final class Shelf {
        private final int capacity;
        private final @Nullable HotBuffer[] free;
        private int freeCount;
        private int made;

        Shelf(int capacity, int most) {
            this.capacity = capacity;
            free = new HotBuffer[most];
        }

        /** Null where all are in use. */
        @Nullable
        HotBuffer take() {
            if (freeCount > 0) {
                return free[--freeCount];
            }
            if (made < free.length) {
                HotBuffer fresh = HotBuffer.of(HotBuffers.this, capacity);
                made++;
                return fresh;
            }
            return null;
        }

        void put(HotBuffer buffer) {
            free[freeCount++] = buffer;
        }
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        if (initialCapacity <= LARGE && maxCapacity == Integer.MAX_VALUE) {
            HotBuffer buffer = (initialCapacity <= SMALL ? small : large).take();
            if (buffer != null) {
                return buffer.handOut();
            }
        }
        return pool.directBuffer(initialCapacity, maxCapacity);
    }

    /** Nobody has it any more. */
    void takeBack(HotBuffer buffer) {
        HotBuffer next = buffer.asNew();
        (next.capacity() == SMALL ? small : large).put(next);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return pool.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return pool.isDirectBufferPooled();
    }
}
