package org.fairlead.proxy.demo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A small HTTP server around the guestbook; a stand-in for the appservers of a real deployment. */
final class Appserver implements AutoCloseable {
    private static final int LARGEST_BODY = 64 * 1024;
    /** Longer than Fairlead keeps an idle connection, so that it is never closed under a request. */
    private static final int IDLE_SECONDS = 75;

    private final Channel listener;

    private Appserver(Channel listener) {
        this.listener = listener;
    }

    /**
     * @throws IOException where the port is taken
     */
    static Appserver start(EventLoopGroup group, int port, GuestbookApplication application) throws IOException {
        try {
            ChannelFuture bound = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline()
                                    .addLast(
                                            new ReadTimeoutHandler(IDLE_SECONDS),
                                            new HttpServerCodec(),
                                            new HttpObjectAggregator(LARGEST_BODY),
                                            new Handler(application));
                        }
                    })
                    .bind("127.0.0.1", port)
                    .syncUninterruptibly();
            return new Appserver(bound.channel());
        } catch (Exception e) {
            throw new IOException("port " + port + " (expected: a free one)", e);
        }
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
    }

    private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final GuestbookApplication application;

        Handler(GuestbookApplication application) {
            this.application = application;
        }

        /** Borrows {@code request}. */
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            FullHttpResponse response = render(application.answer(question(request)), request.method());
            boolean staysOpen = HttpUtil.isKeepAlive(request);
            HttpUtil.setKeepAlive(response, staysOpen);
            ChannelFuture written = ctx.writeAndFlush(response);
            if (!staysOpen) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        private static GuestbookApplication.Question question(FullHttpRequest request) {
            String uri = request.uri();
            int query = uri.indexOf('?');
            return new GuestbookApplication.Question(
                    request.method().name(),
                    query < 0 ? uri : uri.substring(0, query),
                    Parameters.of(uri, request.content().toString(StandardCharsets.UTF_8)),
                    Objects.requireNonNullElse(request.headers().get(HttpHeaderNames.ACCEPT), ""),
                    Announcement.parse(
                            Objects.requireNonNullElse(request.headers().get("Fairlead-Request"), "")));
        }

        private static FullHttpResponse render(Reply reply, HttpMethod method) {
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(reply.status()),
                    method.equals(HttpMethod.HEAD) ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
            reply.fields().forEach((name, value) -> response.headers().set(name, value));
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
            return response;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
