package org.fairlead.proxy.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.telemetry.Tail;

/** Sends the lines of a {@link Tail} until the caller goes. A slow caller isn't waited for: lines are missed, and told. */
final class TailStream {
    private static final long PAUSE_MILLIS = 50;

    private final Channel channel;
    private final Tail tail;

    private TailStream(Channel channel, Tail tail) {
        this.channel = channel;
        this.tail = tail;
    }

    /** Takes ownership of {@code tail}, and of the connection. */
    static void start(ChannelHandlerContext ctx, Tail tail) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson")
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        TailStream stream = new TailStream(ctx.channel(), tail);
        ctx.writeAndFlush(response);
        var turns = ctx.executor().scheduleAtFixedRate(stream::send, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> {
            turns.cancel(false);
            tail.close();
        });
    }

    private void send() {
        if (!channel.isWritable()) {
            return;
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try {
            tail.drainTo(Channels.newChannel(lines)::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long missed = tail.missed();
        if (missed > 0) {
            lines.writeBytes(("{\"missed\":" + missed + "}\n").getBytes(StandardCharsets.US_ASCII));
        }
        if (lines.size() > 0) {
            channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(lines.toByteArray())));
        }
    }
}
