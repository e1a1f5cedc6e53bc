package org.fairlead.proxy.control;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.fairlead.matching.Glob;
import org.fairlead.proxy.page.Page;
import org.fairlead.proxy.page.PageResponses;
import org.fairlead.proxy.telemetry.Tail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call of one connection. Confined to the server's thread; the work itself is done on another. */
final class ControlHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
    private static final List<String> FILTERS = List.of("reason", "host", "service", "datacenter");

    private final ControlCalls calls;
    private final Function<Tail.Filter, Tail> tails;
    private final ExecutorService work;
    private boolean isAsked;

    ControlHandler(ControlCalls calls, Function<Tail.Filter, Tail> tails, ExecutorService work) {
        this.calls = calls;
        this.tails = tails;
        this.work = work;
    }

    /** Borrows {@code request}: what the other thread needs of it is copied. */
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (isAsked) {
            return;
        }
        isAsked = true;
        ctx.pipeline().remove(ReadTimeoutHandler.class);
        String who = who(ctx, request);
        FullHttpRequest copy = request.copy();
        work.execute(() -> {
            try {
                serve(ctx, copy, who);
            } finally {
                copy.release();
            }
        });
    }

    /** What the caller says of itself, and where the call came from. */
    static String who(ChannelHandlerContext ctx, HttpMessage message) {
        return message.headers().get("Fairlead-Operator", "unnamed") + " from "
                + ctx.channel().remoteAddress();
    }

    private void serve(ChannelHandlerContext ctx, FullHttpRequest request, String who) {
        Optional<Page> refusal = calls.refusal(request);
        if (refusal.isPresent()) {
            ControlCalls.audit(
                    new Caller(who, ""),
                    request.method() + " " + request.uri(),
                    "kept out, " + refusal.get().status());
            send(ctx, refusal.get());
            return;
        }
        try {
            QueryStringDecoder asked = new QueryStringDecoder(request.uri());
            if (asked.path().equals(ControlCalls.TAIL)) {
                ControlCalls.audit(new Caller(who, ""), "tail " + asked.parameters(), "done");
                TailStream.start(ctx, tails.apply(filter(asked.parameters())));
                return;
            }
            var body = Json.object(ByteBufUtil.getBytes(request.content()));
            send(ctx, calls.answer(new ControlCalls.Call(request.method().name(), asked.path(), body, who)));
        } catch (IllegalArgumentException | IllegalStateException e) {
            ControlCalls.audit(new Caller(who, ""), request.method() + " " + request.uri(), "malformed");
            send(ctx, ControlCalls.malformed(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("a bug in {}", request.uri(), e);
            send(ctx, ControlCalls.failed());
        }
    }

    private static Tail.Filter filter(Map<String, List<String>> parameters) {
        for (String name : parameters.keySet()) {
            if (!FILTERS.contains(name)) {
                throw new IllegalArgumentException(
                        name + ": unknown filter (expected: " + String.join(", ", FILTERS) + ")");
            }
        }
        return new Tail.Filter(
                first(parameters, "reason"),
                first(parameters, "host").map(host -> Glob.value(host, true)),
                first(parameters, "service"),
                first(parameters, "datacenter"));
    }

    private static Optional<String> first(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst();
    }

    private static void send(ChannelHandlerContext ctx, Page page) {
        PageResponses.send(ctx, page, false, "GET, POST, PUT");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof ReadTimeoutException) && !(cause instanceof IOException)) {
            LOG.warn("control: connection closed", cause);
        }
        ctx.close();
    }
}
