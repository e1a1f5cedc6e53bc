package org.fairlead.matching;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An IP address as a value; an IPv4 address mapped into IPv6 is the IPv4 address. */
public record ClientAddress(long high, long low, boolean isIpv4) {
    private static final long MAPPED = 0xffff_0000_0000L;

    public static ClientAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? ipv4(ByteBuffer.wrap(bytes).getInt())
                : ipv6(ByteBuffer.wrap(bytes).getLong(), ByteBuffer.wrap(bytes).getLong(8));
    }

    private static ClientAddress ipv4(int address) {
        return new ClientAddress(0, MAPPED | Integer.toUnsignedLong(address), true);
    }

    private static ClientAddress ipv6(long high, long low) {
        boolean mapped = high == 0 && low >>> 32 == 0xffff;
        return new ClientAddress(high, low, mapped);
    }

    /** An address written as a literal, IPv6 with or without brackets; a port, a name or anything else gives nothing. */
    public static Optional<ClientAddress> parse(String text) {
        String literal = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        boolean isIpv6 = literal.indexOf(':') >= 0 && literal.matches("[0-9A-Fa-f:.]{2,45}");
        if (!isIpv6 && !literal.matches("(\\d{1,3})(\\.\\d{1,3}){3}")) {
            return Optional.empty();
        }
        try {
            // A literal: nothing is looked up.
            return Optional.of(of(InetAddress.getByName(literal)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The address for IPv4, the /64 for IPv6: what one subscriber has. */
    public long networkKey() {
        return isIpv4 ? low : high;
    }

    @Override
    public String toString() {
        try {
            byte[] bytes = isIpv4
                    ? ByteBuffer.allocate(4).putInt((int) low).array()
                    : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
