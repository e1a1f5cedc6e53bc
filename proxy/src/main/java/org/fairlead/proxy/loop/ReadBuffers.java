package org.fairlead.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/** {@link ReadSize} for reads that Netty makes. For any thread; its handles are of their channels' loops. */
final class ReadBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
    @Override
    public MaxMessageHandle newHandle() {
        ReadSize size = new ReadSize();
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return size.newBuffer(allocator);
            }

            @Override
            public int guess() {
                return size.bytes();
            }

            @Override
            public void lastBytesRead(int bytes) {
                super.lastBytesRead(bytes);
                size.learn(bytes, bytes == attemptedBytesRead());
            }
        };
    }
}
