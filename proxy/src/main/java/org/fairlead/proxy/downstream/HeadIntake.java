package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.HeldHead;
import org.fairlead.proxy.http1.Rejection;
import org.jspecify.annotations.Nullable;

/** Reads the heads of a client's requests; holds one only from a head's first byte on. Confined to an event loop. */
final class HeadIntake {
    private final ExchangeLoop loop;
    private @Nullable HeldHead head;
    private long startedNanos;

    HeadIntake(ExchangeLoop loop) {
        this.loop = loop;
    }

    /** Takes from {@code in} what belongs to the head. Borrows {@code in}. */
    HeldHead.Progress read(ByteBuf in) {
        HeldHead reading = head;
        if (reading == null) {
            reading = loop.heads().take();
            head = reading;
            startedNanos = loop.clock().nanos();
        }
        return reading.read(in);
    }

    /** Whether a byte of a request line has come. */
    boolean hasBegun() {
        return head != null && !head.isBlank();
    }

    /** When the head's first byte was read. */
    long startedNanos() {
        return startedNanos;
    }

    Rejection rejection() {
        return head().rejection();
    }

    /** Hands the head over. */
    HeldHead take() {
        HeldHead taken = head();
        head = null;
        return taken;
    }

    private HeldHead head() {
        if (head == null) {
            throw new IllegalStateException("no head is being read");
        }
        return head;
    }

    /** Gives back what is left of a head that won't be whole. */
    void giveBack() {
        if (head != null) {
            loop.heads().giveBack(take());
        }
    }
}
