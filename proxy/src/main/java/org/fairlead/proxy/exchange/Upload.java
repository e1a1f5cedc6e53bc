package org.fairlead.proxy.exchange;

import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.proxy.telemetry.LoopTelemetry;
import org.fairlead.proxy.upstream.OriginConnections;
import org.jspecify.annotations.Nullable;

/**
 * A request's body that is still to come: it takes one of the few places that its origin has for such, or, where none is left,
 * is waited for before the request gets a connection. Confined to an event loop; reused.
 */
final class Upload {
    /** How often one that is waited for looks whether there is a place by now. */
    static final long LOOK_NANOS = 500_000_000;

    private final LoopTelemetry telemetry;
    private @Nullable OriginConnections origin;
    private boolean awaited;

    Upload(LoopTelemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** The body is waited for, or is no longer. */
    void await(boolean now) {
        if (now != awaited) {
            awaited = now;
            telemetry.add(Gauge.BODIES_AWAITED, now ? 1 : -1);
        }
    }

    boolean isAwaited() {
        return awaited;
    }

    /** Takes a place at {@code origin}. */
    void begin(OriginConnections origin) {
        end();
        this.origin = origin;
        origin.uploadBegan();
    }

    /** The body is whole, or its attempt is over. */
    void end() {
        if (origin != null) {
            origin.uploadEnded();
            origin = null;
        }
    }
}
