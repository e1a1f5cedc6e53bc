package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.proxy.http1.ChunkWriter;
import org.jspecify.annotations.Nullable;

/**
 * The answer on its way to the client: small parts are gathered, so that head and body leave by one send; large ones pass as
 * they are, with what goes before them put in front of them where there is room. Confined to an event loop; reused.
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
    /** Whether that is a part of what came, to which nothing can be appended. */
    private boolean isPart;

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
        return gather(room);
    }

    private ByteBuf gather(int room) {
        ByteBuf fresh = client.allocator().directBuffer(room);
        gathered = fresh;
        isPart = false;
        return fresh;
    }

    /** From now on the content is given without chunk frames, and gets ours. */
    void frameChunks() {
        framesChunks = true;
    }

    /** Whether a byte of it has left this object, so that nothing else can be answered. */
    boolean isCommitted() {
        return committed;
    }

    /** Takes {@code length} bytes from {@code in}, which it borrows. */
    void add(ByteBuf in, int length) {
        if (framesChunks) {
            ChunkWriter.begin(roomFor(ROOM_FOR_FRAMES), length);
        }
        if (length <= SMALL) {
            Copies.move(in, length, roomFor(length));
        } else {
            pass(in, length);
        }
        if (framesChunks) {
            ChunkWriter.end(roomFor(ROOM_FOR_FRAMES));
        }
    }

    private void pass(ByteBuf in, int length) {
        int before = takeInFront(in);
        // Retained until it is written.
        ByteBuf part = in.retainedSlice(in.readerIndex() - before, before + length);
        in.skipBytes(length);
        writeGathered();
        gathered = part;
        isPart = true;
    }

    /**
     * Puts what was gathered in front of what is to be read in {@code in}, so that both leave by one send, where what stood there was read
     * and nobody else has a part of it. How many bytes that are.
     */
    private int takeInFront(ByteBuf in) {
        ByteBuf now = gathered;
        if (now == null || isPart || now.readableBytes() > in.readerIndex() || in.refCnt() > 1 || in.isReadOnly()) {
            return 0;
        }
        int length = now.readableBytes();
        in.setBytes(in.readerIndex() - length, now, now.readerIndex(), length);
        discard();
        return length;
    }

    /** Where the rest of the answer may be appended; borrowed by the caller. */
    ByteBuf roomFor(int bytes) {
        ByteBuf now = gathered;
        if (now != null && (isPart || now.readableBytes() + bytes > 2 * SMALL)) {
            writeGathered();
            now = null;
        }
        if (now == null) {
            return gather(Math.max(bytes, ROOM_FOR_FRAMES));
        }
        return now.writableBytes() < bytes ? moveToLarger(now, bytes) : now;
    }

    /** For a buffer to grow costs memory from the system, each time. */
    private ByteBuf moveToLarger(ByteBuf now, int bytes) {
        ByteBuf larger = gather(now.readableBytes() + bytes);
        larger.writeBytes(now);
        now.release();
        return larger;
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
        ByteBuf now = gathered;
        if (now == null) {
            client.flush();
        } else {
            gathered = null;
            committed = true;
            client.writeNow(now);
        }
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
