package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;

/** Copies small parts of bodies. */
final class Copies {
    private Copies() {}

    /**
     * Appends all of {@code from} to {@code to}; allocates nothing, as {@link ByteBuf#writeBytes(ByteBuf)} does where there is no
     * Unsafe. Takes ownership of {@code from}, borrows {@code to}.
     */
    static void append(ByteBuf from, ByteBuf to) {
        if (from.nioBufferCount() == 1) {
            to.writeBytes(from.internalNioBuffer(from.readerIndex(), from.readableBytes()));
        } else {
            to.writeBytes(from);
        }
        from.release();
    }
}
