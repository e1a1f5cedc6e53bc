package org.fairlead.proxy.upstream;

import java.nio.ByteBuffer;
import org.fairlead.config.PoolSettings.ProxyProtocol;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.Ascii;

/**
 * For whom a connection is made, as an origin is told by the PROXY protocol (HAProxy's {@code doc/proxy-protocol.txt}).
 *
 * @param port of the client; 0: not known
 * @param to where the client connected to
 */
public record Announcement(ClientAddress client, int port, ClientAddress to, int toPort) {
    private static final byte[] V2 = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    /** Version 2, PROXY. */
    private static final byte PROXY = 0x21;

    private static final byte TCP_OVER_IPV4 = 0x11;
    private static final byte TCP_OVER_IPV6 = 0x21;
    private static final int V2_FIXED = 16;
    private static final int IPV4_LENGTH = 12;
    private static final int IPV6_LENGTH = 36;

    /** The header. Both addresses are of one family there: where only one is IPv4, it is written as mapped into IPv6. */
    byte[] render(ProxyProtocol version) {
        return switch (version) {
            case V1 -> Ascii.bytes(line());
            case V2 -> binary();
        };
    }

    private boolean isIpv4() {
        return client.isIpv4() && to.isIpv4();
    }

    private String line() {
        return "PROXY " + (isIpv4() ? "TCP4 " : "TCP6 ") + text(client) + ' ' + text(to) + ' ' + port + ' ' + toPort
                + "\r\n";
    }

    private String text(ClientAddress address) {
        return address.isIpv4() && !isIpv4() ? "::ffff:" + address : address.toString();
    }

    private byte[] binary() {
        int length = isIpv4() ? IPV4_LENGTH : IPV6_LENGTH;
        ByteBuffer header = ByteBuffer.allocate(V2_FIXED + length)
                .put(V2)
                .put(PROXY)
                .put(isIpv4() ? TCP_OVER_IPV4 : TCP_OVER_IPV6)
                .putShort((short) length);
        put(client, header);
        put(to, header);
        return header.putShort((short) port).putShort((short) toPort).array();
    }

    private void put(ClientAddress address, ByteBuffer header) {
        if (isIpv4()) {
            header.putInt((int) address.low());
        } else {
            header.putLong(address.high()).putLong(address.low());
        }
    }
}
