package org.fairlead.proxy.rehearsal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.fairlead.proxy.loop.Transport;

/**
 * Answers whatever ends in a request's end: a head without a body, or a body's {@link #END}. It knows its clients: they send the next
 * request when they have the answer.
 */
final class RehearsalOrigin implements AutoCloseable {
    /** The last byte of every body, and nowhere else. */
    static final char END = '!';

    private static final int PAGE_BYTES = 1024;

    private final Channel listener;

    private RehearsalOrigin(Channel listener) {
        this.listener = listener;
    }

    /** @throws IOException where there is no port */
    static RehearsalOrigin start(EventLoopGroup group) throws IOException {
        byte[] page = answer();
        try {
            return new RehearsalOrigin(new ServerBootstrap()
                    .group(group)
                    .channel(Transport.best().serverChannel())
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new Handler(page));
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .syncUninterruptibly()
                    .channel());
        } catch (RuntimeException e) {
            throw new IOException("no port on loopback for a rehearsal", e);
        }
    }

    private static byte[] answer() {
        String body = "x".repeat(PAGE_BYTES - 1) + END;
        String head = "HTTP/1.1 200 OK\r\nServer: rehearsal\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                + "Content-Type: text/html; charset=UTF-8\r\nCache-Control: private, must-revalidate\r\n"
                + "Vary: Accept-Encoding, Cookie\r\nContent-Length: " + body.length() + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
    }

    private static final class Handler extends ChannelInboundHandlerAdapter {
        private final byte[] page;
        private boolean hasBody;
        private boolean begun;

        Handler(byte[] page) {
            this.page = page;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf in = (ByteBuf) message;
            if (!begun) {
                begun = true;
                hasBody = in.getByte(in.readerIndex()) == 'P';
            }
            byte last = in.getByte(in.writerIndex() - 1);
            in.release();
            if (last == (hasBody ? END : '\n')) {
                begun = false;
                ctx.writeAndFlush(Unpooled.wrappedBuffer(page), ctx.voidPromise());
            }
        }

        /** A rehearsal that is over in time ends in the midst of requests: nobody is to read of it. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
