package org.fairlead.proxy.conformance;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.proxy.conformance.NettyReader.Message;
import org.jspecify.annotations.Nullable;

/** An origin whose every answer says, in a field, which request it saw: whoever reads the answers knows what came here. */
final class EchoingOrigin implements AutoCloseable {
    private static final String FIELD = "X-Seen";
    private static final Pattern ECHO = Pattern.compile("(?i)\r\nX-Seen: ([^\r]*)\r\n");
    private static final int MOST_BYTES = 1 << 20;

    private final Channel server;

    EchoingOrigin(EventLoopGroup loops) {
        server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(new HttpDecoderConfig().setValidateHeaders(false)),
                                        new Whole(),
                                        new Echo());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** The requests that the answers in {@code bytes} tell of. */
    static List<Message> seen(String bytes) {
        List<Message> seen = new ArrayList<>();
        Matcher echoes = ECHO.matcher(bytes);
        while (echoes.find()) {
            String text = new String(Base64.getDecoder().decode(echoes.group(1)), StandardCharsets.ISO_8859_1);
            int line = text.indexOf('\n');
            seen.add(new Message(text.substring(0, line), text.substring(line + 1)));
        }
        return seen;
    }

    /** Has no opinion about expectations. */
    private static final class Whole extends HttpObjectAggregator {
        Whole() {
            super(MOST_BYTES);
        }

        @Override
        protected @Nullable Object newContinueResponse(HttpMessage start, int most, ChannelPipeline pipeline) {
            return null;
        }
    }

    private static final class Echo extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            String text = request.decoderResult().isSuccess()
                    ? request.method() + " " + request.uri() + "\n"
                            + request.content().toString(StandardCharsets.ISO_8859_1)
                    : "unreadable\n";
            var answer =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
            answer.headers()
                    .set(FIELD, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1)))
                    .set(HttpHeaderNames.CONTENT_LENGTH, 0);
            ctx.writeAndFlush(answer)
                    .addListener(
                            request.decoderResult().isSuccess()
                                    ? ChannelFutureListener.CLOSE_ON_FAILURE
                                    : ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
    }
}
