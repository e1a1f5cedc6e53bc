package org.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DecoratingHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames; the usual small ones of one turn of the loop one behind the other into one buffer, which goes to the channel as
 * a whole with {@link #handOver}, or before any other frame. What a frame's promise says is what became of that buffer. Confined
 * to the connection's event loop.
 */
final class FrameBatch extends DecoratingHttp2FrameWriter {
    private static final int FRAME_HEADER = 9;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;
    /** To copy more costs more than to write it by itself. */
    private static final int MOST_COPIED = 4 * 1024;

    private static final int FIRST_CAPACITY = 16 * 1024;
    private static final int MOST_HELD = 32 * 1024;

    private final Http2HeadersEncoder headersEncoder;
    private final IntConsumer resets;
    private @Nullable ByteBuf frames;
    private @Nullable ChannelPromise written;
    /** Of frames whose writers want one of their own. */
    private List<ChannelPromise> promises = new ArrayList<>();

    /**
     * @param headersEncoder used by none but this
     * @param resets is told the number of each stream that is reset
     */
    FrameBatch(Http2HeadersEncoder headersEncoder, IntConsumer resets) {
        super(new DefaultHttp2FrameWriter(headersEncoder));
        this.headersEncoder = headersEncoder;
        this.resets = resets;
    }

    @Override
    public ChannelFuture writeHeaders(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int padding,
            boolean endStream,
            ChannelPromise promise) {
        try {
            putHead(ctx, streamId, headers, endStream);
        } catch (Http2Exception e) {
            return promise.setFailure(e);
        }
        promises.add(promise);
        return promise;
    }

    /** A header block; what is returned says what becomes of it and all that goes out with it. */
    ChannelFuture writeHead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, boolean ends)
            throws Http2Exception {
        putHead(ctx, streamId, headers, ends);
        return written(ctx);
    }

    private void putHead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, boolean ends)
            throws Http2Exception {
        ByteBuf out = room(ctx);
        int start = out.writerIndex();
        boolean isWhole = false;
        try {
            out.writeZero(FRAME_HEADER);
            headersEncoder.encodeHeaders(streamId, headers, out);
            isWhole = true;
        } finally {
            if (!isWhole) {
                out.writerIndex(start);
            }
        }
        int length = out.writerIndex() - start - FRAME_HEADER;
        int flags = ends ? END_STREAM : 0;
        int most = configuration().frameSizePolicy().maxFrameSize();
        if (length <= most) {
            setFrameHeader(out, start, length, Http2FrameTypes.HEADERS, flags | END_HEADERS, streamId);
        } else {
            split(out, start, most, flags, streamId);
        }
    }

    /** Makes a header block that is too long for one frame several (RFC 9113 §6.10). */
    private static void split(ByteBuf out, int start, int most, int flags, int streamId) {
        ByteBuf block = out.copy(start + FRAME_HEADER, out.writerIndex() - start - FRAME_HEADER);
        try {
            out.writerIndex(start + FRAME_HEADER + most);
            block.skipBytes(most);
            setFrameHeader(out, start, most, Http2FrameTypes.HEADERS, flags, streamId);
            while (block.isReadable()) {
                int length = Math.min(most, block.readableBytes());
                int at = out.writerIndex();
                out.writeZero(FRAME_HEADER);
                out.writeBytes(block, length);
                int last = block.isReadable() ? 0 : END_HEADERS;
                setFrameHeader(out, at, length, Http2FrameTypes.CONTINUATION, last, streamId);
            }
        } finally {
            block.release();
        }
    }

    @Override
    public ChannelFuture writeData(
            ChannelHandlerContext ctx,
            int streamId,
            ByteBuf data,
            int padding,
            boolean endStream,
            ChannelPromise promise) {
        if (!isSmall(data) || padding > 0) {
            handOver(ctx);
            return super.writeData(ctx, streamId, data, padding, endStream, promise);
        }
        putContent(ctx, streamId, data, endStream);
        promises.add(promise);
        return promise;
    }

    /** Whether {@code content} is copied. */
    static boolean isSmall(ByteBuf content) {
        return content.readableBytes() <= MOST_COPIED;
    }

    /** Small content, which it takes ownership of; what is returned says what becomes of it and all that goes out with it. */
    ChannelFuture writeContent(ChannelHandlerContext ctx, int streamId, ByteBuf content, boolean ends) {
        putContent(ctx, streamId, content, ends);
        return written(ctx);
    }

    private void putContent(ChannelHandlerContext ctx, int streamId, ByteBuf content, boolean ends) {
        try {
            int length = content.readableBytes();
            ByteBuf out = room(ctx).ensureWritable(FRAME_HEADER + length);
            int start = out.writerIndex();
            out.writeZero(FRAME_HEADER);
            setFrameHeader(out, start, length, Http2FrameTypes.DATA, ends ? END_STREAM : 0, streamId);
            out.writeBytes(content);
        } finally {
            content.release();
        }
    }

    private static void setFrameHeader(ByteBuf out, int at, int length, byte type, int flags, int streamId) {
        // RFC 9113 §4.1: 24 bits of length, 8 of type, 8 of flags, 32 of the stream.
        out.setLong(at, (long) length << 40 | (long) type << 32 | (long) flags << 24 | streamId >>> 8);
        out.setByte(at + 8, streamId);
    }

    private ByteBuf room(ChannelHandlerContext ctx) {
        ByteBuf held = frames;
        if (held != null && held.readableBytes() >= MOST_HELD) {
            handOver(ctx);
            // Where it fails at once, somebody may have written already.
            held = frames;
        }
        if (held == null) {
            held = ctx.alloc().directBuffer(FIRST_CAPACITY);
            frames = held;
        }
        return held;
    }

    /** What becomes of what the batch in hand holds. */
    private ChannelFuture written(ChannelHandlerContext ctx) {
        ChannelPromise promise = written;
        if (promise == null) {
            promise = ctx.newPromise();
            written = promise;
        }
        return promise;
    }

    /** Gives the channel what was written so far; it isn't flushed. */
    void handOver(ChannelHandlerContext ctx) {
        ByteBuf held = frames;
        if (held == null) {
            return;
        }
        frames = null;
        ChannelPromise whole = written == null ? ctx.newPromise() : written;
        written = null;
        if (!promises.isEmpty()) {
            List<ChannelPromise> each = promises;
            promises = new ArrayList<>(each.size());
            whole.addListener(done -> complete(each, done.cause()));
        }
        // What the other side knows of header blocks is out of step with us then.
        ctx.write(held, whole).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private static void complete(List<ChannelPromise> promises, @Nullable Throwable cause) {
        for (int i = 0; i < promises.size(); i++) {
            if (cause == null) {
                promises.get(i).trySuccess();
            } else {
                promises.get(i).tryFailure(cause);
            }
        }
    }

    @Override
    public ChannelFuture writeHeaders(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endStream,
            ChannelPromise promise) {
        // Priorities of RFC 7540 are never said (RFC 9113 §5.3.2).
        return writeHeaders(ctx, streamId, headers, padding, endStream, promise);
    }

    @Override
    public ChannelFuture writePriority(
            ChannelHandlerContext ctx,
            int streamId,
            int dependency,
            short weight,
            boolean exclusive,
            ChannelPromise promise) {
        handOver(ctx);
        return super.writePriority(ctx, streamId, dependency, weight, exclusive, promise);
    }

    @Override
    public ChannelFuture writeRstStream(
            ChannelHandlerContext ctx, int streamId, long errorCode, ChannelPromise promise) {
        resets.accept(streamId);
        handOver(ctx);
        return super.writeRstStream(ctx, streamId, errorCode, promise);
    }

    @Override
    public ChannelFuture writeSettings(ChannelHandlerContext ctx, Http2Settings settings, ChannelPromise promise) {
        handOver(ctx);
        return super.writeSettings(ctx, settings, promise);
    }

    @Override
    public ChannelFuture writeSettingsAck(ChannelHandlerContext ctx, ChannelPromise promise) {
        handOver(ctx);
        return super.writeSettingsAck(ctx, promise);
    }

    @Override
    public ChannelFuture writePing(ChannelHandlerContext ctx, boolean ack, long data, ChannelPromise promise) {
        handOver(ctx);
        return super.writePing(ctx, ack, data, promise);
    }

    @Override
    public ChannelFuture writePushPromise(
            ChannelHandlerContext ctx,
            int streamId,
            int promisedStreamId,
            Http2Headers headers,
            int padding,
            ChannelPromise promise) {
        handOver(ctx);
        return super.writePushPromise(ctx, streamId, promisedStreamId, headers, padding, promise);
    }

    @Override
    public ChannelFuture writeGoAway(
            ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData, ChannelPromise promise) {
        handOver(ctx);
        return super.writeGoAway(ctx, lastStreamId, errorCode, debugData, promise);
    }

    @Override
    public ChannelFuture writeWindowUpdate(
            ChannelHandlerContext ctx, int streamId, int windowSizeIncrement, ChannelPromise promise) {
        handOver(ctx);
        return super.writeWindowUpdate(ctx, streamId, windowSizeIncrement, promise);
    }

    @Override
    public ChannelFuture writeFrame(
            ChannelHandlerContext ctx,
            byte frameType,
            int streamId,
            Http2Flags flags,
            ByteBuf payload,
            ChannelPromise promise) {
        handOver(ctx);
        return super.writeFrame(ctx, frameType, streamId, flags, payload, promise);
    }

    /** The connection is over. */
    @Override
    public void close() {
        super.close();
        ByteBuf held = frames;
        if (held != null) {
            frames = null;
            held.release();
            List<ChannelPromise> unwritten = promises;
            promises = new ArrayList<>();
            if (written != null) {
                unwritten.add(written);
                written = null;
            }
            complete(unwritten, new ClosedChannelException());
        }
    }
}
