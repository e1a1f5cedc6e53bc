package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.Ascii;

/**
 * The header of the PROXY protocol, version 1 or 2, by which a balancer says whom it connects for (HAProxy's
 * {@code doc/proxy-protocol.txt}). Read strictly: whatever could be taken in two ways is no header.
 *
 * @param length of the header, in bytes
 * @param source who connected to the balancer; empty: the balancer speaks for itself, as its health checks do, or doesn't say
 * @param port that it came from; 0 where that isn't told
 * @param secure whether it did so over TLS, as far as the balancer says
 */
record ProxyHeader(int length, Optional<ClientAddress> source, int port, boolean secure) {
    /** The end isn't there yet, and nothing so far is wrong. */
    static final ProxyHeader INCOMPLETE = without(-1);
    /** No header, whatever may follow. */
    static final ProxyHeader MALFORMED = without(-2);

    private static final byte[] V1 = Ascii.bytes("PROXY ");
    private static final byte[] V2 = ByteBufUtil.decodeHexDump("0d0a0d0a000d0a515549540a");
    private static final int V1_MOST = 107;
    private static final int V2_FIXED = 16;
    /** Addresses of UNIX sockets, the longest, and two KiB of what else a balancer may say. */
    private static final int V2_MOST = V2_FIXED + 216 + 2048;

    private static final int TLV_FIXED = 3;
    private static final int TLV_CRC32C = 0x03;
    private static final int TLV_SSL = 0x20;
    /** Which certificates there are, and whether they were verified. */
    private static final int TLS_FIXED = 5;

    private static ProxyHeader without(int length) {
        return new ProxyHeader(length, Optional.empty(), 0, false);
    }

    /** Reads the header that {@code in} begins with; skips nothing. Borrows {@code in}. */
    static ProxyHeader read(ByteBuf in) {
        if (beginsWith(in, V2)) {
            return in.readableBytes() < V2_FIXED ? INCOMPLETE : readV2(in);
        }
        return beginsWith(in, V1) ? readV1(in) : MALFORMED;
    }

    /** As far as the bytes go. */
    private static boolean beginsWith(ByteBuf in, byte[] signature) {
        int length = Math.min(in.readableBytes(), signature.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    private static ProxyHeader readV1(ByteBuf in) {
        int start = in.readerIndex();
        int most = Math.min(in.readableBytes(), V1_MOST);
        int cr = in.indexOf(start, start + most, (byte) '\r');
        if (cr < 0 || cr + 1 == start + most) {
            return most == V1_MOST ? MALFORMED : INCOMPLETE;
        }
        if (in.getByte(cr + 1) != '\n') {
            return MALFORMED;
        }
        return readV1(in.toString(start, cr - start, StandardCharsets.ISO_8859_1), cr + 2 - start);
    }

    private static ProxyHeader readV1(String line, int length) {
        String[] parts = line.split(" ", -1);
        if (parts[1].equals("UNKNOWN")) {
            // What follows may be anything, and means nothing.
            return without(length);
        }
        boolean isIpv6 = parts[1].equals("TCP6");
        if (parts.length != 6 || !isIpv6 && !parts[1].equals("TCP4") || !isPort(parts[4]) || !isPort(parts[5])) {
            return MALFORMED;
        }
        Optional<ClientAddress> source = address(parts[2], isIpv6);
        return source.isEmpty() || address(parts[3], isIpv6).isEmpty()
                ? MALFORMED
                : new ProxyHeader(length, source, Integer.parseInt(parts[4]), false);
    }

    private static Optional<ClientAddress> address(String text, boolean isIpv6) {
        return text.startsWith("[") || text.indexOf(':') >= 0 != isIpv6 ? Optional.empty() : ClientAddress.parse(text);
    }

    private static boolean isPort(String text) {
        if (text.isEmpty() || text.length() > 5 || text.length() > 1 && text.startsWith("0")) {
            return false;
        }
        return text.chars().allMatch(c -> c >= '0' && c <= '9') && Integer.parseInt(text) <= 65_535;
    }

    private static ProxyHeader readV2(ByteBuf in) {
        int start = in.readerIndex();
        int command = in.getUnsignedByte(start + 12);
        int length = V2_FIXED + in.getUnsignedShort(start + 14);
        if (command != 0x20 && command != 0x21 || length > V2_MOST) {
            return MALFORMED;
        }
        if (in.readableBytes() < length) {
            return INCOMPLETE;
        }
        if (command == 0x20) {
            return without(length);
        }
        return readV2(ByteBufUtil.getBytes(in, start, length));
    }

    private static ProxyHeader readV2(byte[] header) {
        int family = header[13] & 0xff;
        int addresses = switch (family) {
            case 0x00 -> 0;
            case 0x11 -> 12;
            case 0x21 -> 36;
            case 0x31 -> 216;
            default -> header.length;
        };
        int rest = V2_FIXED + addresses;
        if (rest > header.length) {
            return MALFORMED;
        }
        if (family == 0x00) {
            // What follows may be anything, and means nothing.
            return without(header.length);
        }
        Extras extras = new Extras();
        if (!extras.read(header, rest)) {
            return MALFORMED;
        }
        Optional<ClientAddress> source = switch (family) {
            case 0x11 -> Optional.of(address(header, 4));
            case 0x21 -> Optional.of(address(header, 16));
            default -> Optional.empty();
        };
        return new ProxyHeader(header.length, source, port(header, family), extras.secure);
    }

    private static int port(byte[] header, int family) {
        int at = V2_FIXED + (family == 0x11 ? 8 : 32);
        return family == 0x31 ? 0 : (header[at] & 0xff) << 8 | header[at + 1] & 0xff;
    }

    private static ClientAddress address(byte[] header, int length) {
        byte[] address = java.util.Arrays.copyOfRange(header, V2_FIXED, V2_FIXED + length);
        try {
            return ClientAddress.of(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What stands behind the addresses: skipped, but for the checksum and whether there was TLS. */
    private static final class Extras {
        private boolean secure;

        /** False where they aren't whole, or the checksum says that something was changed. */
        private boolean read(byte[] header, int from) {
            int at = from;
            while (at < header.length) {
                int content = at + TLV_FIXED;
                int end = content > header.length
                        ? Integer.MAX_VALUE
                        : content + ((header[at + 1] & 0xff) << 8 | header[at + 2] & 0xff);
                if (end > header.length || !read(header, header[at] & 0xff, content, end)) {
                    return false;
                }
                at = end;
            }
            return true;
        }

        private boolean read(byte[] header, int type, int content, int end) {
            if (type == TLV_CRC32C) {
                return end - content == 4 && isUnchanged(header, content);
            }
            if (type == TLV_SSL) {
                secure = end > content && (header[content] & 1) != 0;
                return end - content >= TLS_FIXED && areWhole(header, content + TLS_FIXED, end);
            }
            return true;
        }

        /** What stands in a part that has parts, which mean nothing here. */
        private static boolean areWhole(byte[] header, int from, int end) {
            int at = from;
            while (at + TLV_FIXED <= end) {
                at += TLV_FIXED + ((header[at + 1] & 0xff) << 8 | header[at + 2] & 0xff);
            }
            return at == end;
        }

        /** The sum is that of the header with zeros in its place. */
        private static boolean isUnchanged(byte[] header, int at) {
            long told = 0;
            byte[] zeroed = header.clone();
            for (int i = at; i < at + 4; i++) {
                told = told << 8 | header[i] & 0xff;
                zeroed[i] = 0;
            }
            CRC32C sum = new CRC32C();
            sum.update(zeroed);
            return sum.getValue() == told;
        }
    }
}
