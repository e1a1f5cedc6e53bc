package org.fairlead.proxy.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whole lines on their way from one event loop to the thread that writes the access log: a ring of bytes with one producer
 * and one consumer. When it is full a line is refused, not waited for.
 */
final class LineRing {
    private final byte[] bytes;
    private final int mask;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    /** @param capacity in bytes, a power of two */
    LineRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(capacity + " (expected: a power of two)");
        }
        bytes = new byte[capacity];
        mask = capacity - 1;
    }

    /** For the producer. False: there was no room, and nothing was taken. */
    boolean offer(byte[] line, int length) {
        long start = written.getPlain();
        if (start + length - read.getAcquire() > bytes.length) {
            return false;
        }
        int at = (int) start & mask;
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(line, 0, bytes, at, first);
        System.arraycopy(line, first, bytes, 0, length - first);
        written.setRelease(start + length);
        return true;
    }

    /** For the producer: whether a quarter was passed by the last {@code length} bytes. */
    boolean passedQuarter(int length) {
        long used = written.getPlain() - read.getAcquire();
        int quarter = bytes.length / 4;
        return used >= quarter && used - length < quarter;
    }

    /** For the consumer. Hands on all whole lines there are; false: there were none. They are gone even if it throws. */
    boolean drainTo(OutputStream out) throws IOException {
        long start = read.getPlain();
        long end = written.getAcquire();
        if (start == end) {
            return false;
        }
        int at = (int) start & mask;
        int length = (int) (end - start);
        int first = Math.min(length, bytes.length - at);
        try {
            out.write(bytes, at, first);
            out.write(bytes, 0, length - first);
        } finally {
            read.setRelease(end);
        }
        return true;
    }
}
