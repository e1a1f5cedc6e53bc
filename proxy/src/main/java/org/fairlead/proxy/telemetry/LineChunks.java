package org.fairlead.proxy.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
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
     * @param most how many there may be
     */
    LineChunks(IntFunction<ByteBuffer> memory, int chunkBytes, int most) {
        this.memory = memory;
        this.chunkBytes = chunkBytes;
        this.most = most;
        filling = newChunk();
        draining = filling;
    }

    private Chunk newChunk() {
        made++;
        return new Chunk(memory.apply(chunkBytes));
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

    /** For the consumer. Hands on all lines there are; they are gone even if it throws. */
    void drainTo(WritableByteChannel out) throws IOException {
        IOException failure = null;
        Chunk next;
        do {
            // Looked at first: a chunk that has a next one gets no more lines.
            next = draining.next.getAcquire();
            try {
                draining.drainTo(out);
            } catch (IOException e) {
                failure = e;
            }
            if (next != null) {
                giveBack(draining);
                draining = next;
            }
        } while (next != null);
        if (failure != null) {
            throw failure;
        }
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

        void drainTo(WritableByteChannel out) throws IOException {
            int until = end.getAcquire();
            drained.limit(until);
            try {
                while (drained.hasRemaining()) {
                    out.write(drained);
                }
            } finally {
                drained.position(until);
            }
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
