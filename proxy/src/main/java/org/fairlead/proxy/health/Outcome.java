package org.fairlead.proxy.health;

import java.util.Locale;

/** How an attempt ended, as far as it says something of its origin. */
public enum Outcome {
    /** Nothing of the origin's doing: flagged, cancelled, left by the client. */
    NOTHING,
    SUCCESS,
    CONNECT_FAILED,
    CONNECT_TIMED_OUT,
    /** The connection ended before the answer was whole, or what came wasn't HTTP. */
    RESET,
    /** No answer, or no more of it, in time. */
    TIMED_OUT,
    /** 502, 503 or 504. */
    SERVER_ERROR;

    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    public static Outcome ofStatus(int status) {
        return status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT ? SERVER_ERROR : SUCCESS;
    }

    /** As in logs and metrics, such as {@code connect-failed}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
