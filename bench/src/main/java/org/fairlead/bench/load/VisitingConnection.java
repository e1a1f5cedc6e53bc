package org.fairlead.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection of the open-loop generator: one visit at a time, its requests one after the other. On the run's event loop. */
final class VisitingConnection extends ChannelInboundHandlerAdapter {
    private final OpenLoopRun run;
    private final ResponseReader reader = new ResponseReader();
    private ByteBuf unread = Unpooled.EMPTY_BUFFER;
    private List<ByteBuf> visit = List.of();
    private int nextRequest;
    private long intended;
    private boolean isVisiting;
    private boolean allSucceeded;
    private @Nullable ChannelHandlerContext context;

    VisitingConnection(OpenLoopRun run) {
        this.run = run;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        run.connected(this);
    }

    /** Borrows the requests. */
    void begin(List<ByteBuf> requests, long intendedNanos) {
        visit = requests;
        nextRequest = 0;
        intended = intendedNanos;
        isVisiting = true;
        allSucceeded = true;
        sendNext();
    }

    private void sendNext() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            // Each is unpooled heap memory that lives as long as the run: nothing to release.
            ctx.writeAndFlush(visit.get(nextRequest++).duplicate().retain(), ctx.voidPromise());
        }
    }

    /** Takes ownership of {@code message}. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        unread = unread.isReadable() ? Unpooled.wrappedBuffer(unread, bytes) : replace(bytes);
        switch (reader.read(unread)) {
            case INCOMPLETE -> {}
            case COMPLETE -> answered();
            case UNREADABLE -> ctx.close();
        }
    }

    private ByteBuf replace(ByteBuf bytes) {
        unread.release();
        return bytes;
    }

    private void answered() {
        allSucceeded &= reader.status() / 100 == 2;
        if (nextRequest < visit.size()) {
            sendNext();
        } else if (isVisiting) {
            isVisiting = false;
            run.answered(this, intended, allSucceeded);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        unread.release();
        unread = Unpooled.EMPTY_BUFFER;
        run.closed(this, isVisiting);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    void close() {
        if (context != null) {
            context.close();
        }
    }
}
