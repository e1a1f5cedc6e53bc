package org.fairlead.proxy.downstream;

/**
 * How much a client has sent on one stream that it has no new window for yet, because the origin doesn't take it. Confined to the
 * connection's event loop; reused.
 */
final class StreamWindow {
    private int owed;
    private boolean isHeldBack;

    void begin() {
        owed = 0;
        isHeldBack = false;
    }

    /** The origin takes no more, or takes again. */
    void holdBack(boolean holds) {
        isHeldBack = holds;
    }

    /**
     * So many bytes came; returns for how many of them the client may have new window at once.
     *
     * @param waits whether they are kept for later in any case
     */
    int came(int bytes, boolean waits) {
        if (isHeldBack || waits) {
            owed += bytes;
            return 0;
        }
        return bytes;
    }

    /** What new window is owed for; none is, afterwards. */
    int takeOwed() {
        int bytes = owed;
        owed = 0;
        return bytes;
    }
}
