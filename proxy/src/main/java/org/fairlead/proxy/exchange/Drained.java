package org.fairlead.proxy.exchange;

import org.fairlead.routing.Decision;
import org.fairlead.routing.Snapshot;

/** Whether what is under way would no longer be sent to where it is, because that is drained. */
final class Drained {
    private Drained() {}

    /** Draining reads doesn't stop writes, nor what is placed like one. */
    static boolean isAt(Snapshot newest, Decision.Forward forward, Attempt attempt) {
        return !forward.isWrite() && !takesReads(newest, forward) || attempt.isDrained();
    }

    /** Whether it has been so for longer than what is under way may stay. */
    static boolean forTooLong(ExchangeLoop loop, Decision.Forward forward, Attempt attempt) {
        Serving newest = loop.serving();
        return attempt.hasOverstayed(
                isAt(newest.snapshot(), forward, attempt), loop.deadlines().coarseNanos(), newest.drainGraceNanos());
    }

    private static boolean takesReads(Snapshot newest, Decision.Forward forward) {
        String name = forward.datacenter().name();
        return newest.topology().datacenters().stream()
                .filter(datacenter -> datacenter.name().equals(name))
                .anyMatch(datacenter ->
                        newest.state(forward.service(), datacenter).takesReads());
    }
}
