package org.fairlead.proxy.exchange;

import java.net.InetAddress;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.Ascii;

/**
 * Who is at the other end of a client's connection: the client, or a proxy in front of us.
 *
 * @param text the address as it is written
 * @param fromPeers whether it came in on a listener for peers
 * @param secure whether the connection is TLS
 */
public record Sender(ClientAddress address, byte[] text, boolean fromPeers, boolean secure) {
    public static Sender of(InetAddress address, boolean fromPeers, boolean secure) {
        return of(ClientAddress.of(address), fromPeers, secure);
    }

    public static Sender of(ClientAddress address, boolean fromPeers, boolean secure) {
        return new Sender(address, Ascii.bytes(address.toString()), fromPeers, secure);
    }
}
