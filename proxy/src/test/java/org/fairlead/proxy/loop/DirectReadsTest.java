package org.fairlead.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes on a real socket reaches its handler, whoever reads it. */
class DirectReadsTest {
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, Transport.best().newIoHandlerFactory());
    private final Handler handler = new Handler();
    private final ServerSocket listener;
    private final Socket writer;
    private final Channel channel;

    DirectReadsTest() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        channel = new Bootstrap()
                .group(group)
                .channel(Transport.best().socketChannel())
                .handler(handler)
                .connect(listener.getLocalSocketAddress())
                .syncUninterruptibly()
                .channel();
        writer = listener.accept();
    }

    @AfterEach
    void end() throws IOException {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        writer.close();
        listener.close();
    }

    private void send(String text) throws IOException {
        writer.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void bringsAllOfMuch() throws Exception {
        String much = "0123456789abcdef".repeat(500_000);
        Thread sending = new Thread(() -> {
            try {
                send(much);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        sending.start();

        assertThat(handler.await(much.length())).isEqualTo(much);
        sending.join(10_000);
    }

    @Test
    void restsWhileNobodyWantsToRead() throws Exception {
        send("before");
        assertThat(handler.await(6)).isEqualTo("before");
        channel.eventLoop().submit(() -> channel.config().setAutoRead(false)).get(10, TimeUnit.SECONDS);
        send(", after");
        // Whatever the loop was told of has been handled when it has gone round twice.
        for (int i = 0; i < 2; i++) {
            channel.eventLoop().submit(() -> {}).get(10, TimeUnit.SECONDS);
        }
        assertThat(handler.received()).isEqualTo("before");

        channel.eventLoop().submit(() -> channel.config().setAutoRead(true)).get(10, TimeUnit.SECONDS);
        assertThat(handler.await(13)).isEqualTo("before, after");
    }

    @Test
    void endsAsThePipelineDoes() throws Exception {
        send("last");
        writer.close();

        assertThat(handler.await(4)).isEqualTo("last");
        assertThat(handler.events.poll(10, TimeUnit.SECONDS)).isEqualTo("inactive");
    }

    @Test
    void tellsTheHandlerOfItsOwnBugs() throws Exception {
        send("bug");
        assertThat(handler.events.poll(10, TimeUnit.SECONDS)).isEqualTo("a bug");

        send("well");
        assertThat(handler.await(4)).isEqualTo("well");
    }

    @Test
    void endsAloneWhereThereIsNoMemory() throws Exception {
        channel.config().setAllocator(new NoMemory());
        send("too much");

        assertThat(handler.events.poll(10, TimeUnit.SECONDS)).isEqualTo("none left");
        assertThat(handler.events.poll(10, TimeUnit.SECONDS)).isEqualTo("inactive");
        assertThat(channel.eventLoop().submit(() -> "goes on").get(10, TimeUnit.SECONDS))
                .isEqualTo("goes on");
    }

    private static final class NoMemory extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("none left");
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("none left");
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    private static final class Handler extends ChannelInboundHandlerAdapter implements DirectReader {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final StringBuilder received = new StringBuilder();

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ChannelSettings.readDirectly(ctx.channel(), this);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            received((ByteBuf) message);
        }

        @Override
        public void received(ByteBuf bytes) {
            String text = bytes.toString(StandardCharsets.US_ASCII);
            bytes.release();
            if (text.equals("bug")) {
                throw new IllegalStateException("a bug");
            }
            synchronized (this) {
                received.append(text);
                notifyAll();
            }
        }

        @Override
        public void receivedAll() {}

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            events.add("inactive");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            events.add(String.valueOf(cause.getMessage()));
        }

        synchronized String received() {
            return received.toString();
        }

        synchronized String await(int length) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (received.length() < length && System.nanoTime() < deadline) {
                wait(100);
            }
            return received.toString();
        }
    }
}
