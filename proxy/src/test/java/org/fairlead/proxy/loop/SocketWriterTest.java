package org.fairlead.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a real socket, whose other side reads when it is told to. */
class SocketWriterTest {
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, Transport.best().newIoHandlerFactory());
    private final ServerSocket listener;
    private Socket reader = new Socket();

    SocketWriterTest() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void end() throws IOException {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        reader.close();
        listener.close();
    }

    private Channel connect(ChannelHandler handler) throws IOException {
        Channel channel = new Bootstrap()
                .group(group)
                .channel(Transport.best().socketChannel())
                .option(ChannelOption.SO_SNDBUF, 4096)
                .handler(handler)
                .connect(listener.getLocalSocketAddress())
                .syncUninterruptibly()
                .channel();
        reader = listener.accept();
        return channel;
    }

    private static void onLoop(Channel channel, Runnable task)
            throws ExecutionException, InterruptedException, TimeoutException {
        channel.eventLoop().submit(task).get(10, TimeUnit.SECONDS);
    }

    private static ByteBuf bytes(Channel channel, String text) {
        return channel.alloc().directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String read(int count) throws IOException {
        InputStream in = reader.getInputStream();
        return new String(in.readNBytes(count), StandardCharsets.US_ASCII);
    }

    @Test
    void sendsAtOnceWhatTheSocketTakes() throws Exception {
        Channel channel = connect(new ChannelInboundHandlerAdapter());
        ByteBuf hello = bytes(channel, "hello");
        onLoop(channel, () -> new SocketWriter(channel).writeNow(hello));

        assertThat(hello.refCnt()).isZero();
        assertThat(read(5)).isEqualTo("hello");
    }

    @Test
    void keepsTheOrderWhereTheSocketTakesAPart() throws Exception {
        Channel channel = connect(new ChannelInboundHandlerAdapter());
        StringBuilder all = new StringBuilder();
        onLoop(channel, () -> {
            SocketWriter writer = new SocketWriter(channel);
            for (int i = 0; i < 40; i++) {
                String part = ("<" + i + ">").repeat(20_000);
                all.append(part);
                if (i % 3 == 0) {
                    writer.write(bytes(channel, part));
                } else {
                    writer.writeNow(bytes(channel, part));
                }
            }
            writer.flush();
        });

        assertThat(read(all.length())).isEqualTo(all.toString());
    }

    @Test
    void passesNoHandlerThatMindsWhatIsWritten() throws Exception {
        AtomicInteger minded = new AtomicInteger();
        Channel channel = connect(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                minded.incrementAndGet();
                ctx.write(message, promise);
            }
        });
        onLoop(channel, () -> new SocketWriter(channel).writeNow(bytes(channel, "hello")));

        assertThat(read(5)).isEqualTo("hello");
        assertThat(minded).hasValue(1);
    }

    @Test
    void releasesWhatIsWrittenToAClosedChannel() throws Exception {
        Channel channel = connect(new ChannelInboundHandlerAdapter());
        ByteBuf late = bytes(channel, "late");
        onLoop(channel, () -> {
            SocketWriter writer = new SocketWriter(channel);
            channel.close();
            writer.writeNow(late);
        });

        assertThat(late.refCnt()).isZero();
    }
}
