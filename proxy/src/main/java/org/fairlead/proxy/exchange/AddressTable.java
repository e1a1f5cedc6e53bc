package org.fairlead.proxy.exchange;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.fairlead.matching.ClientAddress;

/**
 * How much each client's address has: connections, or exchanges where a proxy brings them. An IPv6 /64 counts as one address.
 * An entry goes when its count is zero, so that there are never more than connections and exchanges. For any thread.
 */
public final class AddressTable {
    private final ConcurrentMap<Long, Integer> counts = new ConcurrentHashMap<>();

    /** Counts one more of {@code address}, unless it has {@code most}. */
    public boolean tryAdd(ClientAddress address, int most) {
        if (counts.merge(address.networkKey(), 1, Integer::sum) > most) {
            remove(address);
            return false;
        }
        return true;
    }

    /** One that {@link #tryAdd} has counted is gone. */
    public void remove(ClientAddress address) {
        counts.computeIfPresent(address.networkKey(), (key, count) -> count == 1 ? null : count - 1);
    }

    public int size() {
        return counts.size();
    }
}
