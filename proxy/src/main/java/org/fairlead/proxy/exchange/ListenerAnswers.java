package org.fairlead.proxy.exchange;

import org.fairlead.message.Ascii;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** What a listener answers by itself: how it is, and what should have come by https. Immutable. */
public final class ListenerAnswers {
    private final byte @Nullable [] healthPath;
    private final int httpsPort;

    /**
     * @param healthPath null: it answers nothing about itself
     * @param httpsPort the port that what didn't come by https is redirected to; 0: it is served
     */
    public ListenerAnswers(@Nullable String healthPath, int httpsPort) {
        this.healthPath = healthPath == null ? null : Ascii.bytes(healthPath);
        this.httpsPort = httpsPort;
    }

    boolean isAskedForHealth(RequestHead head) {
        byte[] path = healthPath;
        return path != null
                && head.pathEnd() - head.pathStart() == path.length
                && (head.method() == Method.GET || head.method() == Method.HEAD)
                && Ascii.equals(head.bytes(), head.pathStart(), head.pathEnd(), path);
    }

    int httpsPort() {
        return httpsPort;
    }

    /** Whether it should have come by https, from wherever the sender has it. */
    boolean redirects(RequestHead head) {
        return httpsPort > 0 && !head.secure();
    }
}
