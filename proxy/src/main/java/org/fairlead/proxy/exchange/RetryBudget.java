package org.fairlead.proxy.exchange;

import org.fairlead.config.Deliveries;

/**
 * How many attempts there may be beside the first ones: a share of the requests of the last ten seconds, and a floor. So what
 * fails is never hit much harder than what works (as in Finagle's and Envoy's retry budgets). One for an event loop, which has
 * its part of the floor; confined to it. Noting a request allocates nothing and reads no clock.
 */
final class RetryBudget {
    private static final int SECONDS = 10;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int WHOLE = 10_000;

    private final int[] requests = new int[SECONDS];
    private final int[] retries = new int[SECONDS];
    private final int loops;
    private int slot;
    private long slotEndsNanos;
    private long allRequests;
    private long allRetries;

    /** @param loops how many share the floor */
    RetryBudget(int loops, long nowNanos) {
        this.loops = loops;
        slotEndsNanos = nowNanos + SECOND_NANOS;
    }

    /** A request has come. */
    void requested(long nowNanos) {
        if (nowNanos - slotEndsNanos >= 0) {
            turn(nowNanos);
        }
        requests[slot]++;
        allRequests++;
    }

    /** An attempt is made that can't do harm, since nothing of the one before has left: it counts, and is never refused. */
    void note(long nowNanos) {
        if (nowNanos - slotEndsNanos >= 0) {
            turn(nowNanos);
        }
        retries[slot]++;
        allRetries++;
    }

    /** Takes one further attempt out, if there is one. */
    boolean take(long nowNanos, Deliveries.Budget budget) {
        if (nowNanos - slotEndsNanos >= 0) {
            turn(nowNanos);
        }
        if (allRetries >= allowed(budget)) {
            return false;
        }
        note(nowNanos);
        return true;
    }

    private long allowed(Deliveries.Budget budget) {
        long floor = (long) budget.floor() * SECONDS;
        // Rounded up, so that a small floor isn't none.
        return allRequests * budget.hundredths() / WHOLE + (floor + loops - 1) / loops;
    }

    private void turn(long nowNanos) {
        long seconds = (nowNanos - slotEndsNanos) / SECOND_NANOS + 1;
        slotEndsNanos += seconds * SECOND_NANOS;
        for (long i = Math.min(seconds, SECONDS); i > 0; i--) {
            slot = slot + 1 == SECONDS ? 0 : slot + 1;
            allRequests -= requests[slot];
            allRetries -= retries[slot];
            requests[slot] = 0;
            retries[slot] = 0;
        }
    }
}
