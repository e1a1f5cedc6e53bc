package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What a client sent and wasn't read yet. Confined to an event loop. */
final class PendingInput {
    /** Ours. */
    private @Nullable ByteBuf bytes;

    boolean isEmpty() {
        return bytes == null;
    }

    /** Takes ownership of {@code more}. */
    void add(ByteBuf more, ByteBufAllocator allocator) {
        ByteBuf earlier = bytes;
        if (earlier == null) {
            bytes = more;
            return;
        }
        ByteBuf both = allocator.buffer(earlier.readableBytes() + more.readableBytes());
        both.writeBytes(earlier).writeBytes(more);
        earlier.release();
        more.release();
        bytes = both;
    }

    /** To be read; borrowed by the caller. */
    ByteBuf bytes() {
        if (bytes == null) {
            throw new IllegalStateException("there is none");
        }
        return bytes;
    }

    void releaseIfRead() {
        if (bytes != null && !bytes.isReadable()) {
            release();
        }
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
