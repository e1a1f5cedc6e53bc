package org.fairlead.proxy.exchange;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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
 * @param ends of the connection, beside that address
 */
public record Sender(
        ClientAddress address,
        byte[] text,
        boolean fromPeers,
        boolean secure,
        @Nullable SecureClient tls,
        Ends ends) {
    /**
     * What is known of a connection beside who made it.
     *
     * @param port that it comes from; 0: not known
     * @param to where it goes to
     */
    public record Ends(int port, ClientAddress to, int toPort) {
        static final Ends UNKNOWN = new Ends(0, ClientAddress.of(new InetSocketAddress(0).getAddress()), 0);
    }

    /** Where nobody has sent anything. */
    static final Sender NOBODY = of(Ends.UNKNOWN.to(), false, false);

    /** On a connection that isn't TLS; {@code secure}: somebody who is believed says that the client's was. */
    public static Sender of(InetAddress address, boolean fromPeers, boolean secure) {
        return of(ClientAddress.of(address), fromPeers, secure);
    }

    public static Sender of(ClientAddress address, boolean fromPeers, boolean secure) {
        return new Sender(address, Ascii.bytes(address.toString()), fromPeers, secure, null, Ends.UNKNOWN);
    }

    /** The same, from that {@code port} to {@code local}, as far as they are known. */
    public Sender from(int port, @Nullable SocketAddress local) {
        return local instanceof InetSocketAddress to && to.getAddress() != null
                ? with(new Ends(port, ClientAddress.of(to.getAddress()), to.getPort()))
                : with(new Ends(port, ends.to(), ends.toPort()));
    }

    /** The same, as one that comes from that {@code port} through {@code balancer}. */
    public Sender from(int port, Sender balancer) {
        return with(new Ends(port, balancer.ends.to(), balancer.ends.toPort()));
    }

    private Sender with(Ends other) {
        return new Sender(address, text, fromPeers, secure, tls, other);
    }

    /** The same, after the handshake. */
    public Sender over(SecureClient handshake) {
        return new Sender(address, text, fromPeers, true, handshake, ends);
    }
}
