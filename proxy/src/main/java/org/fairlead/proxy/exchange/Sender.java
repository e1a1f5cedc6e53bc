package org.fairlead.proxy.exchange;

import java.net.InetAddress;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a client's connection: the client, or a proxy in front of us.
 *
 * @param text the address as it is written
 * @param fromPeers whether it came in on a listener for peers
 * @param secure whether the client came by TLS, to us or as a balancer says
 * @param tls null: the connection itself is plain
 */
public record Sender(
        ClientAddress address,
        byte[] text,
        boolean fromPeers,
        boolean secure,
        @Nullable SecureClient tls) {
    /** On a connection that isn't TLS; {@code secure}: somebody who is believed says that the client's was. */
    public static Sender of(InetAddress address, boolean fromPeers, boolean secure) {
        return of(ClientAddress.of(address), fromPeers, secure);
    }

    public static Sender of(ClientAddress address, boolean fromPeers, boolean secure) {
        return new Sender(address, Ascii.bytes(address.toString()), fromPeers, secure, null);
    }

    /** The same, after the handshake. */
    public Sender over(SecureClient handshake) {
        return new Sender(address, text, fromPeers, true, handshake);
    }
}
