package org.fairlead.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** One certificate in the form in which connections are served with it. Immutable. */
public final class ServerCertificate {
    private final SslContext context;
    private final CertificateNames names;
    private final byte @Nullable [] ocsp;

    private final long expiry;

    /** @param expiry in seconds since 1970 */
    ServerCertificate(SslContext context, CertificateNames names, byte @Nullable [] ocsp, long expiry) {
        this.context = context;
        this.names = names;
        this.ocsp = ocsp;
        this.expiry = expiry;
    }

    public CertificateNames names() {
        return names;
    }

    /** For one connection. How long its handshake may take is up to the caller. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(0);
        if (ocsp != null && handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
            engine.setOcspResponse(ocsp);
        }
        return handler;
    }

    SslContext context() {
        return context;
    }

    long expiry() {
        return expiry;
    }
}
