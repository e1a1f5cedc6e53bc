package org.fairlead.proxy.observe;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import org.fairlead.proxy.page.Page;
import org.fairlead.proxy.page.PageResponses;
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
        PageResponses.send(ctx, page, request.method().equals(HttpMethod.HEAD), "GET, HEAD");
    }

    private Page page(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Page.text(400, "that isn't a request that can be read\n");
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return Page.text(405, request.method() + ": nothing can be changed here (expected: GET or HEAD)\n");
        }
        try {
            return pages.answer(
                    new QueryStringDecoder(request.uri()), request.headers().get(HttpHeaderNames.ACCEPT, ""));
        } catch (IllegalArgumentException e) {
            return Page.text(400, e.getMessage() + "\n");
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
