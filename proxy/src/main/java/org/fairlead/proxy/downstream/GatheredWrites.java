package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies the small frames of one turn into one buffer, which leaves with the flush: many small buffers in one system call cost
 * more than to copy them, and with TLS each would be queued by itself. Confined to the connection's event loop.
 */
final class GatheredWrites extends ChannelOutboundHandlerAdapter {
    /** One record of TLS (RFC 8446 §5.1). */
    private static final int ROOM = 16 * 1024;
    /** What is longer is passed on as it is. */
    private static final int SMALL = 4 * 1024;

    private @Nullable ByteBuf gathered;
    private List<ChannelPromise> promises = new ArrayList<>();

    /** Takes ownership of {@code message}. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && bytes.readableBytes() <= SMALL) {
            gather(ctx, bytes, promise);
        } else {
            passOn(ctx);
            ctx.write(message, promise);
        }
    }

    private void gather(ChannelHandlerContext ctx, ByteBuf bytes, ChannelPromise promise) {
        if (gathered != null && gathered.writableBytes() < bytes.readableBytes()) {
            passOn(ctx);
        }
        ByteBuf all = gathered;
        if (all == null) {
            all = ctx.alloc().directBuffer(ROOM);
            gathered = all;
        }
        all.writeBytes(bytes);
        bytes.release();
        if (!promise.isVoid()) {
            promises.add(promise);
        }
    }

    private void passOn(ChannelHandlerContext ctx) {
        ByteBuf all = gathered;
        if (all == null) {
            return;
        }
        gathered = null;
        if (promises.isEmpty()) {
            ctx.write(all, ctx.voidPromise());
            return;
        }
        List<ChannelPromise> waiting = promises;
        promises = new ArrayList<>(waiting.size());
        ctx.write(all).addListener((ChannelFuture written) -> tell(waiting, written));
    }

    private static void tell(List<ChannelPromise> waiting, ChannelFuture written) {
        for (int i = 0; i < waiting.size(); i++) {
            if (written.isSuccess()) {
                waiting.get(i).trySuccess();
            } else {
                waiting.get(i).tryFailure(written.cause());
            }
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        passOn(ctx);
        ctx.flush();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        passOn(ctx);
        ctx.close(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        passOn(ctx);
    }
}
