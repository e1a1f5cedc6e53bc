package org.fairlead.proxy.downstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.Sender;
import org.fairlead.proxy.http2.Codec;
import org.fairlead.proxy.http2.FrameBudget;
import org.fairlead.proxy.telemetry.Event;

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

    /** At once on one connection; RFC 9113 §6.5.2 advises not to go below. */
    private static final int MOST_STREAMS = 100;

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
            Sender sender = Sender.of(remote.getAddress(), listener.isForPeers(), false);
            channel.pipeline().addLast(handler(loop, channel, sender));
        } else {
            loop.telemetry().count(Event.CONNECTION_REFUSED);
            channel.config().setAutoRead(false);
            channel.writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** What serves a connection whose protocol isn't agreed upon beforehand. */
    private ChannelHandler handler(ExchangeLoop loop, Channel channel, Sender sender) {
        if (!listener.speaksHttp2()) {
            return new ClientConnection(loop, listener, limit, channel, sender);
        }
        var choices = new ProtocolChoice.Choices(
                () -> new ClientConnection(loop, listener, limit, channel, sender),
                () -> http2(loop, listener, limit, sender));
        return new ProtocolChoice(loop, limit, choices, channel::close);
    }

    /** Serves a connection that speaks HTTP/2, beginning with the client's preface. */
    static ChannelHandler http2(ExchangeLoop loop, ListenerSettings listener, ConnectionLimit limit, Sender sender) {
        Http2Settings settings = new Http2Settings()
                .maxConcurrentStreams(MOST_STREAMS)
                .initialWindowSize(Codec.STREAM_WINDOW)
                .maxHeaderListSize(loop.limits().headBytes())
                .connectProtocolEnabled(true);
        FrameBudget budget = new FrameBudget(loop.deadlines()::coarseNanos);
        return new ClientStreams(Codec.server(settings, budget), loop, listener, limit, sender);
    }
}
