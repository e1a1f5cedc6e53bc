package org.fairlead.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * What one read of a connection takes: little, until that was filled; then much, until it was hardly used for a while. Confined to the
 * connection's event loop.
 */
final class ReadSize {
    private static final int SMALL = HotBuffers.SMALL;
    /** Twice as much at once costs a third more CPU time at 100 KiB, as it no longer stays in a core's cache. */
    private static final int LARGE = HotBuffers.LARGE;

    /** Before what is read of a large body, for the head of the message that goes out. */
    private static final int ROOM_FOR_HEAD = 1024;

    private static final int SHORT_READS = 2;

    private boolean isLarge;
    private int shortReads;

    int bytes() {
        return isLarge ? LARGE : SMALL;
    }

    /** One to read into; the caller's. */
    ByteBuf newBuffer(ByteBufAllocator allocator) {
        ByteBuf buffer = allocator.directBuffer(bytes());
        return isLarge ? buffer.setIndex(ROOM_FOR_HEAD, ROOM_FOR_HEAD) : buffer;
    }

    /** A read has brought so many bytes; {@code isFilled}: all that it had room for. */
    void learn(int bytes, boolean isFilled) {
        if (!isLarge) {
            isLarge = isFilled;
            shortReads = 0;
        } else if (bytes > SMALL) {
            shortReads = 0;
        } else if (++shortReads == SHORT_READS) {
            isLarge = false;
        }
    }
}
