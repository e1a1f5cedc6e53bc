package org.fairlead.proxy.exchange;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a read has waited for longer than nearly all do (Dean and Barroso, "The tail at scale"). Off unless a service wants it, and
 * then by a timer of its own: a tenth of a second, which others are content with, is what it is to save. Confined to an event
 * loop; reused.
 */
final class Hedge {
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ExchangeLoop loop;
    private final DecidedRequest request;
    private final Runnable due;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable HeadTimes times;
    private long sentNanos;

    /** @param due run when it is time */
    Hedge(ExchangeLoop loop, DecidedRequest request, Runnable due) {
        this.loop = loop;
        this.request = request;
        this.due = due;
    }

    /** The whole of a first attempt is out. */
    void sent(long nowNanos) {
        if (!request.terms().hedges() || !mayBeSentTwice()) {
            return;
        }
        HeadTimes known = loop.headTimes(request.serving().pool(request.forward()));
        times = known;
        sentNanos = nowNanos;
        if (known.slowNanos() != Long.MAX_VALUE) {
            timer = loop.eventLoop().schedule(due, Math.max(LEAST_NANOS, known.slowNanos()), TimeUnit.NANOSECONDS);
        }
    }

    /** Who faces the client does, so that two proxies don't make four of one. */
    private boolean mayBeSentTwice() {
        return !request.isPrecious()
                && !request.held().upgrades()
                && request.forward().facesClient();
    }

    /** The head of the answer that counts has come. */
    void answered(long nowNanos) {
        if (times != null) {
            times.took(nowNanos - sentNanos);
        }
        end();
    }

    void end() {
        times = null;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
