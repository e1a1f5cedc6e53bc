package org.fairlead.proxy.health;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * What is published of one origin: for any thread, and cheap to read. It is the same object as long as some configuration names
 * the origin. Changes are made by {@link OriginRecord}, on the health loop.
 */
public final class OriginHealth {
    /** The weight of an origin that takes its whole share. */
    public static final int WHOLE = 100;

    private final OriginId id;
    private final BiConsumer<OriginHealth, Outcome> tooMany;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile int ejectAfter;
    private volatile int weight;
    private volatile OriginStatus status;

    /** @param tooMany hears, on the thread of whoever reports, that as many attempts failed in a row as eject it */
    OriginHealth(OriginId id, OriginStatus status, int ejectAfter, BiConsumer<OriginHealth, Outcome> tooMany) {
        this.id = id;
        this.tooMany = tooMany;
        this.ejectAfter = ejectAfter;
        this.status = status;
        weight = status.state() == OriginState.UP ? WHOLE : 0;
    }

    /** One that is up, whatever is reported; for what nobody looks after. */
    public static OriginHealth unwatched(OriginId id) {
        var up = new OriginStatus(OriginState.UP, "nobody looks after it", Instant.EPOCH);
        return new OriginHealth(id, up, Integer.MAX_VALUE, (origin, outcome) -> {});
    }

    public OriginId id() {
        return id;
    }

    /** 0: it may not be used; 100: it takes its whole share of requests. */
    public int weight() {
        return weight;
    }

    public boolean isUsable() {
        return weight > 0;
    }

    public OriginStatus status() {
        return status;
    }

    /** An attempt at it has ended so. */
    public void report(Outcome outcome) {
        switch (outcome) {
            case NOTHING -> {}
            case SUCCESS -> {
                // Read first: nearly always nothing is to be written, and no other core's cache is disturbed.
                if (failuresInARow.get() != 0) {
                    failuresInARow.set(0);
                }
            }
            case CONNECT_FAILED, CONNECT_TIMED_OUT, RESET, TIMED_OUT, SERVER_ERROR -> {
                int count = failuresInARow.incrementAndGet();
                int limit = ejectAfter;
                // Again after as many more: when it was told before, too many others were out.
                if (count >= limit && (count - limit) % limit == 0) {
                    tooMany.accept(this, outcome);
                }
            }
        }
    }

    void ejectAfter(int failures) {
        ejectAfter = failures;
    }

    /** @param inARow as many as count as failed already */
    void forgive(int inARow) {
        failuresInARow.set(inARow);
    }

    void publish(OriginStatus status, int weight) {
        this.status = status;
        this.weight = weight;
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
