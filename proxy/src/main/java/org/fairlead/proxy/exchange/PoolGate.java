package org.fairlead.proxy.exchange;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import org.fairlead.config.Overload;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many requests at once to one pool; a few more wait for their turn, what is worth most first, and where there is no room
 * for them what is worth least is shed. One event loop's part of it, confined to that loop.
 */
final class PoolGate {
    /** How a request that asks is answered. */
    enum Entry {
        /** It has a place, which must be {@link #leave left}. */
        ADMITTED,
        /** It waits: its {@link Turn} hears of it, or it {@link #forget}s it. */
        QUEUED,
        SHED
    }

    private final EventLoop eventLoop;
    private final Runnable admitting = this::admit;
    private final ArrayDeque<Turn>[] waiting;
    private AdaptiveLimit limit = new AdaptiveLimit(1, false);
    private int mostWaiting;
    private int waitingCount;
    private int inside;
    private boolean isAdmitting;

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
    PoolGate(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
        waiting = new ArrayDeque[Worth.COUNT];
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = new ArrayDeque<>();
        }
    }

    /** From now on; {@code loops} share what is allowed. */
    void use(Overload overload, int loops) {
        int most = overload.concurrency().orElse(Integer.MAX_VALUE);
        limit = limit.with(most == Integer.MAX_VALUE ? most : Math.max(1, most / loops), overload.adaptive());
        mostWaiting = (overload.queue() + loops - 1) / loops;
    }

    /** Whether there is a place at once, for somebody who won't wait; it must be {@link #leave left}. */
    boolean enterAtOnce() {
        boolean may = inside < limit.get() && waitingCount == 0;
        inside += may ? 1 : 0;
        return may;
    }

    Entry ask(Turn turn, Worth worth) {
        if (enterAtOnce()) {
            return Entry.ADMITTED;
        }
        if (waitingCount >= mostWaiting && !makeRoom(worth)) {
            return Entry.SHED;
        }
        waiting[worth.ordinal()].addLast(turn);
        waitingCount++;
        return Entry.QUEUED;
    }

    /** Sheds the newest of those that are worth least, if they are worth less. */
    private boolean makeRoom(Worth worth) {
        for (int i = 0; i < worth.ordinal(); i++) {
            Turn newest = waiting[i].pollLast();
            if (newest != null) {
                waitingCount--;
                // Later: whoever asks isn't to be in the midst of another exchange's end.
                eventLoop.execute(newest::shed);
                return true;
            }
        }
        return false;
    }

    /** It waits no more. */
    void forget(Turn turn, Worth worth) {
        if (waiting[worth.ordinal()].removeFirstOccurrence(turn)) {
            waitingCount--;
        }
    }

    /**
     * One that had a place is done.
     *
     * @param tookNanos from its place to the answer's head, or -1 where there was none
     */
    void leave(long tookNanos) {
        if (tookNanos >= 0) {
            limit.took(tookNanos, inside);
        }
        inside--;
        if (waitingCount > 0 && !isAdmitting) {
            isAdmitting = true;
            // Later, so that exchanges don't end within each other.
            eventLoop.execute(admitting);
        }
    }

    private void admit() {
        isAdmitting = false;
        while (inside < limit.get()) {
            Turn next = worthMost();
            if (next == null) {
                return;
            }
            waitingCount--;
            inside++;
            next.came();
        }
    }

    private @Nullable Turn worthMost() {
        for (int i = waiting.length - 1; i >= 0; i--) {
            Turn first = waiting[i].pollFirst();
            if (first != null) {
                return first;
            }
        }
        return null;
    }
}
