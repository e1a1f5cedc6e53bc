package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;

/** Copies small parts of bodies. */
final class Copies {
    private Copies() {}

    /**
     * Moves {@code length} bytes from {@code from} to the end of {@code to}; allocates nothing, as {@link ByteBuf#writeBytes(ByteBuf,
     * int)} does where there is no Unsafe. Borrows both.
     */
    static void move(ByteBuf from, int length, ByteBuf to) {
        if (from.hasMemoryAddress() && to.hasMemoryAddress()) {
            to.writeBytes(from, length);
        } else if (from.nioBufferCount() == 1) {
            to.writeBytes(from.internalNioBuffer(from.readerIndex(), length));
            from.skipBytes(length);
        } else {
            to.writeBytes(from, length);
        }
    }
}
