package org.fairlead.proxy.loop;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.WriteBufferWaterMark;

/** What all our sockets have in common. */
public final class ChannelSettings {
    /** The pooled one needs less memory at its peak than the adaptive default, at the same speed (docs/performance.md). */
    private static final PooledByteBufAllocator ALLOCATOR = new PooledByteBufAllocator(true);

    /**
     * What may wait for a reader who doesn't read, beside what one read brings: 192 KiB at most, in buffers of which it may fill no more than a
     * quarter.
     */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 128 * 1024);

    /** The same while memory is tight. */
    private static final WriteBufferWaterMark TIGHT_WATER_MARK = new WriteBufferWaterMark(8 * 1024, 16 * 1024);

    private ChannelSettings() {}

    /** The allocator of one more event loop. */
    public static ByteBufAllocator newLoopAllocator() {
        return new HotBuffers(ALLOCATOR);
    }

    /** What all channels' buffers hold now, in bytes. For any thread. */
    public static long heldBytes() {
        return ALLOCATOR.pinnedDirectMemory() + ALLOCATOR.pinnedHeapMemory();
    }

    public static Bootstrap apply(Bootstrap bootstrap) {
        return bootstrap
                .option(ChannelOption.ALLOCATOR, ALLOCATOR)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ReadBuffers())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    }

    public static ServerBootstrap apply(ServerBootstrap bootstrap) {
        return bootstrap
                .childOption(ChannelOption.ALLOCATOR, ALLOCATOR)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadBuffers())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    }

    /** From now on {@code reader} gets what comes on {@code channel}, where that is possible; its handlers hear of all else. */
    public static void readDirectly(Channel channel, DirectReader reader) {
        if (channel.pipeline().get(ChannelOutboundHandler.class) == null) {
            EdgeTriggeredEpoll.readDirectly(channel, reader);
        }
    }

    /** How much may wait for the reader of {@code channel}. */
    public static void waterMark(Channel channel, boolean isTight) {
        channel.config().setWriteBufferWaterMark(isTight ? TIGHT_WATER_MARK : WATER_MARK);
    }
}
