package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.HeldHead;
import org.fairlead.proxy.http1.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of a client's requests. Between two reads it holds the bytes of a head that isn't whole and nothing else: a
 * client that sends half a head makes us hold half a head. Confined to an event loop.
 */
final class HeadIntake {
    /** What an array has beside its bytes, about. */
    private static final int ARRAY_BYTES = 16;

    private final ExchangeLoop loop;
    private @Nullable HeldHead head;
    private byte @Nullable [] part;
    private boolean isBlank;
    private long startedNanos;

    HeadIntake(ExchangeLoop loop) {
        this.loop = loop;
    }

    /** Takes from {@code in} what belongs to the head. Borrows {@code in}. */
    HeldHead.Progress read(ByteBuf in) {
        if (part == null) {
            startedNanos = loop.clock().nanos();
        }
        HeldHead reading = loop.heads().take();
        resume(reading);
        HeldHead.Progress progress = reading.read(in);
        if (progress == HeldHead.Progress.MORE) {
            keepPart(reading);
        } else {
            head = reading;
        }
        return progress;
    }

    private void keepPart(HeldHead reading) {
        byte[] kept = reading.part();
        isBlank = reading.isBlank();
        loop.heads().giveBack(reading);
        loop.heads().changed(kept.length + ARRAY_BYTES);
        part = kept;
    }

    private void resume(HeldHead reading) {
        byte[] kept = part;
        if (kept != null) {
            forgetPart(kept);
            reading.resume(kept);
        }
    }

    private void forgetPart(byte[] kept) {
        loop.heads().changed(-kept.length - ARRAY_BYTES);
        part = null;
    }

    /** Whether a byte of a request line has come. */
    boolean hasBegun() {
        return part != null && !isBlank;
    }

    /** When the head's first byte was read. */
    long startedNanos() {
        return startedNanos;
    }

    Rejection rejection() {
        if (head == null) {
            throw new IllegalStateException("no head was rejected");
        }
        return head.rejection();
    }

    /** Hands the head over, as far as it has come. */
    HeldHead take() {
        HeldHead taken = head;
        head = null;
        if (taken == null) {
            taken = loop.heads().take();
            resume(taken);
        }
        return taken;
    }

    /** Gives back what is left of a head that won't be whole. */
    void giveBack() {
        if (head != null) {
            loop.heads().giveBack(take());
        }
        if (part != null) {
            forgetPart(part);
        }
    }
}
