package org.fairlead.proxy.downstream;

import org.fairlead.proxy.exchange.HeldHead;
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.proxy.http2.RequestBlock;
import org.jspecify.annotations.Nullable;

/** Writes a judged header block as the head in HTTP/1.1 that says the same, and reads that like any other (ADR 60). */
final class RequestTranslation {
    private RequestTranslation() {}

    /** Reads {@code block} into {@code head}; returns why it can't be served, or null. */
    static @Nullable Rejection translate(RequestBlock block, HeldHead head) {
        if (block.isExtendedConnect() && !block.isWebSocket()) {
            return Rejection.UNKNOWN_PROTOCOL;
        }
        byte[] room = head.roomFor(block.mostBytes());
        if (room == null) {
            return Rejection.HEAD_TOO_LARGE;
        }
        return switch (head.readTranslated(block.write(room))) {
            case COMPLETE -> head.head().fields().count() == block.lines() ? null : Rejection.CONTROL_CHARACTER;
            case REJECTED -> head.rejection();
            case MORE -> Rejection.CONTROL_CHARACTER;
        };
    }
}
