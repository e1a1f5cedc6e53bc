package org.fairlead.config;

import java.util.List;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.ClientAddress;

/**
 * Who is believed.
 *
 * @param forwardedFrom whose {@code X-Forwarded-*}, {@code Forwarded} and {@code X-Request-Id} are taken over; empty: nobody's
 * @param forwardedIn which fields they write; the others aren't believed, whoever sends them
 */
public record Trust(List<CidrBlock> forwardedFrom, Fields forwardedIn) {
    /** In which fields a proxy says whom it forwards for. */
    public enum Fields {
        X_FORWARDED,
        FORWARDED
    }

    public Trust {
        forwardedFrom = List.copyOf(forwardedFrom);
    }

    /** Whether what {@code address} says of whom it forwards for is believed. */
    public boolean forwards(ClientAddress address) {
        return contains(forwardedFrom, address);
    }

    static boolean contains(List<CidrBlock> blocks, ClientAddress address) {
        for (CidrBlock block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
