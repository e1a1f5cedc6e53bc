package org.fairlead.proxy.health;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is published of one origin: for any thread, and cheap to read. It is the same object as long as some configuration names
 * the origin. Changes are made by {@link OriginRecord}, on the health loop.
 */
public final class OriginHealth {
    /** The weight of an origin that takes its whole share. */
    public static final int WHOLE = 100;

    private final OriginId id;
    /** Hears of what loops saw, on the thread of whoever reports. */
    interface Listener {
        /** As many attempts failed in a row as eject it. */
        void failedTooOften(OriginHealth origin, Outcome last);

        /** It has something to say of itself. */
        void says(OriginHealth origin, OwnWord word);
    }

    private static final Listener NOBODY = new Listener() {
        @Override
        public void failedTooOften(OriginHealth origin, Outcome last) {}

        @Override
        public void says(OriginHealth origin, OwnWord word) {}
    };

    private final Listener listener;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile int ejectAfter;
    private volatile int weight;
    private volatile OriginStatus status;
    private volatile OwnWord ownWord = OwnWord.NOTHING;
    private volatile boolean takesWrites = true;
    /** Written by several threads; it doesn't matter who wins. */
    private volatile String lastHeard = "";

    private volatile long lastHeardNanos;

    OriginHealth(OriginId id, OriginStatus status, int ejectAfter, Listener listener) {
        this.id = id;
        this.listener = listener;
        this.ejectAfter = ejectAfter;
        this.status = status;
        weight = status.state() == OriginState.UP ? WHOLE : 0;
    }

    /** One that is up, whatever is reported; for what nobody looks after. */
    public static OriginHealth unwatched(OriginId id) {
        var up = new OriginStatus(OriginState.UP, "nobody looks after it", Instant.EPOCH);
        return new OriginHealth(id, up, Integer.MAX_VALUE, NOBODY);
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

    /** False where it says that it is read-only. */
    public boolean takesWrites() {
        return takesWrites;
    }

    public OriginStatus status() {
        return status;
    }

    /** What it says of itself, as long as that holds. */
    public OwnWord ownWord() {
        return ownWord;
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
                    listener.failedTooOften(this, outcome);
                }
            }
        }
    }

    /**
     * What it says of itself in an answer: taken over soon, on the health loop. Said again and again it costs a comparison.
     *
     * @param nowNanos give or take a second
     */
    public void heard(String words, long nowNanos) {
        if (!words.equals(lastHeard) || nowNanos - lastHeardNanos > OwnWord.HOLDS.toNanos() / 4) {
            lastHeard = words;
            lastHeardNanos = nowNanos;
            OwnWord.parse(words).ifPresent(word -> listener.says(this, word));
        }
    }

    void ejectAfter(int failures) {
        ejectAfter = failures;
    }

    /** @param inARow as many as count as failed already */
    void forgive(int inARow) {
        failuresInARow.set(inARow);
    }

    void publish(OriginStatus status, int weight, OwnWord ownWord) {
        this.status = status;
        this.ownWord = ownWord;
        this.takesWrites = !ownWord.isReadOnly();
        this.weight = weight;
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
