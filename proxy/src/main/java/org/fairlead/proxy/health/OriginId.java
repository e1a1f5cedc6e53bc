package org.fairlead.proxy.health;

import java.net.InetSocketAddress;
import org.fairlead.config.Origin;
import org.fairlead.proxy.names.NameBook;

/**
 * One origin in one pool. An address that is in two pools is two origins, each with a health of its own.
 *
 * @param origin as configured
 * @param address what its name stands for; unresolved where nobody knows it
 */
public record OriginId(PoolId pool, Origin origin, InetSocketAddress address) {
    /** As in logs and commands: {@code appservers@codfw/10.192.0.11:80}; where a name has an address, both are told. */
    @Override
    public String toString() {
        return pool + "/" + shortName();
    }

    /** Without its pool. */
    public String shortName() {
        boolean isName = !address.isUnresolved() && !NameBook.isLiteral(origin.host());
        return isName ? origin + "(" + address.getAddress().getHostAddress() + ")" : origin.toString();
    }
}
