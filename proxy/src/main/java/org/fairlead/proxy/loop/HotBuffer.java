package org.fairlead.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import io.netty.util.IllegalReferenceCountException;

/**
 * A buffer that goes back to its {@link HotBuffers} when nobody has it any more. It counts who has it plainly, without the
 * atomic operations that one for any thread needs. Confined to its event loop.
 */
final class HotBuffer extends UnpooledUnsafeDirectByteBuf {
    private final HotBuffers home;
    private final int usualCapacity;
    private int references;

    /** Nobody has it yet. */
    HotBuffer(HotBuffers home, int usualCapacity) {
        super(home, usualCapacity, Integer.MAX_VALUE);
        this.home = home;
        this.usualCapacity = usualCapacity;
    }

    /** For one who asked for a buffer. */
    HotBuffer handOut() {
        references = 1;
        clear();
        return this;
    }

    /** What it is to be when it is back: itself, or where it has grown another one in its place. */
    HotBuffer asNew() {
        if (capacity() == usualCapacity) {
            return this;
        }
        super.release();
        return new HotBuffer(home, usualCapacity);
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
