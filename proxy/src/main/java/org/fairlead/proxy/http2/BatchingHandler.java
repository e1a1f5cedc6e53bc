package org.fairlead.proxy.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * One side of a connection in HTTP/2, whose small frames go out as one write for each turn of the loop. Frames, HPACK and windows
 * are the library's. Confined to the connection's event loop.
 */
public abstract class BatchingHandler extends Http2ConnectionHandler {
    private final FrameBatch batch;

    protected BatchingHandler(Codec codec) {
        super(codec.decoder(), codec.encoder(), codec.settings(), true, false);
        batch = codec.batch();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        try {
            encoder().flowController().writePendingBytes();
        } catch (Http2Exception e) {
            onError(ctx, true, e);
        } catch (RuntimeException e) {
            onError(ctx, true, Http2Exception.connectionError(Http2Error.INTERNAL_ERROR, e, "flushing"));
        }
        batch.handOver(ctx);
        ctx.flush();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
        batch.handOver(ctx);
        super.close(ctx, promise);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        // Where a loop ends, nothing else says so.
        batch.close();
        super.handlerRemoved0(ctx);
    }
}
