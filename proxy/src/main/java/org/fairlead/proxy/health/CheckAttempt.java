package org.fairlead.proxy.health;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.PoolSettings.Protocol;
import org.fairlead.config.UpstreamTls;
import org.fairlead.proxy.tls.ClientTls;
import org.jspecify.annotations.Nullable;

/**
 * One check: a connection, in what its pool speaks, and an end in time. Where that is either version and there is no TLS to
 * agree on one, HTTP/1.1 follows on a second connection when no SETTINGS come. Confined to the health loop.
 */
final class CheckAttempt implements CheckInHttp2.Owner {
    private final CheckTarget target;
    private final EventLoop loop;
    private final Consumer<CheckAttempt> over;
    private boolean speaksHttp2;
    private CheckFinding finding = CheckFinding.failed("given up");
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ScheduledFuture<?> greeting;
    private boolean isOver;

    /**
     * @param knowsBetter whether the last one has found out that HTTP/1.1 is spoken
     * @param over hears once that there is a {@link #finding}
     */
    CheckAttempt(CheckTarget target, boolean knowsBetter, EventLoop loop, Consumer<CheckAttempt> over) {
        this.target = target;
        this.loop = loop;
        this.over = over;
        speaksHttp2 = target.protocol() != Protocol.HTTP1 && !knowsBetter;
    }

    CheckFinding finding() {
        return finding;
    }

    /** Whether it turned out, or was known, that HTTP/1.1 is spoken where HTTP/2 might have been. */
    boolean knowsBetter() {
        return target.protocol() == Protocol.AUTO && !speaksHttp2;
    }

    void begin() {
        long millis = target.check().pace().timeout().toMillis();
        deadline = loop.schedule(
                () -> found(CheckFinding.failed("no answer within " + millis + " ms")), millis, TimeUnit.MILLISECONDS);
        if (speaksHttp2 && mayFallBack()) {
            greeting = loop.schedule(this::fallBack, millis / 2, TimeUnit.MILLISECONDS);
        }
        connect();
    }

    private boolean mayFallBack() {
        return target.protocol() == Protocol.AUTO
                && target.id().origin().tls().isEmpty()
                && target.check().path().isPresent();
    }

    private void connect() {
        ChannelFuture connecting = target.surroundings()
                .bootstrap()
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        init(fresh);
                    }
                })
                .connect(target.id().address());
        channel = connecting.channel();
        if (isOver) {
            channel.close();
        }
        connecting.addListener(done -> {
            if (connecting.channel() == channel) {
                connected(connecting.channel(), done.isSuccess());
            }
        });
    }

    private void init(Channel fresh) {
        Optional<UpstreamTls> settings = target.id().origin().tls();
        if (target.check().path().isEmpty()) {
            return;
        }
        if (settings.isEmpty()) {
            fresh.pipeline().addLast(asking());
            return;
        }
        ClientTls tls = target.tls(settings.get());
        if (tls != null) {
            fresh.pipeline().addLast(tls.newHandler(target.id().origin(), fresh), new Agreeing());
        } else {
            found(CheckFinding.failed("its certificate files can't be read"));
        }
    }

    private ChannelHandler asking() {
        return speaksHttp2 ? CheckInHttp2.of(target, this) : new CheckInHttp1(target, this::found);
    }

    private void connected(Channel made, boolean isMade) {
        if (!isMade) {
            found(CheckFinding.failed("no connection"));
            return;
        }
        target.check().announced().ifPresent(version -> announce(made, version));
        if (target.check().path().isEmpty()) {
            found(new CheckFinding(true, "connected", Optional.empty()));
        }
    }

    /** Past all handlers, as it comes before a TLS handshake. */
    private static void announce(Channel made, PoolSettings.ProxyProtocol version) {
        ChannelHandlerContext first = made.pipeline().firstContext();
        ByteBuf header = Unpooled.wrappedBuffer(ofNobody(version));
        if (first == null) {
            made.writeAndFlush(header, made.voidPromise());
        } else {
            first.writeAndFlush(header, made.voidPromise());
        }
    }

    /** A header of the PROXY protocol that says that the connection is our own: {@code UNKNOWN}, {@code LOCAL}. */
    private static byte[] ofNobody(PoolSettings.ProxyProtocol version) {
        return (switch (version) {
                    case V1 -> "PROXY UNKNOWN\r\n";
                    case V2 -> "\r\n\r\n\0\r\nQUIT\n \0\0\0";
                })
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Waits for the handshake, and for what is agreed on in it. */
    private final class Agreeing extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    agreed(ctx.pipeline());
                } else {
                    found(CheckFinding.failed("no TLS handshake"));
                }
            }
        }

        private void agreed(ChannelPipeline pipeline) {
            boolean isHttp2 = "h2".equals(pipeline.get(SslHandler.class).applicationProtocol());
            if (!isHttp2 && target.protocol() == Protocol.HTTP2) {
                found(CheckFinding.failed("it doesn't speak HTTP/2"));
            } else {
                speaksHttp2 = isHttp2;
                pipeline.addLast(asking());
                pipeline.remove(this);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            found(CheckFinding.failed("reset"));
        }
    }

    @Override
    public void greeted() {
        if (greeting != null) {
            greeting.cancel(false);
        }
    }

    @Override
    public void notGreeted(boolean isSure) {
        if (mayFallBack()) {
            fallBack();
        } else {
            found(CheckFinding.failed(isSure ? "it doesn't speak HTTP/2" : "closed before it answered"));
        }
    }

    private void fallBack() {
        if (!isOver && speaksHttp2) {
            speaksHttp2 = false;
            Channel silent = channel;
            channel = null;
            if (silent != null) {
                silent.close();
            }
            connect();
        }
    }

    @Override
    public void found(CheckFinding what) {
        if (!isOver) {
            stop();
            finding = what;
            over.accept(this);
        }
    }

    /** Nobody hears anything of it any more. */
    void stop() {
        isOver = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (greeting != null) {
            greeting.cancel(false);
        }
        if (channel != null) {
            channel.close();
        }
    }
}
