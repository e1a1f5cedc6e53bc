package org.fairlead.proxy.downstream;

import org.fairlead.config.Listener;
import org.fairlead.message.Ascii;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** What a listener makes of the connections that it accepts. Immutable. */
public final class ListenerSettings {
    private final boolean forPeers;
    private final boolean http2;
    private final byte @Nullable [] healthPath;

    public ListenerSettings(Listener listener) {
        forPeers = listener.purpose() == Listener.Purpose.PEERS;
        http2 = listener.http2();
        healthPath = listener.healthPath().map(Ascii::bytes).orElse(null);
    }

    /** Whether it takes HTTP/2 beside HTTP/1.1. */
    boolean speaksHttp2() {
        return http2;
    }

    boolean isForPeers() {
        return forPeers;
    }

    /** Whether the listener answers that by itself. */
    boolean asksForHealth(RequestHead head) {
        byte[] path = healthPath;
        return path != null
                && head.pathEnd() - head.pathStart() == path.length
                && (head.method() == Method.GET || head.method() == Method.HEAD)
                && Ascii.equals(head.bytes(), head.pathStart(), head.pathEnd(), path);
    }
}
