package org.fairlead.proxy.exchange;

import java.util.ArrayDeque;
import org.fairlead.proxy.http1.HeadLimits;

/** The heads of one event loop that no exchange holds now, to be used again. Confined to that loop. */
public final class HeldHeads {
    /** More than that are left to the collector. */
    private static final int MOST_KEPT = 256;

    private final HeadLimits limits;
    private final ArrayDeque<HeldHead> free = new ArrayDeque<>();
    private long heldBytes;

    HeldHeads(HeadLimits limits) {
        this.limits = limits;
    }

    public HeldHead take() {
        HeldHead head = free.pollLast();
        heldBytes += HeldHead.USUAL_BYTES;
        return head == null ? new HeldHead(limits, this) : head;
    }

    /** Bytes of heads that aren't whole yet, or that exchanges hold. */
    public long heldBytes() {
        return heldBytes;
    }

    /** {@code bytes} more are held, or fewer. */
    public void changed(int bytes) {
        heldBytes += bytes;
    }

    public void giveBack(HeldHead head) {
        heldBytes -= head.capacity();
        head.clear();
        if (free.size() < MOST_KEPT) {
            free.addLast(head);
        }
    }
}
