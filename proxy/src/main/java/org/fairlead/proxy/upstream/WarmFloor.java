package org.fairlead.proxy.upstream;

import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.loop.Deadline;

/**
 * Keeps so many idle connections of one event loop to one origin ready: opens them before they are needed, a few at once, and
 * others before those are too old. Confined to that loop.
 */
final class WarmFloor {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int MOST_AT_ONCE = 4;

    private final OriginConnections origin;
    private final LoopUpstreams loop;
    private final Deadline look = new Deadline(this::look);
    private int opening;
    private boolean isStopped;

    WarmFloor(OriginConnections origin, LoopUpstreams loop) {
        this.origin = origin;
        this.loop = loop;
    }

    void start() {
        look();
    }

    /** For good: what is being opened comes back to it all the same. */
    void stop() {
        isStopped = true;
        loop.deadlines().remove(look);
    }

    private void look() {
        // Nobody knocks on the door of the dead: checks, or the next request, tell when it is back.
        if (origin.health().isUsable()) {
            int missing = origin.settings().warm() - origin.lasting(EVERY_NANOS) - opening;
            for (int i = Math.min(missing, MOST_AT_ONCE - opening); i > 0 && origin.warmUp(); i--) {
                opening++;
            }
        }
        loop.deadlines().set(look, EVERY_NANOS);
    }

    /** One that was to be opened is ready, or couldn't be. */
    void opened(boolean isReady) {
        opening--;
        if (isReady && opening == 0 && !isStopped) {
            look();
        }
    }
}
