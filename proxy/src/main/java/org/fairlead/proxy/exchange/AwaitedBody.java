package org.fairlead.proxy.exchange;

import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.proxy.telemetry.LoopTelemetry;

/**
 * Whether a request waits for its own body before it gets a connection, since its origins have as many as they may of those whose
 * body is still to come. Confined to an event loop; reused.
 */
final class AwaitedBody {
    /** How often one that is waited for looks whether there is a place by now. */
    static final long LOOK_NANOS = 500_000_000;

    private final LoopTelemetry telemetry;
    private boolean awaited;

    AwaitedBody(LoopTelemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** From now on it is, or isn't. */
    void await(boolean now) {
        if (now != awaited) {
            awaited = now;
            telemetry.add(Gauge.BODIES_AWAITED, now ? 1 : -1);
        }
    }

    boolean isAwaited() {
        return awaited;
    }
}
