package org.fairlead.proxy.observe;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one request and closes. Confined to the event loop of its connection. */
final class ObserveHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ObserveHandler.class);

    private final Pages pages;
    private boolean isAnswered;

    ObserveHandler(Pages pages) {
        this.pages = pages;
    }

    /** Takes ownership of {@code message}; a body is dropped. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (!isAnswered && message instanceof HttpRequest request) {
                isAnswered = true;
                answer(ctx, request);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answer(ChannelHandlerContext ctx, HttpRequest request) {
        Page page = page(request);
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(page.status()),
                isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (page.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private Page page(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Page.text(400, "that isn't a request that can be read\n");
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return Page.text(405, request.method() + ": nothing can be changed here (expected: GET or HEAD)\n");
        }
        int query = request.uri().indexOf('?');
        try {
            return pages.answer(query < 0 ? request.uri() : request.uri().substring(0, query));
        } catch (RuntimeException e) {
            LOG.error("observe: {} failed", request.uri(), e);
            return Page.text(500, "this page can't be shown now; the log of the proxy says why\n");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof ReadTimeoutException) && !(cause instanceof java.io.IOException)) {
            LOG.warn("observe: connection closed", cause);
        }
        ctx.close();
    }
}
