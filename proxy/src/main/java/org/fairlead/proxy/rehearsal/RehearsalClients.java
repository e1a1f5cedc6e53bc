package org.fairlead.proxy.rehearsal;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.fairlead.proxy.loop.Transport;

/** A few clients that send one request after the other, of all usual kinds in turn. */
final class RehearsalClients {
    private static final int CONNECTIONS = 8;
    private static final String BROWSER = """
            Host: en.wiki.example
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101
            Accept: text/html,application/xhtml+xml,*/*;q=0.8
            Accept-Language: en-GB,en;q=0.5
            Accept-Encoding: gzip, deflate, br
            Referer: https://en.wiki.example/wiki/Main
            """.replace("\n", "\r\n");
    private static final String BODY = "title=Foo&text=" + "x".repeat(500) + RehearsalOrigin.END;

    private static final List<byte[]> REQUESTS = Stream.of(
                    get("/wiki/Foo", ""),
                    get("/w/index.php?title=Foo&oldid=12345", "Cookie: user=4711; theme=dark\r\n"),
                    get("/wiki/F%C3%BCr", ""),
                    get("/static/site.css", ""),
                    get("/wiki/Special:RecentChanges", ""),
                    get("/wiki/Bar", "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n"),
                    get("/wiki/Foo?cpPosIndex=3", ""),
                    get("/wiki/Foo", "Cookie: UseDC=master; enwikiSession=abc\r\n"),
                    "POST /w/index.php?action=submit HTTP/1.1\r\n" + BROWSER
                            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + BODY.length()
                            + "\r\n\r\n" + BODY)
            .map(text -> text.getBytes(StandardCharsets.US_ASCII))
            .toList();

    private final AtomicLong answered = new AtomicLong();
    private final CountDownLatch done = new CountDownLatch(1);
    private final long wanted;

    RehearsalClients(EventLoopGroup group, InetSocketAddress proxy, long wanted) {
        this.wanted = wanted;
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(Transport.best().socketChannel())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Handler());
                    }
                });
        for (int i = 0; i < CONNECTIONS; i++) {
            bootstrap.connect(proxy);
        }
    }

    private static String get(String target, String more) {
        return "GET " + target + " HTTP/1.1\r\n" + BROWSER + more + "\r\n";
    }

    /** Blocks until as many as wanted were answered, or for {@code atMost}; how many were. */
    long answered(Duration atMost) {
        try {
            done.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answered.get();
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        private int next;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            send(ctx);
        }

        private void send(ChannelHandlerContext ctx) {
            byte[] request = REQUESTS.get(next);
            next = (next + 1) % REQUESTS.size();
            ctx.writeAndFlush(Unpooled.wrappedBuffer(request), ctx.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf in = (ByteBuf) message;
            byte last = in.getByte(in.writerIndex() - 1);
            in.release();
            if (last == RehearsalOrigin.END) {
                if (answered.incrementAndGet() >= wanted) {
                    done.countDown();
                    ctx.close();
                } else {
                    send(ctx);
                }
            }
        }

        /** A rehearsal that is over in time ends in the midst of requests: nobody is to read of it. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
