package org.fairlead.proxy.health;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.UpstreamTls;
import org.fairlead.proxy.tls.ClientTls;
import org.jspecify.annotations.Nullable;

/** Asks one origin again and again whether it is well, each time on a connection of its own. Confined to the health loop. */
final class OriginCheck {
    private final OriginId id;
    private final PoolSettings.Check check;
    private final Supplier<byte[]> ownWordField;
    private final Bootstrap bootstrap;
    private final Function<UpstreamTls, @Nullable ClientTls> tls;
    private final EventLoop loop;
    private final Consumer<CheckFinding> ended;
    private @Nullable ScheduledFuture<?> next;
    private @Nullable Once current;

    OriginCheck(
            OriginId id,
            PoolSettings.Check check,
            Supplier<byte[]> ownWordField,
            Bootstrap bootstrap,
            Function<UpstreamTls, @Nullable ClientTls> tls,
            Consumer<CheckFinding> ended) {
        this.id = id;
        this.check = check;
        this.ownWordField = ownWordField;
        this.bootstrap = bootstrap;
        this.tls = tls;
        this.loop = bootstrap.config().group().next();
        this.ended = ended;
    }

    boolean isFor(PoolSettings.Check other) {
        return check.equals(other);
    }

    /** The first at once. */
    void start() {
        ask();
    }

    void stop() {
        if (next != null) {
            next.cancel(false);
        }
        Once running = current;
        current = null;
        if (running != null) {
            running.stop();
        }
    }

    private void ask() {
        Once once = new Once();
        current = once;
        once.begin();
    }

    private void ended(Once once, CheckFinding finding) {
        if (once == current) {
            current = null;
            next = loop.schedule(this::ask, pauseMillis(), TimeUnit.MILLISECONDS);
            ended.accept(finding);
        }
    }

    /** Give or take a tenth, so that those of a fleet don't come all at once. */
    private long pauseMillis() {
        long interval = check.pace().interval().toMillis();
        long tenth = Math.max(1, interval / 10);
        return interval - tenth + ThreadLocalRandom.current().nextLong(2 * tenth);
    }

    /** A header of the PROXY protocol that says that the connection is our own: {@code UNKNOWN}, {@code LOCAL}. */
    private static byte[] ofNobody(PoolSettings.ProxyProtocol version) {
        return (switch (version) {
                    case V1 -> "PROXY UNKNOWN\r\n";
                    case V2 -> "\r\n\r\n\0\r\nQUIT\n \0\0\0";
                })
                .getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] request() {
        String host = check.host().orElse(id.origin().toString());
        return ("GET " + check.path().orElse("/") + " HTTP/1.1\r\nHost: " + host
                        + "\r\nUser-Agent: fairlead-check\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** One check. */
    private final class Once extends ChannelInboundHandlerAdapter {
        private final CheckAnswer answer = new CheckAnswer(check, ownWordField.get());
        private @Nullable Channel channel;
        private @Nullable ScheduledFuture<?> deadline;
        private boolean isOver;

        void begin() {
            deadline = loop.schedule(
                    () -> end(CheckFinding.failed(
                            "no answer within " + check.pace().timeout().toMillis() + " ms")),
                    check.pace().timeout().toMillis(),
                    TimeUnit.MILLISECONDS);
            ChannelFuture connecting = bootstrap.clone().handler(handler()).connect(id.address());
            channel = connecting.channel();
            connecting.addListener(done -> {
                if (!done.isSuccess()) {
                    end(CheckFinding.failed("no connection"));
                } else {
                    check.announced().ifPresent(version -> announce(connecting.channel(), version));
                }
            });
        }

        /** Past all handlers, as it comes before a TLS handshake. */
        private void announce(Channel open, PoolSettings.ProxyProtocol version) {
            ChannelHandlerContext first = open.pipeline().firstContext();
            if (first != null) {
                first.writeAndFlush(Unpooled.wrappedBuffer(ofNobody(version)), open.voidPromise());
            }
        }

        private ChannelHandler handler() {
            return id.origin().tls().<ChannelHandler>map(this::secured).orElse(this);
        }

        private ChannelHandler secured(UpstreamTls settings) {
            return new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel opened) {
                    ClientTls client = tls.apply(settings);
                    if (client != null) {
                        opened.pipeline().addLast(client.newHandler(id.origin(), opened), Once.this);
                    } else {
                        end(CheckFinding.failed("its certificate files can't be read"));
                    }
                }
            };
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
                end(CheckFinding.failed("no TLS handshake"));
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (check.path().isEmpty()) {
                end(new CheckFinding(true, "connected", java.util.Optional.empty()));
            } else {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(request()), ctx.voidPromise());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf in = (ByteBuf) message;
            try {
                CheckFinding finding = isOver ? null : answer.read(in);
                if (finding != null) {
                    end(finding);
                }
            } finally {
                in.release();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (!isOver) {
                end(answer.end());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            end(CheckFinding.failed("reset"));
        }

        void stop() {
            isOver = true;
            if (deadline != null) {
                deadline.cancel(false);
            }
            if (channel != null) {
                channel.close();
            }
        }

        private void end(CheckFinding finding) {
            if (!isOver) {
                stop();
                ended(this, finding);
            }
        }
    }
}
