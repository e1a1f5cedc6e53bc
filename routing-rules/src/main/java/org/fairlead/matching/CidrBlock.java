package org.fairlead.matching;

/** A range of addresses with a common prefix, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}. */
public record CidrBlock(ClientAddress network, int prefixLength) {
    private static final int IPV4_OFFSET = 96;

    public CidrBlock {
        if (prefixLength < 0 || prefixLength > (network.isIpv4() ? 32 : 128)) {
            throw new IllegalArgumentException(
                    "/" + prefixLength + " (expected: /0 to /32 for IPv4, /0 to /128 for IPv6)");
        }
    }

    /**
     * An address alone stands for itself.
     *
     * @throws IllegalArgumentException where {@code text} isn't a block
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        ClientAddress network = ClientAddress.parse(address).orElseThrow(() -> unreadable(text));
        int whole = network.isIpv4() ? 32 : 128;
        try {
            return new CidrBlock(network, slash < 0 ? whole : Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw unreadable(text);
        }
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" (expected: a network, such as 10.0.0.0/8 or 2001:db8::/32)");
    }

    public boolean contains(ClientAddress address) {
        if (address.isIpv4() != network.isIpv4()) {
            return false;
        }
        int bits = network.isIpv4() ? prefixLength + IPV4_OFFSET : prefixLength;
        long highMask = bits >= 64 ? -1L : bits == 0 ? 0 : -1L << 64 - bits;
        long lowMask = bits <= 64 ? 0 : -1L << 128 - bits;
        return ((address.high() ^ network.high()) & highMask) == 0 && ((address.low() ^ network.low()) & lowMask) == 0;
    }

    @Override
    public String toString() {
        return network + "/" + prefixLength;
    }
}
