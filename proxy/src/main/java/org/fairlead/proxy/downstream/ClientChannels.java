package org.fairlead.proxy.downstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.Sender;
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
            channel.config().setAllocator(loop.allocator());
            Sender sender = Sender.of(remote.getAddress(), listener.isForPeers(), false);
            channel.pipeline().addLast(new ClientConnection(loop, listener, limit, channel, sender));
        } else {
            loop.telemetry().count(Event.CONNECTION_REFUSED);
            channel.config().setAutoRead(false);
            channel.writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY)).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
