package org.fairlead.proxy.exchange;

import org.fairlead.proxy.upstream.OriginConnections;
import org.fairlead.proxy.upstream.PoolMembers;
import org.jspecify.annotations.Nullable;

/** Which origins an exchange has tried, and how the next may be had. Confined to an event loop; reused. */
final class Attempts {
    private int made;
    private long tried;
    /** Of those, the ones that refused by protocol, and weren't tried again. */
    private long refused;
    /** Of those, the ones that had no room. */
    private long passedOver;

    private int last;
    private int beside;
    private boolean needsFresh;
    private boolean decidedAfresh;
    private long beganNanos;

    void begin(long nowNanos) {
        beganNanos = nowNanos;
        decidedAfresh = false;
        elsewhere();
    }

    /** The next attempts are made in another pool. */
    void elsewhere() {
        made = 0;
        tried = 0;
        refused = 0;
        passedOver = 0;
        needsFresh = false;
    }

    /** Whether the pool has another origin to try. */
    boolean hasNext(PoolMembers members, boolean isWrite) {
        return members.pick(tried, isWrite) != PoolMembers.NONE
                || (refused != 0 && members.pick(tried & ~refused, isWrite) != PoolMembers.NONE);
    }

    /** The next origin to try, or null where none is left. */
    @Nullable
    OriginConnections next(PoolMembers members, boolean isWrite) {
        last = members.pick(tried, isWrite);
        if (last == PoolMembers.NONE && refused != 0) {
            tried &= ~refused;
            refused = 0;
            last = members.pick(tried, isWrite);
        }
        if (last == PoolMembers.NONE) {
            return null;
        }
        tried |= PoolMembers.bit(last);
        made++;
        return members.get(last);
    }

    /** The one to try beside the one under way; or null. */
    @Nullable
    OriginConnections nextBeside(PoolMembers members) {
        int before = last;
        OriginConnections next = next(members, false);
        beside = last;
        last = before;
        return next;
    }

    /** The last one had no room, so that nothing was tried: it is passed over for now. */
    void passOver() {
        passedOver |= PoolMembers.bit(last);
        made--;
    }

    /** Those that were passed over may be tried once there is another attempt to make. */
    void passedOverMayFollow() {
        tried &= ~passedOver;
        passedOver = 0;
    }

    /** @param careful whether the request must not be lost on a connection that is about to be closed */
    OriginConnections.Reuse reuse(boolean careful) {
        if (needsFresh) {
            return OriginConnections.Reuse.NONE;
        }
        return careful ? OriginConnections.Reuse.RECENT : OriginConnections.Reuse.ANY;
    }

    /** A pooled connection was dead, which says nothing of its origin: that may be tried again, on a fresh one. */
    void pooledConnectionWasDead() {
        if (needsFresh) {
            // Once: whoever ends one connection after the other for a request would be asked for ever.
            return;
        }
        needsFresh = true;
        made--;
        tried &= ~PoolMembers.bit(last);
    }

    /**
     * The origin, or its connection, wouldn't take it at the moment, which says nothing of another one to the same origin: that may
     * be tried again, after all others.
     */
    void refusedByProtocol(boolean isBeside) {
        refused |= PoolMembers.bit(isBeside ? beside : last);
    }

    /** In the pool that is tried now; without the one on a connection that was dead. */
    int made() {
        return made;
    }

    /** How long the request has been tried for. */
    long tookNanos(long nowNanos) {
        return nowNanos - beganNanos;
    }

    /** Whether it may be decided afresh after a peer's refusal, which is allowed once. */
    boolean mayDecideAfresh() {
        boolean may = !decidedAfresh;
        decidedAfresh = true;
        return may;
    }
}
