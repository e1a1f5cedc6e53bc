package org.fairlead.config;

import java.util.List;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.ClientAddress;

/**
 * Who is believed.
 *
 * @param forwardedFrom whose {@code X-Forwarded-*}, {@code Forwarded} and {@code X-Request-Id} are taken over; empty: nobody's
 * @param forwardedIn which fields they write; the others aren't believed, whoever sends them
 * @param underscores what becomes of fields of requests with {@code _} in their names
 */
public record Trust(List<CidrBlock> forwardedFrom, Fields forwardedIn, Underscores underscores) {
    /** In which fields a proxy says whom it forwards for. */
    public enum Fields {
        X_FORWARDED,
        FORWARDED
    }

    /** Some applications can't tell {@code _} from {@code -} in the names of fields. */
    public enum Underscores {
        /** Dropped, where the spelling with hyphens is that of a field that is looked at, removed or written here. */
        DROP_SENSITIVE,
        /** All dropped. */
        DROP,
        /** Passed on, but for those that would say what only the proxy may: of the contract, and where it came from. */
        KEEP,
        /** A request with one is refused. */
        REFUSE
    }

    public Trust {
        forwardedFrom = List.copyOf(forwardedFrom);
    }

    /** Whether what {@code address} says of whom it forwards for is believed. */
    public boolean forwards(ClientAddress address) {
        return contains(forwardedFrom, address);
    }

    static boolean contains(List<CidrBlock> blocks, ClientAddress address) {
        // For each request, so without an iterator.
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }
}
