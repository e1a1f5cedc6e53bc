package org.fairlead.proxy.downstream;

import java.util.List;
import org.fairlead.config.Listener;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.ClientAddress;
import org.fairlead.proxy.exchange.ListenerAnswers;
import org.fairlead.proxy.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/** What a listener makes of the connections that it accepts. Immutable. */
public final class ListenerSettings {
    private final boolean forPeers;
    private final boolean http2;
    private final ListenerAnswers answers;
    private final List<CidrBlock> proxyProtocolFrom;

    private final @Nullable ServerTls tls;

    /** @param tls how it speaks TLS now; null: what comes is plain */
    public ListenerSettings(Listener listener, @Nullable ServerTls tls) {
        this.tls = tls;
        forPeers = listener.purpose() == Listener.Purpose.PEERS;
        http2 = listener.http2();
        proxyProtocolFrom = listener.proxyProtocolFrom();
        answers = new ListenerAnswers(
                listener.healthPath().orElse(null), listener.redirectToHttps().orElse(0));
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

    ListenerAnswers answers() {
        return answers;
    }
}
