package org.fairlead.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.nio.ByteBuffer;

/**
 * A buffer that goes back to its {@link HotBuffers} when nobody has it any more. It counts who has it plainly, without the
 * atomic operations that one for any thread needs. Confined to its event loop.
 */
final class HotBuffer extends UnpooledUnsafeDirectByteBuf {
    /** Of a processor's cache: the kernel copies fastest to where one begins. */
    private static final int LINE = 64;

    private final HotBuffers home;
    /** What it lies in as long as it hasn't grown. */
    private final ByteBuffer memory;

    private int references;

    private HotBuffer(HotBuffers home, ByteBuffer memory) {
        super(home, memory, Integer.MAX_VALUE);
        this.home = home;
        this.memory = memory;
    }

    /** One that nobody has yet. */
    static HotBuffer of(HotBuffers home, int capacity) {
        ByteBuffer aligned = ByteBuffer.allocateDirect(capacity + LINE).alignedSlice(LINE);
        return new HotBuffer(home, aligned.limit(capacity).slice());
    }

    /** For one who asked for a buffer. */
    HotBuffer handOut() {
        references = 1;
        clear();
        return this;
    }

    /** What it is to be when it is back: itself, or where it has grown another one in its place. */
    HotBuffer asNew() {
        if (capacity() == memory.capacity()) {
            return this;
        }
        // Frees what it took to grow.
        super.release();
        return new HotBuffer(home, memory);
    }

    @Override
    public int refCnt() {
        return references;
    }

    @Override
    public ByteBuf retain() {
        return retain(1);
    }

    @Override
    public ByteBuf retain(int increment) {
        if (references <= 0) {
            throw new IllegalReferenceCountException(references, increment);
        }
        references += increment;
        return this;
    }

    @Override
    public boolean release() {
        return release(1);
    }

    @Override
    public boolean release(int decrement) {
        if (references < decrement) {
            throw new IllegalReferenceCountException(references, -decrement);
        }
        references -= decrement;
        if (references > 0) {
            return false;
        }
        home.takeBack(this);
        return true;
    }
}
