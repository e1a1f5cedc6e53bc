package org.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * One side of a connection in HTTP/2, whose small frames go out as one write for each turn of the loop. Frames, HPACK and windows
 * are the library's. Confined to the connection's event loop.
 */
public abstract class BatchingHandler extends Http2ConnectionHandler {
    private final FrameBatch batch;
    private final UrgencyDistributor distributor;

    protected BatchingHandler(Codec codec) {
        super(codec.decoder(), codec.encoder(), codec.settings(), true, false);
        batch = codec.batch();
        distributor = codec.distributor();
    }

    /**
     * Writes a header block.
     *
     * @param ends whether the stream ends with it, on our side
     * @return done when it is out; failed where the stream is closed
     */
    public final ChannelFuture writeHead(
            ChannelHandlerContext ctx, Http2Stream stream, Http2Headers headers, boolean ends) {
        if (!stream.state().localSideOpen()
                || (ends && encoder().flowController().hasFlowControlled(stream))) {
            // It fails, or waits for what goes before.
            return encoder().writeHeaders(ctx, stream.id(), headers, 0, ends, ctx.newPromise());
        }
        ChannelFuture written;
        try {
            written = batch.writeHead(ctx, stream.id(), headers, ends);
        } catch (Http2Exception e) {
            return failed(ctx, e);
        } catch (Throwable e) {
            return failed(ctx, internal(e));
        }
        stream.headersSent(!ends && isInterim(headers));
        return ended(stream, written, ends);
    }

    private static boolean isInterim(Http2Headers headers) {
        CharSequence status = headers.status();
        return status != null && status.charAt(0) == '1';
    }

    /**
     * Writes content, which it takes ownership of: a little at once, where nothing waits that goes before, and
     * there is window for all of it; all else when the stream's turn comes.
     *
     * @param ends whether the stream ends with it, on our side
     * @return done when it is out; failed where the stream is closed
     */
    public final ChannelFuture writeContent(
            ChannelHandlerContext ctx, Http2Stream stream, ByteBuf content, boolean ends) {
        int bytes = content.readableBytes();
        if (!FrameBatch.isSmall(content) || !mayGoAtOnce(ctx, stream, bytes)) {
            return encoder().writeData(ctx, stream.id(), content, 0, ends, ctx.newPromise());
        }
        ChannelFuture written;
        try {
            written = batch.writeContent(ctx, stream.id(), content, ends);
            Http2RemoteFlowController windows = encoder().flowController();
            windows.incrementWindowSize(stream, -bytes);
            windows.incrementWindowSize(connection().connectionStream(), -bytes);
        } catch (Http2Exception e) {
            return failed(ctx, e);
        } catch (Throwable e) {
            return failed(ctx, internal(e));
        }
        return ended(stream, written, ends);
    }

    /** No memory, for one: it is neither the stream's fault nor that of who writes. */
    private static Http2Exception internal(Throwable cause) {
        return Http2Exception.connectionError(Http2Error.INTERNAL_ERROR, cause, "writing frames");
    }

    private ChannelFuture failed(ChannelHandlerContext ctx, Http2Exception error) {
        onError(ctx, true, error);
        return ctx.newFailedFuture(error);
    }

    private boolean mayGoAtOnce(ChannelHandlerContext ctx, Http2Stream stream, int bytes) {
        Http2RemoteFlowController windows = encoder().flowController();
        return stream.state().localSideOpen()
                && ctx.channel().isWritable()
                && !windows.hasFlowControlled(stream)
                && distributor.isNext(stream)
                && windows.windowSize(stream) >= bytes
                && windows.windowSize(connection().connectionStream()) >= bytes;
    }

    private ChannelFuture ended(Http2Stream stream, ChannelFuture written, boolean ends) {
        if (ends) {
            closeStreamLocal(stream, written);
        }
        return written;
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        try {
            encoder().flowController().writePendingBytes();
        } catch (Http2Exception e) {
            onError(ctx, true, e);
        } catch (Throwable e) {
            onError(ctx, true, internal(e));
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
