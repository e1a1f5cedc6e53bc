package org.fairlead.proxy.loop;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.Arrays;

/**
 * One event loop's allocator: hands the same few buffers out again and again, and leaves all else to the pool.
 *
 * <p>Nearly every buffer of an exchange is released within the turn that took it. Giving it back to the pool and having it
 * again costs more than to keep a reference and look whether anybody else still has one; and the same bytes stay in the cache.
 * Where leaks are looked for, the pool gives all, so that each of them is seen. Confined to its event loop.
 */
public final class HotBuffers extends AbstractByteBufAllocator {
    /** Heads and small bodies, both sides of the exchanges of one turn of the loop. */
    private static final int SMALL = 4 * 1024;

    private static final int SMALL_COUNT = 24;

    /** What one read takes of a large body; a turn seldom has two. */
    static final int LARGE = 64 * 1024;

    private static final int LARGE_COUNT = 2;

    private final ByteBufAllocator pool;
    /** Ours to release, which is never: as many as this for each loop. */
    private final ByteBuf[] small;

    private final ByteBuf[] large;

    public HotBuffers(ByteBufAllocator pool) {
        super(true);
        this.pool = pool;
        small = keep(SMALL_COUNT, SMALL);
        large = keep(LARGE_COUNT, LARGE);
    }

    private ByteBuf[] keep(int count, int capacity) {
        ByteBuf[] kept = new ByteBuf[ResourceLeakDetector.isEnabled() ? 0 : count];
        Arrays.setAll(kept, i -> pool.directBuffer(capacity));
        return kept;
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        if (initialCapacity <= LARGE && maxCapacity == Integer.MAX_VALUE) {
            boolean isSmall = initialCapacity <= SMALL;
            for (ByteBuf buffer : isSmall ? small : large) {
                // One reference is ours; whoever has another is still at work on it.
                if (buffer.refCnt() == 1) {
                    return handOut(buffer, isSmall ? SMALL : LARGE);
                }
            }
        }
        return pool.directBuffer(initialCapacity, maxCapacity);
    }

    private static ByteBuf handOut(ByteBuf buffer, int capacity) {
        if (buffer.capacity() != capacity) {
            // The last one who had it needed more.
            buffer.clear().capacity(capacity);
        }
        // Retained for the taker.
        return buffer.clear().retain();
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
