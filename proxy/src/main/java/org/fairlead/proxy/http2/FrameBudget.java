package org.fairlead.proxy.http2;

import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a peer may send of frames that cost us work and it nothing. There is a credit, which such frames use up, and which
 * content in either direction and time restore; resets, by the peer or for its faults, are counted for themselves, by the half
 * minute (CVE-2023-44487, CVE-2025-8671). Confined to an event loop.
 */
public final class FrameBudget {
    /** What a connection is ended for, with ENHANCE_YOUR_CALM. */
    public enum Excess {
        RAPID_RESET,
        MADE_US_RESET,
        SETTINGS_FLOOD,
        PING_FLOOD,
        GO_AWAY_FLOOD,
        PRIORITY_FLOOD,
        WINDOW_UPDATE_FLOOD,
        EMPTY_FRAME_FLOOD,
        LATE_FRAME_FLOOD,
        UNKNOWN_FRAME_FLOOD;

        private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** As in metrics, such as {@code rapid-reset}. */
        public String label() {
            return label;
        }
    }

    /** Frames in one go. */
    public static final int MOST_CREDIT = 1000;
    /** Resets in {@link #WINDOW_NANOS}. */
    public static final int MOST_RESETS = 200;

    /** The same of one connection that carries what many clients do. */
    private static final int MOST_RESETS_OF_MANY = 100 * MOST_RESETS;

    private static final int PER_SECOND = 100;
    private static final int PER_SETTINGS = 10;
    private static final int PER_USEFUL_FRAME = 4;
    private static final int BYTES_PER_FRAME = 512;
    private static final long WINDOW_NANOS = 30_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Coarse is good enough. */
    private final LongSupplier nanos;

    private final int mostPeerResets;
    private final int mostOurResets;

    private long credit = MOST_CREDIT;
    private long restoredNanos;
    private long windowNanos;
    private int peerResets;
    private int ourResets;

    public FrameBudget(LongSupplier nanos) {
        this(nanos, MOST_RESETS, MOST_RESETS);
    }

    private FrameBudget(LongSupplier nanos, int mostPeerResets, int mostOurResets) {
        this.nanos = nanos;
        this.mostPeerResets = mostPeerResets;
        this.mostOurResets = mostOurResets;
        restoredNanos = nanos.getAsLong();
        windowNanos = restoredNanos;
    }

    /** For a connection that we make: a reset by the other side costs it a request of ours, and is no attack. */
    public static FrameBudget ofOrigin(LongSupplier nanos) {
        return new FrameBudget(nanos, Integer.MAX_VALUE, MOST_RESETS);
    }

    /** For a connection of a peer, or of a proxy that is believed: it passes on what all its clients do, their faults among it. */
    public static FrameBudget ofMany(LongSupplier nanos) {
        return new FrameBudget(nanos, MOST_RESETS_OF_MANY, MOST_RESETS_OF_MANY);
    }

    /** A frame with content came, or {@code bytes} of content are being sent. */
    public void useful(int bytes) {
        credit = Math.min(MOST_CREDIT, credit + PER_USEFUL_FRAME + bytes / BYTES_PER_FRAME);
    }

    @Nullable
    Excess settings() {
        return spend(PER_SETTINGS, Excess.SETTINGS_FLOOD);
    }

    /** A frame of the kind that {@code excess} names; null while it is within the budget. */
    @Nullable
    Excess spend(Excess excess) {
        return spend(1, excess);
    }

    private @Nullable Excess spend(int cost, Excess excess) {
        credit -= cost;
        if (credit >= 0) {
            return null;
        }
        long now = nanos.getAsLong();
        long seconds = (now - restoredNanos) / SECOND_NANOS;
        if (seconds > 0) {
            restoredNanos = now;
            credit = Math.min(MOST_CREDIT, seconds * PER_SECOND - cost);
        }
        return credit < 0 ? excess : null;
    }

    /** The peer has reset a stream. */
    @Nullable
    Excess peerReset() {
        turnWindow();
        return ++peerResets > mostPeerResets ? Excess.RAPID_RESET : null;
    }

    /** We had to reset a stream for a fault of the peer's. */
    public @Nullable Excess ourReset() {
        turnWindow();
        return ++ourResets > mostOurResets ? Excess.MADE_US_RESET : null;
    }

    private void turnWindow() {
        long now = nanos.getAsLong();
        if (now - windowNanos >= WINDOW_NANOS) {
            windowNanos = now;
            peerResets = 0;
            ourResets = 0;
        }
    }
}
