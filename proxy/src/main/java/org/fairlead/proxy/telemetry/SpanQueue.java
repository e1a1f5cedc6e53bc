package org.fairlead.proxy.telemetry;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Exchanges on their way from one event loop to the thread that sends spans: one producer, one consumer, no lock. */
final class SpanQueue {
    private final AtomicReferenceArray<@Nullable FinishedExchange> cells;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    SpanQueue(int capacity) {
        cells = new AtomicReferenceArray<>(capacity);
    }

    /** For the producer. False: there is no room. */
    boolean offer(FinishedExchange exchange) {
        long at = written.getPlain();
        if (at - read.getAcquire() >= cells.length()) {
            return false;
        }
        cells.setPlain((int) (at % cells.length()), exchange);
        written.setRelease(at + 1);
        return true;
    }

    /** For the producer: whether the consumer had better come now. */
    boolean isHalfFull() {
        return written.getPlain() - read.getAcquire() == cells.length() / 2;
    }

    /** For the consumer: moves them to {@code batch}, in their order, as long as that has fewer than {@code most}. */
    void drainTo(List<FinishedExchange> batch, int most) {
        long end = written.getAcquire();
        long at = read.getPlain();
        for (; at < end && batch.size() < most; at++) {
            int cell = (int) (at % cells.length());
            FinishedExchange exchange = cells.getPlain(cell);
            cells.setPlain(cell, null);
            if (exchange != null) {
                batch.add(exchange);
            }
        }
        read.setRelease(at);
    }
}
