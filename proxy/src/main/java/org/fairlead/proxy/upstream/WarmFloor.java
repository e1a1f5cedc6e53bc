package org.fairlead.proxy.upstream;

import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.proxy.telemetry.Event;
import org.jspecify.annotations.Nullable;

/**
 * Keeps so many idle connections of one event loop to one origin ready: opens them before they are needed, a few at once. Where the
 * origin may be asked, those that stay idle are kept alive by a question now and then, of a few spare ones at a time; where it
 * may not, others are opened before they are too old. Confined to that loop.
 */
final class WarmFloor implements WarmCheck.Asker {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int MOST_AT_ONCE = 4;
    private static final int WARM_FOR_EACH_SPARE = 4;

    private final OriginConnections origin;
    private final LoopUpstreams loop;
    private final WarmCheck.@Nullable Question question;
    private final int warm;
    /** Beyond the floor, so that it stands while so many are asked. */
    private final int spare;

    private final Deadline look = new Deadline(this::look);
    private int opening;
    private int asking;
    private long lastDeadNanos;
    private boolean isStopped;

    /** @param question null: the origin isn't asked */
    WarmFloor(OriginConnections origin, LoopUpstreams loop, WarmCheck.@Nullable Question question) {
        this.origin = origin;
        this.loop = loop;
        this.question = question;
        warm = origin.settings().warm();
        spare = question == null ? 0 : Math.min(MOST_AT_ONCE, 1 + warm / WARM_FOR_EACH_SPARE);
        lastDeadNanos = loop.deadlines().coarseNanos() - loop.settings().idleNanos();
    }

    void start() {
        look();
    }

    /** For good: what is being opened or asked comes back to it all the same. */
    void stop() {
        isStopped = true;
        loop.deadlines().remove(look);
    }

    private void look() {
        if (isStopped) {
            return;
        }
        // Nobody knocks on the door of the dead: checks, or the next request, tell when it is back.
        if (origin.health().isUsable()) {
            ask();
            // What can be asked lasts as long as it is asked in time.
            int lasting = origin.lasting(question == null ? EVERY_NANOS : 0);
            int missing = warm + spare - lasting - opening - asking;
            for (int i = Math.min(missing, MOST_AT_ONCE - opening); i > 0 && origin.warmUp(); i--) {
                opening++;
            }
        }
        loop.deadlines().set(look, EVERY_NANOS);
    }

    private void ask() {
        while (question != null && asking < spare) {
            WarmCheck next = new WarmCheck(question, this);
            UpstreamAttempt attempt = origin.acquireQuiet(askedAfterNanos(), warm, warm + spare, next);
            if (attempt == null) {
                return;
            }
            asking++;
            next.begin(attempt, loop.allocator());
        }
    }

    /** Half of the time that one may be idle; what has befallen one may have befallen all that were idle then. */
    private long askedAfterNanos() {
        long sinceDead = loop.deadlines().coarseNanos() - lastDeadNanos;
        return Math.min(loop.settings().idleNanos() / 2, Math.max(0, sinceDead));
    }

    @Override
    public void warmChecked(boolean isAlive) {
        asking--;
        if (!isAlive) {
            lastDeadNanos = loop.deadlines().coarseNanos();
            loop.telemetry().count(Event.UPSTREAM_FOUND_DEAD);
        }
        // Once it is back among the idle.
        loop.eventLoop().execute(this::look);
    }

    /** One that was to be opened is ready, or couldn't be. */
    void opened(boolean isReady) {
        opening--;
        if (isReady && opening == 0) {
            look();
        }
    }
}
