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
        boolean isBracketed = text.startsWith("[") && text.endsWith("]");
        String literal = isBracketed ? text.substring(1, text.length() - 1) : text;
        if (literal.indexOf(':') >= 0) {
            return parseIpv6(literal);
        }
        return isBracketed ? Optional.empty() : parseIpv4(literal);
    }

    private static Optional<ClientAddress> parseIpv6(String literal) {
        int dot = literal.indexOf('.');
        int end = dot < 0 ? literal.length() : literal.lastIndexOf(':', dot) + 1;
        if (!isOfGroups(literal, end)
                || dot >= 0 && parseIpv4(literal.substring(end)).isEmpty()) {
            return Optional.empty();
        }
        try {
            // The brackets keep the JDK from looking up as a name what it can't read as an address.
            return Optional.of(of(InetAddress.getByName("[" + literal + "]")));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether there are colons and groups of up to four hexadecimal digits before {@code end}; the JDK takes longer ones. */
    private static boolean isOfGroups(String literal, int end) {
        int digits = 0;
        for (int i = 0; i < end; i++) {
            char c = literal.charAt(i);
            digits = c == ':' ? 0 : digits + 1;
            if (c != ':' && Character.digit(c, 16) < 0 || c > 'f' || digits > 4) {
                return false;
            }
        }
        return true;
    }

    /** Four decimal numbers; one with a leading zero is octal to some, so it is none here. */
    private static Optional<ClientAddress> parseIpv4(String literal) {
        int address = 0;
        int start = 0;
        for (int part = 0; part < 4; part++) {
            int dot = literal.indexOf('.', start);
            int end = part == 3 ? literal.length() : dot;
            int number = end < 0 ? -1 : number(literal, start, end);
            if (number < 0) {
                return Optional.empty();
            }
            address = address << 8 | number;
            start = end + 1;
        }
        return Optional.of(ipv4(address));
    }

    /** 0 to 255, or -1. */
    private static int number(String literal, int start, int end) {
        int number = 0;
        for (int i = start; i < end; i++) {
            char c = literal.charAt(i);
            boolean leadingZero = i > start && number == 0;
            if (c < '0' || c > '9' || leadingZero || i - start > 2) {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return start == end || number > 255 ? -1 : number;
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
