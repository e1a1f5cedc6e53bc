package org.fairlead.proxy.downstream;

import java.util.List;
import org.fairlead.config.Listener;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.Ascii;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.fairlead.proxy.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/** What a listener makes of the connections that it accepts. Immutable. */
public final class ListenerSettings {
    private final boolean forPeers;
    private final boolean http2;
    private final byte @Nullable [] healthPath;
    private final List<CidrBlock> proxyProtocolFrom;

    private final @Nullable ServerTls tls;
    private final int httpsPort;

    /** @param tls how it speaks TLS now; null: what comes is plain */
    public ListenerSettings(Listener listener, @Nullable ServerTls tls) {
        this.tls = tls;
        httpsPort = listener.redirectToHttps().orElse(0);
        forPeers = listener.purpose() == Listener.Purpose.PEERS;
        http2 = listener.http2();
        proxyProtocolFrom = listener.proxyProtocolFrom();
        healthPath = listener.healthPath().map(Ascii::bytes).orElse(null);
    }

    /** Whether it takes HTTP/2 beside HTTP/1.1. */
    boolean speaksHttp2() {
        return http2;
    }

    /** Whether each connection begins with a header of the PROXY protocol. */
    boolean speaksProxyProtocol() {
        return !proxyProtocolFrom.isEmpty();
    }

    /** Whether {@code balancer} may send that header. */
    boolean takesProxyProtocolFrom(ClientAddress balancer) {
        return proxyProtocolFrom.stream().anyMatch(block -> block.contains(balancer));
    }

    boolean isForPeers() {
        return forPeers;
    }

    @Nullable
    ServerTls tls() {
        return tls;
    }

    /** The port that what didn't come by https is redirected to; 0: it is served. */
    int httpsPort() {
        return httpsPort;
    }

    /** Whether the listener answers that by itself. */
    boolean asksForHealth(RequestHead head) {
        byte[] path = healthPath;
        return path != null
                && head.pathEnd() - head.pathStart() == path.length
                && (head.method() == Method.GET || head.method() == Method.HEAD)
                && Ascii.equals(head.bytes(), head.pathStart(), head.pathEnd(), path);
    }
}
