package org.fairlead.proxy.downstream;

import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import java.util.function.LongSupplier;

/**
 * Whether what origins don't take of some streams has used up the window that all streams of a connection share, so that its client
 * can send on none of them. Confined to the connection's event loop.
 */
final class SharedWindow {
    /** A client may wait until there is room for as much as it usually sends in one frame. */
    private static final int ROOM = Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE;

    private final Http2Connection connection;
    /** Coarse is good enough. */
    private final LongSupplier nanos;

    private boolean isSpent;
    /** When it was so last. */
    private long spentNanos;

    SharedWindow(Http2Connection connection, LongSupplier nanos) {
        this.connection = connection;
        this.nanos = nanos;
        spentNanos = nanos.getAsLong() - 1;
    }

    /** Content came, or has been taken. */
    void changed() {
        boolean wasSpent = isSpent;
        isSpent = connection.local().flowController().windowSize(connection.connectionStream()) < ROOM;
        if (isSpent || wasSpent) {
            spentNanos = nanos.getAsLong();
        }
    }

    /** Whether the client couldn't send, at some time since then. */
    boolean wasSpentSince(long sinceNanos) {
        changed();
        return spentNanos - sinceNanos >= 0;
    }
}
