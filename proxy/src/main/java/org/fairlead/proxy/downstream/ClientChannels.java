package org.fairlead.proxy.downstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.Sender;
import org.fairlead.proxy.http2.Codec;
import org.fairlead.proxy.http2.FrameBudget;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.telemetry.Limit;
import org.fairlead.proxy.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/** Gives each accepted channel its handler, or refuses it where there are as many as there may be. For any loop. */
final class ClientChannels extends ChannelInitializer<Channel> {
    /** At once on one connection; RFC 9113 §6.5.2 advises not to go below. */
    static final int MOST_STREAMS = 100;

    private final Function<Channel, LoopClients> loops;
    private final ListenerSettings listener;
    private final Admission admission;

    /** What the listeners of one event loop share. */
    record LoopClients(ExchangeLoop loop, Refusals refusals) {}

    ClientChannels(Function<Channel, LoopClients> loops, ListenerSettings listener, Admission admission) {
        this.loops = loops;
        this.listener = listener;
        this.admission = admission;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            // Gone already.
            channel.close();
            return;
        }
        LoopClients clients = loops.apply(channel);
        @Nullable Limit limit = admission.tryOpen();
        if (limit == null) {
            Sender sender = Sender.of(remote.getAddress(), listener.isForPeers(), false)
                    .from(remote.getPort(), channel.localAddress());
            greet(channel, clients, sender);
        } else {
            refuse(limit, channel, clients);
        }
    }

    private void refuse(Limit limit, Channel channel, LoopClients clients) {
        clients.loop().telemetry().count(Event.CONNECTION_REFUSED);
        clients.loop().telemetry().reached(limit);
        ServerTls tls = listener.tls();
        Refusals refusals = clients.refusals();
        if (!Refusal.hasAnswer(limit)) {
            channel.close();
        } else if (tls == null) {
            Refusal.plain(limit, channel, refusals, listener.speaksHttp2());
        } else if (limit == Limit.MEMORY || !refusals.mayShakeHands()) {
            // A word that a client could read costs a handshake.
            channel.close();
        } else {
            channel.config().setAllocator(clients.loop().allocator());
            channel.pipeline()
                    .addLast(new TlsEntry(
                            clients.loop(),
                            refusals::handshakeEnded,
                            tls,
                            channel,
                            (ctx, protocol, secure) -> Refusal.secure(limit, ctx, refusals, protocol)));
        }
    }

    /** A balancer says first whom it connects for; where one is expected, nobody else may come. */
    private void greet(Channel channel, LoopClients clients, Sender sender) {
        if (!listener.speaksProxyProtocol()) {
            admit(channel, clients, sender);
        } else if (listener.takesProxyProtocolFrom(sender.address())) {
            channel.pipeline()
                    .addLast(new ProxyProtocolHandler(
                            clients.loop(), admission, sender, meant -> admit(channel, clients, meant)));
        } else {
            admission.closed();
            refuse(Limit.PROXY_PROTOCOL, channel, clients);
        }
    }

    /** Makes {@code sender}'s connection one of a client, where its address may have another. It has been counted. */
    private void admit(Channel channel, LoopClients clients, Sender sender) {
        Admission.@Nullable Place place = admission.place(sender);
        if (place == null) {
            admission.closed();
            refuse(Limit.PER_ADDRESS, channel, clients);
            return;
        }
        clients.loop().telemetry().count(Event.CONNECTION_ACCEPTED);
        channel.config().setAllocator(clients.loop().allocator());
        ServerTls tls = listener.tls();
        if (tls == null) {
            channel.pipeline().addLast(handler(clients.loop(), place, channel, sender));
        } else {
            TlsEntry.Next next =
                    (ctx, protocol, secure) -> speak(clients.loop(), ctx, protocol, sender.over(secure), place);
            channel.pipeline().addLast(new TlsEntry(clients.loop(), place::leave, tls, channel, next));
        }
    }

    /** After the handshake: what ALPN chose; HTTP/1.1 for clients that chose nothing. Takes {@code place} over. */
    private void speak(
            ExchangeLoop loop,
            ChannelHandlerContext ctx,
            @Nullable String protocol,
            Sender sender,
            Admission.Place place) {
        ChannelHandler speaker = ServerTls.HTTP_2.equals(protocol)
                ? http2(loop, listener, place, sender)
                : new ClientConnection(loop, listener, place, ctx.channel(), sender);
        ctx.pipeline().replace(ctx.handler(), null, speaker);
    }

    /** What serves a connection whose protocol isn't agreed upon beforehand. */
    private ChannelHandler handler(ExchangeLoop loop, Admission.Place place, Channel channel, Sender sender) {
        if (!listener.speaksHttp2()) {
            return new ClientConnection(loop, listener, place, channel, sender);
        }
        var choices = new ProtocolChoice.Choices(
                () -> new ClientConnection(loop, listener, place, channel, sender),
                () -> http2(loop, listener, place, sender));
        return new ProtocolChoice(loop, place, choices, channel);
    }

    /** Serves a connection that speaks HTTP/2, beginning with the client's preface. */
    static ChannelHandler http2(ExchangeLoop loop, ListenerSettings listener, Admission.Place place, Sender sender) {
        Http2Settings settings = new Http2Settings()
                .maxConcurrentStreams(MOST_STREAMS)
                .initialWindowSize(sender.fromPeers() ? Codec.PEER_STREAM_WINDOW : Codec.STREAM_WINDOW)
                .maxHeaderListSize(loop.limits().headBytes())
                .connectProtocolEnabled(true);
        boolean isOfMany = sender.fromPeers() || loop.serving().believes(sender);
        FrameBudget budget = isOfMany
                ? FrameBudget.ofMany(loop.deadlines()::coarseNanos)
                : new FrameBudget(loop.deadlines()::coarseNanos);
        return new ClientStreams(
                Codec.server(settings, budget, loop.askedBlocks().received()), loop, listener, place, sender);
    }
}
