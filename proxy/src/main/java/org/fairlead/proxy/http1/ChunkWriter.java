package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldTable;

/** Writes the frames of a chunked body (RFC 9112 §7.1). The public methods borrow {@code out}. */
public final class ChunkWriter {
    /** The most that {@link #begin} writes. */
    public static final int LONGEST_BEGIN = 10;

    private static final byte[] DIGITS = Ascii.bytes("0123456789abcdef");
    private static final short CR_LF = '\r' << 8 | '\n';
    private static final short COLON_SPACE = ':' << 8 | ' ';
    private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n\r\n");

    private ChunkWriter() {}

    /** The size line of a chunk of {@code size} bytes, at least one (none would end the body). */
    public static void begin(ByteBuf out, int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("chunk size: " + size + " (expected: at least 1)");
        }
        size(out, size);
    }

    /** The caller owns the result. */
    static ByteBuf begin(ByteBufAllocator allocator, long size) {
        ByteBuf out = allocator.buffer(Long.BYTES * 2 + 2);
        size(out, size);
        return out;
    }

    private static void size(ByteBuf out, long size) {
        int digits = (Long.SIZE + 3 - Long.numberOfLeadingZeros(size)) / 4;
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            out.writeByte(DIGITS[(int) (size >>> shift) & 0xf]);
        }
        out.writeShort(CR_LF);
    }

    /** What follows a chunk's bytes. */
    public static void end(ByteBuf out) {
        out.writeShort(CR_LF);
    }

    /** The caller owns the result. */
    static ByteBuf end(ByteBufAllocator allocator) {
        return allocator.buffer(2).writeShort(CR_LF);
    }

    /** The end of a body without trailers. */
    public static void lastChunk(ByteBuf out) {
        out.writeBytes(LAST_CHUNK);
    }

    /** The caller owns the result. */
    static ByteBuf lastChunk(ByteBufAllocator allocator) {
        return allocator.buffer(LAST_CHUNK.length).writeBytes(LAST_CHUNK);
    }

    /** The end of a body with all of {@code trailers} that {@code hopByHop} doesn't drop. */
    public static void lastChunk(ByteBuf out, FieldTable trailers, HopByHop hopByHop) {
        out.writeByte('0');
        out.writeShort(CR_LF);
        for (int i = 0; i < trailers.count(); i++) {
            if (!hopByHop.drops(trailers, i)) {
                field(out, trailers, i);
            }
        }
        out.writeShort(CR_LF);
    }

    private static void field(ByteBuf out, FieldTable fields, int index) {
        out.writeBytes(fields.bytes(), fields.nameStart(index), fields.nameEnd(index) - fields.nameStart(index));
        out.writeShort(COLON_SPACE);
        out.writeBytes(fields.bytes(), fields.valueStart(index), fields.valueEnd(index) - fields.valueStart(index));
        out.writeShort(CR_LF);
    }
}
