package org.fairlead.proxy.telemetry;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counters that one thread writes and any thread reads.
 *
 * <p>With a single writer a plain read and an opaque write are enough: no locked instruction, no contention.
 */
final class Tally {
    private final AtomicLongArray cells;

    Tally(int size) {
        cells = new AtomicLongArray(size);
    }

    void add(int cell, long amount) {
        cells.setOpaque(cell, cells.getPlain(cell) + amount);
    }

    long get(int cell) {
        return cells.getOpaque(cell);
    }

    int size() {
        return cells.length();
    }
}
