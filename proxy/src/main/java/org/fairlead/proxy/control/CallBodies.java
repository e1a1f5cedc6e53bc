package org.fairlead.proxy.control;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Gathers the body of a call, and keeps out those that are too large, with a line in the audit log as for all who are. */
final class CallBodies extends HttpObjectAggregator {
    CallBodies(int longest) {
        super(longest);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) throws Exception {
        audit(ctx, oversized);
        super.handleOversizedMessage(ctx, oversized);
    }

    @Override
    protected Object newContinueResponse(HttpMessage start, int maxContentLength, ChannelPipeline pipeline) {
        Object response = super.newContinueResponse(start, maxContentLength, pipeline);
        if (response instanceof HttpResponse refusal
                && refusal.status().equals(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE)) {
            audit(pipeline.lastContext(), start);
        }
        return response;
    }

    private static void audit(ChannelHandlerContext ctx, HttpMessage message) {
        String what = message instanceof HttpRequest request ? request.method() + " " + request.uri() : "(no request)";
        ControlCalls.audit(
                new Caller(ControlHandler.who(ctx, message), ""),
                what,
                "kept out, " + HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE.code());
    }
}
