package org.fairlead.proxy.names;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What names stand for, as last heard. Immutable.
 *
 * @param addresses of each name that is known, one at least, in ascending order
 */
public record NameBook(Map<String, List<InetAddress>> addresses) {
    /** It knows no name; numbers stand for themselves. */
    public static final NameBook EMPTY = new NameBook(Map.of());

    public NameBook {
        addresses = Map.copyOf(addresses);
    }

    /** The addresses of {@code host}, in ascending order; empty where nobody knows. An address in numbers is its own. */
    public List<InetAddress> of(String host) {
        return literal(host).map(List::of).orElseGet(() -> addresses.getOrDefault(host, List.of()));
    }

    /** Whether {@code host} is an address in numbers. */
    public static boolean isLiteral(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    private static Optional<InetAddress> literal(String host) {
        byte[] bytes = isLiteral(host) ? NetUtil.createByteArrayFromIpAddressString(host) : null;
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /** With what {@code host} stands for now; {@code found} in any order, one at least. */
    NameBook with(String host, Collection<InetAddress> found) {
        Map<String, List<InetAddress>> next = new HashMap<>(addresses);
        next.put(host, ascending(found));
        return new NameBook(next);
    }

    /** Without the others. */
    NameBook only(Set<String> hosts) {
        Map<String, List<InetAddress>> next = new HashMap<>(addresses);
        next.keySet().retainAll(hosts);
        return new NameBook(next);
    }

    private static List<InetAddress> ascending(Collection<InetAddress> found) {
        return found.stream()
                .distinct()
                .sorted((one, other) -> Arrays.compareUnsigned(one.getAddress(), other.getAddress()))
                .toList();
    }
}
