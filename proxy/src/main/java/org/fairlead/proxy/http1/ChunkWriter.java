package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;

/** Writes the frames of a chunked body (RFC 9112 §7.1). All methods borrow {@code out}. */
@SuppressWarnings("DoNotCallSuggester") // Signatures first.
public final class ChunkWriter {
    /** The most that {@link #begin} writes. */
    public static final int LONGEST_BEGIN = 10;

    private ChunkWriter() {}

    /** The size line of a chunk of {@code size} bytes, at least one (none would end the body). */
    public static void begin(ByteBuf out, int size) {
        throw new UnsupportedOperationException();
    }

    /** What follows a chunk's bytes. */
    public static void end(ByteBuf out) {
        throw new UnsupportedOperationException();
    }

    /** The end of a body without trailers. */
    public static void lastChunk(ByteBuf out) {
        throw new UnsupportedOperationException();
    }

    /** The end of a body with all of {@code trailers} that {@code hopByHop} doesn't drop. */
    public static void lastChunk(ByteBuf out, FieldTable trailers, HopByHop hopByHop) {
        throw new UnsupportedOperationException();
    }
}
