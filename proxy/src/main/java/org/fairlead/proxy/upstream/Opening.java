package org.fairlead.proxy.upstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import javax.net.ssl.SSLException;
import org.fairlead.config.Origin;
import org.fairlead.config.UpstreamTls;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.loop.Transport;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.proxy.tls.ClientTls;
import org.fairlead.proxy.tls.HandshakeFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The making of one connection to an origin or a peer: TCP, the word for whom it is, TLS. Nothing of a request is sent before it
 * is done; then it leaves the pipeline to its owner. Confined to its event loop.
 */
final class Opening extends ChannelInboundHandlerAdapter {
    /** Who gets the connection. */
    interface Owner {
        /** It is there; nobody else is in its pipeline but TLS. */
        void opened(Channel channel);

        /** It can't be had, or took too long. */
        void notOpened(UpstreamFault fault);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private final OriginConnections origin;
    private final LoopUpstreams loop;
    private final byte[] header;
    private final List<String> protocols;
    private final Owner owner;
    private final Deadline deadline = new Deadline(this::expired);
    private int connectMillis;
    private @Nullable Channel channel;
    private boolean over;

    /**
     * @param header what the connection begins with, before any request; may be empty
     * @param protocols that are offered by ALPN, over TLS
     */
    Opening(OriginConnections origin, LoopUpstreams loop, byte[] header, List<String> protocols, Owner owner) {
        this.origin = origin;
        this.loop = loop;
        this.header = header;
        this.protocols = protocols;
        this.owner = owner;
    }

    /** @param connectMillis how long it may take */
    void begin(int connectMillis) {
        this.connectMillis = connectMillis;
        // For the wait until it is its turn, and for the handshake.
        loop.deadlines().set(deadline, connectMillis * 1_000_000L);
        origin.openings().begin(this);
    }

    /** It is its turn. */
    void connect() {
        loop.telemetry().add(Gauge.UPSTREAM_WAITING, 1);
        Origin to = origin.address();
        ChannelFuture connecting = loop.bootstrap()
                .clone()
                .handler(to.tls().isEmpty() ? this : secured(to, to.tls().get()))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                .connect(origin.socketAddress());
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (loop.eventLoop().inEventLoop()) {
                tried(connecting);
            } else {
                // Of a channel that couldn't even be made, such as where there are no descriptors left, others tell.
                loop.eventLoop().execute(() -> tried(connecting));
            }
        });
    }

    private void tried(ChannelFuture done) {
        loop.telemetry().add(Gauge.UPSTREAM_WAITING, -1);
        loop.telemetry().count(done.isSuccess() ? Event.UPSTREAM_CONNECTED : Event.UPSTREAM_CONNECT_FAILED);
        connectEnded(done.channel(), done.cause());
    }

    private ChannelHandler secured(Origin to, UpstreamTls settings) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                ClientTls tls = loop.tls(protocols.isEmpty() ? settings : settings.offering(protocols));
                if (tls != null) {
                    channel.pipeline().addLast(tls.newHandler(to, channel));
                }
                channel.pipeline().addLast(Opening.this);
            }
        };
    }

    private void connectEnded(Channel connected, @Nullable Throwable cause) {
        if (cause == null) {
            loop.telemetry().add(Gauge.UPSTREAM_CONNECTIONS, 1);
            connected.closeFuture().addListener(closed -> loop.telemetry().add(Gauge.UPSTREAM_CONNECTIONS, -1));
        }
        if (over) {
            // Given up meanwhile.
            connected.close();
        } else if (cause != null) {
            fail(
                    cause instanceof ConnectTimeoutException
                            ? UpstreamFault.CONNECT_TIMED_OUT
                            : UpstreamFault.CONNECT_FAILED);
        } else {
            announce(connected);
            if (origin.address().tls().isEmpty()) {
                open(connected);
            } else if (connected.pipeline().get(SslHandler.class) == null) {
                fail(UpstreamFault.TLS_HANDSHAKE_FAILED);
            }
        }
    }

    /** Not flushed: it leaves with what comes next, by one send. */
    private void announce(Channel connected) {
        // Past all handlers: it isn't a part of what they see as the connection's bytes, nor of any request.
        ChannelHandlerContext first = connected.pipeline().firstContext();
        if (header.length > 0 && first != null) {
            first.write(Unpooled.wrappedBuffer(header), connected.voidPromise());
        }
    }

    private void open(Channel connected) {
        end();
        connected.pipeline().remove(this);
        owner.opened(connected);
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        loop.deadlines().remove(deadline);
        if (channel == null) {
            origin.openings().withdraw(this);
        } else {
            origin.openings().ended();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !over) {
            if (handshake.isSuccess()) {
                open(ctx.channel());
            } else {
                HandshakeFailure failure = HandshakeFailure.ofServer(handshake.cause());
                loop.telemetry().upstreamHandshakeFailed(failure.label());
                LOG.debug("{}: no TLS: {}", origin.name(), failure.label(), handshake.cause());
                fail(UpstreamFault.of(failure));
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Of a handshake that fails, an event tells.
        if (!over && !(cause.getCause() instanceof SSLException) && !Transport.isNetworks(cause)) {
            LOG.error("{}: a bug in the making of a connection", origin.name(), cause);
            fail(UpstreamFault.CONNECT_FAILED);
        }
    }

    private void expired() {
        if (channel != null && channel.isActive()) {
            loop.telemetry().upstreamHandshakeFailed(HandshakeFailure.TIMED_OUT.label());
        }
        fail(UpstreamFault.CONNECT_TIMED_OUT);
    }

    private void fail(UpstreamFault fault) {
        giveUp();
        owner.notOpened(fault);
    }

    /** Closes what there is of it; the owner hears nothing more. */
    void giveUp() {
        end();
        if (channel != null && channel.isRegistered()) {
            channel.close();
        }
    }
}
