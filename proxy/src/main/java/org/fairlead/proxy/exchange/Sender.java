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
 * @param tls null: the connection is plain
 */
public record Sender(
        ClientAddress address,
        byte[] text,
        boolean fromPeers,
        @Nullable SecureClient tls) {
    /** On a plain connection. */
    public static Sender of(InetAddress address, boolean fromPeers) {
        ClientAddress client = ClientAddress.of(address);
        return new Sender(client, Ascii.bytes(client.toString()), fromPeers, null);
    }

    /** The same, after the handshake. */
    public Sender over(SecureClient tls) {
        return new Sender(address, text, fromPeers, tls);
    }

    boolean secure() {
        return tls != null;
    }
}
