package org.fairlead.proxy.tls;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import java.security.cert.X509Certificate;
import org.fairlead.config.ListenerTls;
import org.jspecify.annotations.Nullable;

/**
 * How one listener speaks TLS now: replaced whole when files or the configuration change; connections keep what they began
 * with. For any thread.
 */
public final class ServerTls {
    /** As ALPN names it (RFC 7301). */
    public static final String HTTP_1_1 = "http/1.1";

    /** As ALPN names it (RFC 9113 §3.2). */
    public static final String HTTP_2 = "h2";

    /** One state of it. Immutable. */
    public record State(ListenerTls settings, ServerCertificates certificates) {
        /** Whether a client with this certificate, or with none, may go on; null: it may, otherwise why not. */
        public @Nullable HandshakeFailure objection(@Nullable X509Certificate client) {
            ListenerTls.Clients clients = settings.clients();
            if (client == null) {
                return clients.demand() == ListenerTls.Demand.REQUIRED ? HandshakeFailure.CLIENT_CERTIFICATE : null;
            }
            CertificateNames names = CertificateNames.of(client);
            return clients.names().isEmpty()
                            || clients.names().stream()
                                    .anyMatch(name -> names.exact().contains(name))
                    ? null
                    : HandshakeFailure.CLIENT_NAME;
        }
    }

    private final ChannelGroup open;
    private volatile State state;

    /** @param open where connections are noted that have TLS */
    ServerTls(State state, ChannelGroup open) {
        this.state = state;
        this.open = open;
    }

    /** {@code channel} is about to have TLS, which is closed before the process forgets its certificates. */
    public void opened(Channel channel) {
        open.add(channel);
    }

    /** To be asked in the turn of the event loop in which a connection begins its TLS with it. */
    public State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }
}
