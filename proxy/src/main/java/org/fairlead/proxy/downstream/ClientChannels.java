package org.fairlead.proxy.downstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.Sender;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/** Gives each accepted channel its handler, or refuses it where there are as many as there may be. For any loop. */
final class ClientChannels extends ChannelInitializer<Channel> {
    private static final byte[] TOO_MANY = Ascii.bytes(String.join(
            "\r\n",
            "HTTP/1.1 503 Service Unavailable",
            "Retry-After: 5",
            "Cache-Control: no-store",
            "Content-Length: 0",
            "Connection: close",
            "",
            ""));

    private final Function<Channel, ExchangeLoop> loops;
    private final ListenerSettings listener;
    private final ConnectionLimit limit;

    ClientChannels(Function<Channel, ExchangeLoop> loops, ListenerSettings listener, ConnectionLimit limit) {
        this.loops = loops;
        this.listener = listener;
        this.limit = limit;
    }

    @Override
    protected void initChannel(Channel channel) {
        ExchangeLoop loop = loops.apply(channel);
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            // Gone already.
            channel.close();
        } else if (limit.tryOpen()) {
            loop.telemetry().count(Event.CONNECTION_ACCEPTED);
            begin(loop, channel, remote.getAddress());
        } else {
            loop.telemetry().count(Event.CONNECTION_REFUSED);
            refuse(channel);
        }
    }

    private void begin(ExchangeLoop loop, Channel channel, InetAddress client) {
        ServerTls tls = listener.tls();
        if (tls == null) {
            Sender sender = Sender.of(client, listener.isForPeers());
            channel.pipeline().addLast(new ClientConnection(loop, listener, limit, channel, sender));
        } else {
            TlsEntry.Next next = (ctx, protocol, secure) ->
                    speak(loop, ctx, protocol, Sender.of(client, listener.isForPeers(), secure));
            channel.pipeline().addLast(new TlsEntry(loop, limit, tls, channel, next));
        }
    }

    /** After the handshake: what ALPN chose; HTTP/1.1 for clients that don't know of it. */
    private void speak(ExchangeLoop loop, ChannelHandlerContext ctx, @Nullable String protocol, Sender sender) {
        ctx.pipeline().replace(ctx.handler(), null, new ClientConnection(loop, listener, limit, ctx.channel(), sender));
    }

    private void refuse(Channel channel) {
        channel.config().setAutoRead(false);
        if (listener.tls() == null) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY)).addListener(ChannelFutureListener.CLOSE);
        } else {
            // A word that a client could read would cost a handshake.
            channel.close();
        }
    }
}
