package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.fairlead.config.ListenerTls;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.exchange.ClientCertificate;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.OpenClients;
import org.fairlead.proxy.exchange.SecureClient;
import org.fairlead.proxy.http1.HeadWriter;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.loop.Stage;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.proxy.tls.HandshakeFailure;
import org.fairlead.proxy.tls.ServerCertificate;
import org.fairlead.proxy.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/**
 * A connection on a listener with TLS up to the end of its handshake: then what speaks the chosen protocol takes its place.
 * There is no TLS state for a connection before its first byte. Confined to the channel's event loop.
 */
final class TlsEntry extends ChannelInboundHandlerAdapter implements OpenClients.Connection {
    /** Who takes over. */
    interface Next {
        /**
         * Replaces the handler of {@code ctx}, and takes over the connection's place.
         *
         * @param protocol chosen by ALPN, such as {@code http/1.1}; null: the client offered none that we speak
         */
        void take(ChannelHandlerContext ctx, @Nullable String protocol, SecureClient client);
    }

    private enum Phase {
        AWAITING_HELLO,
        HANDSHAKING,
        /** Another handler takes over. */
        DONE,
        /** It speaks no TLS, was told so, and what else it sends is dropped. */
        TURNING_AWAY,
        OVER
    }

    private static final long LINGER_NANOS = 2_000_000_000L;
    private static final int LONGEST_HELLO = 64 * 1024;
    private static final byte[] NOT_TLS = Ascii.bytes(String.join(
            "\r\n",
            "HTTP/1.1 400 Bad Request",
            "Content-Type: text/plain; charset=utf-8",
            "Cache-Control: no-store",
            "Content-Length: 35",
            "Connection: close",
            "",
            "this port speaks https, not http.\r\n"));

    private final ExchangeLoop loop;
    private final Runnable notTaken;
    private final ServerTls live;
    private final Next next;
    private final Deadline deadline = new Deadline(this::expired);
    private final Channel channel;
    private ServerTls.State tls;
    /** One of {@link #tls}. */
    private ServerCertificate certificate;

    private Phase phase = Phase.AWAITING_HELLO;

    /** @param notTaken run where the connection ends before somebody takes over */
    TlsEntry(ExchangeLoop loop, Runnable notTaken, ServerTls live, Channel channel, Next next) {
        this.live = live;
        this.loop = loop;
        this.notTaken = notTaken;
        tls = live.state();
        this.channel = channel;
        this.next = next;
        certificate = tls.certificates().first();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        loop.telemetry().add(Gauge.TLS_HANDSHAKES, 1);
        loop.clients().add(this);
        loop.deadlines().set(deadline, tls.settings().handshakeTimeout().toNanos());
    }

    /** Who has begun may end, and is then told that the process leaves. */
    @Override
    public void stageChanged() {
        if (phase == Phase.AWAITING_HELLO && loop.stage() == Stage.HURRYING) {
            channel.close();
        }
    }

    @Override
    public boolean cutOff() {
        channel.close();
        return false;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        switch (phase) {
            case AWAITING_HELLO -> {
                // A method's first letter; a handshake begins with 22 (RFC 8446 §5.1).
                if (in.getByte(in.readerIndex()) >= 'A') {
                    in.release();
                    turnAway();
                } else {
                    beginHandshake();
                    // From the front, where TLS is now.
                    ctx.pipeline().fireChannelRead(in);
                }
            }
            case HANDSHAKING, DONE, TURNING_AWAY, OVER -> in.release();
        }
    }

    private void beginHandshake() {
        phase = Phase.HANDSHAKING;
        live.opened(channel);
        choose(null);
        channel.pipeline()
                .addFirst(tls.certificates().isChoice() ? new ByName() : certificate.newHandler(channel.alloc()));
    }

    /**
     * Turns to what there is now for that name: what there was when the connection came, or when its hello began, may have been
     * replaced and released since.
     */
    private void choose(@Nullable String hostname) {
        tls = live.state();
        certificate = tls.certificates().forName(hostname);
    }

    /** Reads the name that the client asks for, and puts TLS with the certificate for it in its own place. */
    private final class ByName extends AbstractSniHandler<ServerCertificate> {
        ByName() {
            super(LONGEST_HELLO, 0);
        }

        @Override
        protected Future<ServerCertificate> lookup(ChannelHandlerContext ctx, @Nullable String hostname) {
            choose(hostname);
            return ctx.executor().newSucceededFuture(certificate);
        }

        @Override
        protected void onLookupComplete(
                ChannelHandlerContext ctx, @Nullable String hostname, Future<ServerCertificate> future) {
            ctx.pipeline().replace(this, null, certificate.newHandler(ctx.alloc()));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                handshakeDone(ctx);
            } else {
                fail(HandshakeFailure.ofClient(handshake.cause()));
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            fail(phase == Phase.AWAITING_HELLO ? HandshakeFailure.NO_HELLO : HandshakeFailure.CLOSED);
        }
    }

    private void handshakeDone(ChannelHandlerContext ctx) {
        SslHandler handler = ctx.pipeline().get(SslHandler.class);
        SSLSession session = handler.engine().getSession();
        X509Certificate shown = tls.settings().clients().demand() == ListenerTls.Demand.NONE ? null : shown(session);
        HandshakeFailure objection = tls.objection(shown);
        if (objection != null) {
            fail(objection);
            return;
        }
        phase = Phase.DONE;
        loop.telemetry().count(Event.TLS_HANDSHAKE);
        SecureClient client = new SecureClient(
                session.getProtocol(),
                session.getCipherSuite(),
                certificate.names()::covers,
                shown == null ? List.of() : ClientCertificate.lines(shown),
                tls.settings()
                        .hsts()
                        .map(hsts -> HeadWriter.line("Strict-Transport-Security", hsts.value()))
                        .orElse(null));
        next.take(ctx, handler.applicationProtocol(), client);
    }

    private static @Nullable X509Certificate shown(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate leaf ? leaf : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /** RFC 9110 doesn't know such a client; it is better off with a word than with a reset. */
    private void turnAway() {
        loop.telemetry().handshakeFailed(HandshakeFailure.NOT_TLS.label());
        phase = Phase.TURNING_AWAY;
        loop.deadlines().set(deadline, LINGER_NANOS);
        channel.writeAndFlush(Unpooled.wrappedBuffer(NOT_TLS)).addListener(done -> {
            if (channel.isActive()) {
                ((DuplexChannel) channel).shutdownOutput();
            }
        });
    }

    private void expired() {
        fail(HandshakeFailure.TIMED_OUT);
    }

    private void fail(HandshakeFailure failure) {
        switch (phase) {
            case AWAITING_HELLO, HANDSHAKING -> loop.telemetry().handshakeFailed(failure.label());
            case DONE, TURNING_AWAY, OVER -> {}
        }
        phase = Phase.OVER;
        // An alert that was written is on its way; nothing more is owed.
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(phase == Phase.AWAITING_HELLO ? HandshakeFailure.NO_HELLO : HandshakeFailure.CLOSED);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        loop.deadlines().remove(deadline);
        loop.clients().remove(this);
        loop.telemetry().add(Gauge.TLS_HANDSHAKES, -1);
        if (phase != Phase.DONE) {
            notTaken.run();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(HandshakeFailure.ofClient(cause));
    }
}
