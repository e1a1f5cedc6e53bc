package org.fairlead.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Connections that have had one answer and then stay open, as browsers keep them. Once it has its answer a connection is a socket
 * here and nothing more, TLS forgotten: thousands of them have to fit into the harness.
 */
public final class IdleConnections implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final EventLoopGroup group = Transport.oneLoop();
    private final List<Channel> channels = new ArrayList<>();

    private IdleConnections() {}

    /** Opens them one after the other, so that the proxy needs one connection to its origin. */
    public static IdleConnections open(Target target, int count, Request request) throws IOException {
        IdleConnections connections = new IdleConnections();
        try {
            SslContext tls = target.tls() ? tls(target.http2() ? "h2" : "http/1.1") : null;
            for (int i = 0; i < count; i++) {
                connections.openOne(target, tls, request);
            }
            return connections;
        } catch (IOException e) {
            connections.close();
            throw new IOException(
                    "idle connection " + (connections.channels.size() + 1) + " of " + count + ": " + e, e);
        }
    }

    /** Whoever answers is believed; no session is resumed, since each stands for a client of its own. */
    private static SslContext tls(String protocol) throws IOException {
        return SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm("")
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocol))
                .build();
    }

    public int count() {
        return channels.size();
    }

    @SuppressWarnings("NullAway") // Where there is no TLS, it is null; the lambda below doesn't see so.
    private void openOne(Target target, @org.jspecify.annotations.Nullable SslContext tls, Request request)
            throws IOException {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        Visit visit = target.http2() ? new Http2Visit() : Visit.inHttp1();
        IdleVisitor visitor = new IdleVisitor(visit, request, tls == null ? "http" : "https", answered);
        ChannelFuture connecting = new Bootstrap()
                .group(group)
                .channel(Transport.client())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(visitor);
                    }
                })
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()));
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                answered.completeExceptionally(done.cause());
            }
        });
        channels.add(connecting.channel());
        await(answered);
    }

    private static void await(CompletableFuture<Void> answered) throws IOException {
        try {
            answered.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer in " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        channels.forEach(Channel::close);
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
