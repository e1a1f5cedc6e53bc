package org.fairlead.proxy.exchange;

import java.util.ArrayDeque;
import org.fairlead.proxy.http1.HeadLimits;

/** The heads of one event loop that no exchange holds now, to be used again. Confined to that loop. */
public final class HeldHeads {
    /** More than that are left to the collector. */
    private static final int MOST_KEPT = 256;

    private final HeadLimits limits;
    private final ArrayDeque<HeldHead> free = new ArrayDeque<>();

    HeldHeads(HeadLimits limits) {
        this.limits = limits;
    }

    public HeldHead take() {
        HeldHead head = free.pollLast();
        return head == null ? new HeldHead(limits) : head;
    }

    public void giveBack(HeldHead head) {
        head.clear();
        if (free.size() < MOST_KEPT) {
            free.addLast(head);
        }
    }
}
