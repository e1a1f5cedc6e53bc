package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.proxy.http1.ChunkWriter;
import org.jspecify.annotations.Nullable;

/**
 * The answer on its way to the client: small parts are gathered, so that head and body leave by one send; large ones pass as
 * they are. Confined to an event loop; reused.
 */
final class OutgoingResponse {
    /** A part up to this size costs less to copy than to send by itself. */
    static final int SMALL = 16 * 1024;

    private static final int ROOM_FOR_HEAD = 2048;
    private static final int ROOM_FOR_FRAMES = 1024;
    private static final int USUAL_ROOM = 4096;

    private final ClientSide client;
    /** What wasn't written yet; ours. */
    private @Nullable ByteBuf gathered;

    private boolean framesChunks;
    private boolean committed;

    OutgoingResponse(ClientSide client) {
        this.client = client;
    }

    /**
     * Starts an answer, and returns where its head is to be appended; borrowed by the caller.
     *
     * @param bodyLength as far as it is known, or -1
     */
    ByteBuf begin(long bodyLength) {
        committed = false;
        framesChunks = false;
        int room = bodyLength >= 0 && bodyLength <= SMALL ? ROOM_FOR_HEAD + (int) bodyLength : USUAL_ROOM;
        ByteBuf head = client.allocator().directBuffer(room);
        gathered = head;
        return head;
    }

    /** From now on the content is given without chunk frames, and gets ours. */
    void frameChunks() {
        framesChunks = true;
    }

    /** Whether a byte of it has left this object, so that nothing else can be answered. */
    boolean isCommitted() {
        return committed;
    }

    /** Takes ownership of {@code slice}. */
    void add(ByteBuf slice) {
        int size = slice.readableBytes();
        if (framesChunks) {
            ChunkWriter.begin(roomFor(ROOM_FOR_FRAMES), size);
        }
        if (size <= SMALL) {
            Copies.append(slice, roomFor(size));
        } else {
            writeGathered();
            client.write(slice);
        }
        if (framesChunks) {
            ChunkWriter.end(roomFor(ROOM_FOR_FRAMES));
        }
    }

    /** Where the rest of the answer may be appended; borrowed by the caller. */
    ByteBuf roomFor(int bytes) {
        ByteBuf now = gathered;
        if (now != null && now.readableBytes() + bytes > 2 * SMALL) {
            writeGathered();
            now = null;
        }
        if (now == null) {
            now = client.allocator().directBuffer(Math.max(bytes, ROOM_FOR_FRAMES));
            gathered = now;
        }
        return now;
    }

    /** The content is whole. */
    void end() {
        if (framesChunks) {
            framesChunks = false;
            ChunkWriter.lastChunk(roomFor(ROOM_FOR_FRAMES));
        }
    }

    /** Sends what was gathered. */
    void flush() {
        writeGathered();
        client.flush();
    }

    private void writeGathered() {
        ByteBuf now = gathered;
        if (now != null) {
            gathered = null;
            committed = true;
            client.write(now);
        }
    }

    /** Forgets what was gathered. */
    void discard() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
