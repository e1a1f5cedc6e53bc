package org.fairlead.proxy.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whole lines on their way from one event loop to a thread that hands them on: chunks of memory with one producer and one
 * consumer. When all of them are full a line is refused, not waited for.
 *
 * <p>They are made as they are needed, and the one that was emptied last is filled next: as long as the consumer keeps up, the same two
 * are used.
 */
final class LineChunks {
    /** What became of a line that was offered. */
    enum Offer {
        TAKEN,
        /** It was taken, and there is a full chunk to be drained. */
        TAKEN_BEHIND_FULL,
        /** There was no room, and nothing was taken. */
        REFUSED
    }

    private final IntFunction<ByteBuffer> memory;
    private final int chunkBytes;
    private final int most;
    /** Those that the consumer emptied. Only the producer takes one away, and so finds below it what it saw there. */
    private final AtomicReference<@Nullable Chunk> emptied = new AtomicReference<>();

    private Chunk filling;
    private Chunk draining;
    private int made;

    /**
     * @param memory makes a buffer of as many bytes
     * @param chunkBytes of one chunk, and of the longest line
     * @param most how many there may be, 2 or more
     */
    LineChunks(IntFunction<ByteBuffer> memory, int chunkBytes, int most) {
        if (most < 2) {
            throw new IllegalArgumentException(
                    most + " chunks (expected: 2 or more, one to fill while another is drained)");
        }
        this.memory = memory;
        this.chunkBytes = chunkBytes;
        this.most = most;
        filling = new Chunk(memory.apply(chunkBytes));
        draining = filling;
        made = 1;
    }

    /** For the producer. */
    Offer offer(byte[] line, int length) {
        if (filling.take(line, length)) {
            return Offer.TAKEN;
        }
        Chunk next = length > chunkBytes ? null : takeEmpty();
        if (next == null) {
            return Offer.REFUSED;
        }
        next.take(line, length);
        filling.next.setRelease(next);
        filling = next;
        return Offer.TAKEN_BEHIND_FULL;
    }

    private @Nullable Chunk takeEmpty() {
        while (true) {
            Chunk top = emptied.getAcquire();
            if (top == null) {
                return made < most ? newChunk() : null;
            }
            if (emptied.compareAndSet(top, top.below)) {
                top.clear();
                return top;
            }
        }
    }

    /** Null where there is no memory for it: a line that can't be kept mustn't fail the exchange that it tells of. */
    private @Nullable Chunk newChunk() {
        try {
            Chunk fresh = new Chunk(memory.apply(chunkBytes));
            made++;
            return fresh;
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /**
     * For the consumer. Hands on the lines there are, of as many chunks as there may be at most: whoever is faster than {@code out} doesn't
     * keep it for ever. They are gone even if it throws; what else went wrong is suppressed.
     *
     * @return whether there were any
     */
    boolean drainTo(LineTarget out) throws IOException {
        IOException failure = null;
        boolean any = false;
        for (int i = 0; i < most; i++) {
            // Looked at first: a chunk that has a next one gets no more lines.
            Chunk next = draining.next.getAcquire();
            try {
                any |= draining.drainTo(out);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
            if (next == null) {
                break;
            }
            giveBack(draining);
            draining = next;
        }
        if (failure != null) {
            throw failure;
        }
        return any;
    }

    /** For the consumer: whether a chunk waits that is full. */
    boolean hasFull() {
        return draining.next.getAcquire() != null;
    }

    private void giveBack(Chunk chunk) {
        do {
            chunk.below = emptied.getAcquire();
        } while (!emptied.compareAndSet(chunk.below, chunk));
    }

    /** Filled from its beginning by the producer, and drained as far as it is filled. */
    private static final class Chunk {
        private final ByteBuffer filled;
        private final ByteBuffer drained;
        /** How far the consumer may read. */
        private final AtomicInteger end = new AtomicInteger();

        private final AtomicReference<@Nullable Chunk> next = new AtomicReference<>();
        private @Nullable Chunk below;

        Chunk(ByteBuffer bytes) {
            filled = bytes;
            drained = bytes.duplicate();
        }

        boolean take(byte[] line, int length) {
            if (length > filled.remaining()) {
                return false;
            }
            filled.put(line, 0, length);
            end.setRelease(filled.position());
            return true;
        }

        boolean drainTo(LineTarget out) throws IOException {
            int until = end.getAcquire();
            if (until == drained.position()) {
                return false;
            }
            drained.limit(until);
            try {
                out.write(drained);
            } finally {
                drained.position(until);
            }
            return true;
        }

        /** By the producer, once nobody else has it. */
        void clear() {
            filled.clear();
            drained.clear();
            end.setPlain(0);
            next.setPlain(null);
        }
    }
}
