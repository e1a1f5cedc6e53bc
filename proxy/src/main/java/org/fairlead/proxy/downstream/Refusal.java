package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.Map;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.telemetry.Limit;
import org.fairlead.proxy.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/**
 * Turns a connection away: an answer that lies ready, in the client's protocol, and the end. What the client sends meanwhile is
 * dropped for a moment, so that no reset destroys the answer; but not for many at once ({@link Refusals}). No answer is longer
 * than 160 bytes. Confined to the channel's event loop.
 */
final class Refusal extends ChannelInboundHandlerAdapter {
    /** What it waits for. */
    private enum Phase {
        /** The first bytes, which tell what the client speaks. */
        PROTOCOL,
        /** The client's end. */
        END
    }

    private static final long LINGER_NANOS = 500_000_000;
    /** No method begins so (RFC 9113 §3.4). */
    private static final byte[] HTTP_2 = Ascii.bytes("PRI ");

    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int ENHANCE_YOUR_CALM = 11;

    private static final Map<Limit, Answer> ANSWERS = Map.of(
            Limit.CONNECTIONS, Answer.of(Limit.CONNECTIONS, "503 Service Unavailable"),
            Limit.MEMORY, Answer.of(Limit.MEMORY, "503 Service Unavailable"),
            Limit.PER_ADDRESS, Answer.of(Limit.PER_ADDRESS, "429 Too Many Requests"));

    private final Answer answer;
    private final Refusals others;
    private final Deadline deadline;
    private final Channel channel;
    private Phase phase = Phase.END;
    private int known;

    /** The same in each protocol. */
    private record Answer(byte[] http1, byte[] http2) {
        static Answer of(Limit limit, String status) {
            return new Answer(
                    Ascii.bytes(String.join(
                            "\r\n",
                            "HTTP/1.1 " + status,
                            "Retry-After: 5",
                            "Cache-Control: no-store",
                            "Content-Length: 0",
                            "Connection: close",
                            "",
                            "")),
                    goAway(limit.label()));
        }

        /** Settings, which must come first, and that no stream was or will be looked at (RFC 9113 §3.4, §6.8). */
        private static byte[] goAway(String why) {
            byte[] text = Ascii.bytes(why);
            return ByteBuffer.allocate(9 + 9 + 8 + text.length)
                    .putInt(SETTINGS)
                    .put((byte) 0)
                    .putInt(0)
                    .put((byte) 0)
                    .putShort((short) (8 + text.length))
                    .put((byte) GO_AWAY)
                    .put((byte) 0)
                    .putInt(0)
                    .putInt(0)
                    .putInt(ENHANCE_YOUR_CALM)
                    .put(text)
                    .array();
        }
    }

    /** For those that are closed at once: whoever resets such a connection shall not leave a line of the log. */
    @Sharable
    private static final class Leaving extends ChannelInboundHandlerAdapter {
        private static final Leaving ALL = new Leaving();

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private Refusal(Answer answer, Refusals others, Channel channel) {
        this.answer = answer;
        this.others = others;
        this.channel = channel;
        deadline = new Deadline(this::expired);
    }

    /** Whether whoever is refused for that gets a word of it. */
    static boolean hasAnswer(Limit limit) {
        return ANSWERS.containsKey(limit);
    }

    private static Answer answerTo(Limit limit) {
        Answer answer = ANSWERS.get(limit);
        if (answer == null) {
            throw new IllegalArgumentException(limit + " (expected: a limit with an answer)");
        }
        return answer;
    }

    /** Ends {@code channel}, which has no other handler and no TLS. */
    static void plain(Limit limit, Channel channel, Refusals others, boolean mayBeHttp2) {
        Answer answer = answerTo(limit);
        if (!others.mayLinger()) {
            channel.config().setAutoRead(false);
            channel.pipeline().addLast(Leaving.ALL);
            channel.writeAndFlush(Unpooled.wrappedBuffer(answer.http1())).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Refusal refusal = new Refusal(answer, others, channel);
        channel.pipeline().addLast(refusal);
        if (mayBeHttp2) {
            refusal.phase = Phase.PROTOCOL;
        } else {
            refusal.answer(answer.http1());
        }
    }

    /** Takes the place of the handler of {@code ctx}, behind TLS, and ends the channel. */
    static void secure(Limit limit, ChannelHandlerContext ctx, Refusals others, @Nullable String protocol) {
        others.handshakeEnded();
        Answer answer = answerTo(limit);
        byte[] bytes = ServerTls.HTTP_2.equals(protocol) ? answer.http2() : answer.http1();
        if (others.mayLinger()) {
            Refusal refusal = new Refusal(answer, others, ctx.channel());
            ctx.pipeline().replace(ctx.handler(), null, refusal);
            refusal.answer(bytes);
        } else {
            ctx.pipeline().replace(ctx.handler(), null, Leaving.ALL);
            ctx.channel().writeAndFlush(Unpooled.wrappedBuffer(bytes)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void answer(byte[] bytes) {
        phase = Phase.END;
        channel.writeAndFlush(Unpooled.wrappedBuffer(bytes)).addListener(done -> endOutput());
    }

    private void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ((DuplexChannel) channel).shutdownOutput();
        } else if (channel.isActive()) {
            channel.pipeline().addFirst(DroppedInput.INSTANCE);
            tls.closeOutbound().addListener(told -> {
                if (channel.isActive()) {
                    ((DuplexChannel) channel).shutdownOutput();
                }
            });
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        others.lingers(deadline, LINGER_NANOS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (phase == Phase.PROTOCOL && message instanceof ByteBuf bytes) {
            look(bytes);
        }
        ReferenceCountUtil.release(message);
    }

    /** Borrows {@code bytes}. */
    private void look(ByteBuf bytes) {
        for (int at = bytes.readerIndex(); at < bytes.writerIndex() && known < HTTP_2.length; at++) {
            if (bytes.getByte(at) != HTTP_2[known++]) {
                answer(answer.http1());
                return;
            }
        }
        if (known == HTTP_2.length) {
            answer(answer.http2());
        }
    }

    /** Who says nothing is answered in HTTP/1.1. */
    private void expired() {
        switch (phase) {
            case PROTOCOL -> {
                others.lingersOn(deadline, LINGER_NANOS);
                answer(answer.http1());
            }
            case END -> channel.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (phase == Phase.PROTOCOL) {
                answer(answer.http1());
            }
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        others.gone(deadline);
    }
}
