package org.fairlead.proxy.http1;

import org.fairlead.message.Ascii;

/** The syntax of {@code host[:port]} (RFC 3986 §3.2): a name, an IPv4 address, or an IPv6 address in brackets. */
final class Authority {
    static final int INVALID = -1;
    private static final int LONGEST_IPV6 = 45;
    private static final int LARGEST_PORT = 65535;

    private Authority() {}

    /** Where the host of {@code bytes[start, end)} ends and its port, if it has one, begins with a colon; or {@link #INVALID}. */
    static int hostEnd(byte[] bytes, int start, int end) {
        if (start == end) {
            return INVALID;
        }
        int hostEnd = bytes[start] == '[' ? addressEnd(bytes, start, end) : nameEnd(bytes, start, end);
        if (hostEnd == INVALID || hostEnd == end) {
            return hostEnd;
        }
        return bytes[hostEnd] == ':' && isPort(bytes, hostEnd + 1, end) ? hostEnd : INVALID;
    }

    private static int nameEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && Octets.isRegisteredName(bytes[i])) {
            i++;
        }
        return i == start ? INVALID : i;
    }

    /** No zone and no address of a future version: nobody routes by these. */
    private static int addressEnd(byte[] bytes, int start, int end) {
        int bracket = Ascii.indexOf(bytes, start, end, ']');
        if (bracket == end || bracket - start - 1 > LONGEST_IPV6) {
            return INVALID;
        }
        int colons = 0;
        for (int i = start + 1; i < bracket; i++) {
            if (bytes[i] == ':') {
                colons++;
            } else if (bytes[i] != '.' && Octets.hexDigit(bytes[i]) < 0) {
                return INVALID;
            }
        }
        return colons >= 2 && colons <= 8 ? bracket + 1 : INVALID;
    }

    /** An empty port is one (RFC 3986 §3.2.3). */
    private static boolean isPort(byte[] bytes, int start, int end) {
        int port = 0;
        for (int i = start; i < end; i++) {
            if (!Octets.isDigit(bytes[i])) {
                return false;
            }
            port = port * 10 + bytes[i] - '0';
            if (port > LARGEST_PORT) {
                return false;
            }
        }
        return true;
    }
}
