package org.fairlead.proxy.tls;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.fairlead.config.Origin;
import org.fairlead.config.UpstreamTls;

/**
 * How origins and peers with the same settings are spoken to over TLS now: replaced whole when files change; connections keep
 * what they began with. For any thread.
 */
public final class ClientTls {
    private final UpstreamTls settings;
    private final ChannelGroup open;
    private volatile SslContext context;

    /** @param open where connections are noted that have TLS */
    ClientTls(UpstreamTls settings, SslContext context, ChannelGroup open) {
        this.open = open;
        this.settings = settings;
        this.context = context;
    }

    /** For {@code channel}, a connection to {@code origin}. How long its handshake may take is up to the caller. */
    public SslHandler newHandler(Origin origin, Channel channel) {
        open.add(channel);
        // The name is what the certificate is checked against, what is asked for (SNI), and what sessions are kept by.
        SslHandler handler =
                context.newHandler(channel.alloc(), settings.serverName().orElse(origin.host()), origin.port());
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    SslContext context() {
        return context;
    }

    void become(SslContext next) {
        context = next;
    }
}
