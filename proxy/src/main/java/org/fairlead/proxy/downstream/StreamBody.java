package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.http1.BodySink;
import org.fairlead.proxy.http1.ChunkWriter;
import org.fairlead.proxy.http2.HeaderBlock;
import org.fairlead.proxy.http2.Malformed;
import org.fairlead.proxy.http2.RequestBlock;
import org.fairlead.proxy.http2.TrailerBlock;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request's body from DATA frames and gives it on as the translated head has announced it: counted, or in chunks.
 * Confined to an event loop; reused.
 */
final class StreamBody {
    /** How it is given on. */
    enum Kind {
        /** The sum of DATA must be what Content-Length says (RFC 9113 §8.1.1). */
        COUNTED,
        CHUNKED,
        /** As it comes, once there is a tunnel. */
        TUNNEL;

        static Kind of(RequestBlock block) {
            return block.contentLength() >= 0 ? COUNTED : CHUNKED;
        }
    }

    private static final int ROOM_FOR_FRAMES = 16;

    private final TrailerBlock trailerBlock;
    private Kind kind = Kind.COUNTED;
    private long remaining;
    private boolean whole = true;
    /** What came before there was a tunnel, at most a stream's window; ours. */
    private @Nullable ByteBuf early;

    /** @param trailerBlock to read trailers with; the loop's */
    StreamBody(TrailerBlock trailerBlock) {
        this.trailerBlock = trailerBlock;
    }

    /** @param length what Content-Length says, where that counts */
    void begin(Kind kind, long length, boolean ends) {
        this.kind = kind;
        remaining = Math.max(0, length);
        whole = ends;
    }

    /** Takes what {@code data} has, and gives it on; returns what is wrong with it, or null. Borrows {@code data}. */
    @Nullable
    Malformed data(ByteBuf data, boolean ends, BodySink sink) {
        whole = ends;
        int length = data.readableBytes();
        switch (kind) {
            case COUNTED -> {
                remaining -= length;
                if (remaining < 0 || (ends && remaining > 0)) {
                    return Malformed.LENGTH_DIFFERS;
                }
                if (length > 0) {
                    sink.data(data, length);
                }
            }
            case CHUNKED -> chunk(data, length, ends, sink);
            case TUNNEL -> keepEarly(data);
        }
        return null;
    }

    private static void chunk(ByteBuf data, int length, boolean ends, BodySink sink) {
        if (length > 0) {
            ByteBuf start = data.alloc().buffer(ROOM_FOR_FRAMES);
            ChunkWriter.begin(start, length);
            give(start, sink);
            sink.data(data, length);
        }
        ByteBuf end = data.alloc().buffer(ROOM_FOR_FRAMES);
        if (length > 0) {
            ChunkWriter.end(end);
        }
        if (ends) {
            ChunkWriter.lastChunk(end);
        }
        give(end, sink);
    }

    /** Takes ownership of {@code frame}. */
    private static void give(ByteBuf frame, BodySink sink) {
        if (frame.isReadable()) {
            sink.data(frame, frame.readableBytes());
        }
        frame.release();
    }

    private void keepEarly(ByteBuf data) {
        ByteBuf kept = early;
        if (kept == null) {
            kept = data.alloc().buffer(data.readableBytes());
            early = kept;
        }
        kept.writeBytes(data);
    }

    /** Whether what comes can't be given on yet. */
    boolean isWaiting() {
        return early != null;
    }

    /** What came before there was a tunnel, or null; the caller's. */
    @Nullable
    ByteBuf takeEarly() {
        ByteBuf taken = early;
        early = null;
        return taken;
    }

    /** The block that ends the body; returns what is wrong with it, or null. */
    @Nullable
    Malformed trailers(HeaderBlock block, ByteBufAllocator allocator, BodySink sink) {
        Malformed fault = trailerBlock.read(block);
        if (fault != null) {
            return fault;
        }
        whole = true;
        if (kind == Kind.COUNTED) {
            // A body with a length has no place for trailers in HTTP/1.1.
            return remaining == 0 ? null : Malformed.LENGTH_DIFFERS;
        }
        FieldTable fields = trailerBlock.fields();
        if (kind == Kind.CHUNKED && fields.count() > 0) {
            sink.trailers(fields);
        } else if (kind == Kind.CHUNKED) {
            ByteBuf end = allocator.buffer(ROOM_FOR_FRAMES);
            ChunkWriter.lastChunk(end);
            give(end, sink);
        }
        return null;
    }

    Kind kind() {
        return kind;
    }

    /** Whether the client has ended the stream. */
    boolean isWhole() {
        return whole;
    }

    /** Releases what wasn't given on. */
    void release() {
        if (early != null) {
            early.release();
            early = null;
        }
    }
}
