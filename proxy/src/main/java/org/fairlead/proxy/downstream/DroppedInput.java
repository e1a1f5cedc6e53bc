package org.fairlead.proxy.downstream;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands before TLS once its own word of the end is out: an engine that has said so ends when more comes, and the reset would
 * destroy the answer that the client has yet to read.
 */
@ChannelHandler.Sharable
final class DroppedInput extends ChannelInboundHandlerAdapter {
    static final DroppedInput INSTANCE = new DroppedInput();

    private DroppedInput() {}

    /** Takes ownership of {@code message}. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }
}
