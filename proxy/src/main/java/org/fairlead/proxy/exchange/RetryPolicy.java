package org.fairlead.proxy.exchange;

import java.util.SplittableRandom;
import org.fairlead.config.Deliveries;
import org.fairlead.proxy.loop.Deadlines;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.telemetry.LoopTelemetry;
import org.fairlead.proxy.upstream.LoopUpstreams;

/**
 * Whether and when a request that may be sent again is sent again: within the time for all its attempts, within the one budget
 * of all requests, and not in step with others. Whether it <em>may</em> be is for {@link Dispatch} to say, who knows what has
 * left. Confined to an event loop, whose exchanges share it.
 */
final class RetryPolicy {
    private static final int NOW = 0;
    private static final int MOST_DOUBLINGS = 6;

    private final RetryBudget budget;
    private final Deadlines deadlines;
    private final LoopTelemetry telemetry;
    private final SplittableRandom random;

    RetryPolicy(RetryBudget budget, LoopUpstreams.Surroundings surroundings, SplittableRandom random) {
        this.budget = budget;
        deadlines = surroundings.deadlines();
        telemetry = surroundings.telemetry();
        this.random = random;
    }

    /** A request is sent for the first time. */
    void requested() {
        budget.requested(deadlines.coarseNanos());
    }

    /**
     * Whether one more attempt is made now; counts it, or that the budget didn't allow it.
     *
     * @param isHarmless whether not one byte has left so far: then nobody has had any work of it, and no budget is in its way
     * @param reason why the one before wasn't good enough: a label
     */
    boolean allows(Terms terms, Deliveries.Budget most, Attempts attempts, boolean isHarmless, String reason) {
        long now = deadlines.coarseNanos();
        if (terms.isTooLate(attempts.tookNanos(now))) {
            return false;
        }
        if (isHarmless) {
            budget.note(now);
        } else if (!budget.take(now, most)) {
            telemetry.count(Event.RETRY_REFUSED);
            return false;
        }
        telemetry.retried(reason);
        return true;
    }

    /**
     * How long the next attempt waits. The second goes out at once, to another origin; from the third on at the same place, up to
     * the back-off, twice that, and so on, drawn at random ("full jitter").
     *
     * @param made in the pool that is tried
     */
    long pauseNanos(Terms terms, int made) {
        if (made < 2 || terms.backOffNanos() == 0) {
            return NOW;
        }
        return random.nextLong(terms.backOffNanos() << Math.min(made - 2, MOST_DOUBLINGS));
    }
}
