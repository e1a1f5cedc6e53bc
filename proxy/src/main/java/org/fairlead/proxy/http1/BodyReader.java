package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes from a connection's bytes those of one body and hands them on as slices, uncopied; never a byte more.
 *
 * <p>One per connection side, {@link #reset} for each message. Any split of the bytes gives the same content and verdict.
 */
public final class BodyReader {
    /** What the sink gets of a chunked body; the other kinds know no difference. */
    public enum Mode {
        /** The content only. */
        DATA,
        /**
         * The content in its chunk frames, in as few slices as they lie in, without extensions. The last chunk is included
         * if no trailer field follows; otherwise {@link BodySink#trailers} comes in its place, and whoever gets that
         * writes the last chunk ({@link ChunkWriter#lastChunk}).
         */
        RAW
    }

    /** How far a body is. */
    public enum Progress {
        /** More bytes are wanted. */
        MORE,
        /** The body is whole; what is left in the buffer belongs to another message. */
        COMPLETE,
        /** See {@link #rejection()}. What the sink got must not be given a clean end (RFC 9112 §8). */
        REJECTED
    }

    private final HeadLimits trailerLimits;
    /** There from the first chunked body on: most connections never have one. */
    private @Nullable ChunkedBody chunks;

    private BodyFraming.Kind kind = BodyFraming.Kind.NONE;
    private long remaining;
    private Progress progress = Progress.COMPLETE;
    private @Nullable Rejection rejection;

    public BodyReader(HeadLimits trailerLimits) {
        this.trailerLimits = trailerLimits;
    }

    /** Starts a body; one without content is complete at once. */
    public void reset(BodyFraming framing, Mode mode) {
        kind = framing.kind();
        remaining = framing.length();
        rejection = null;
        progress = framing.isEmpty() ? Progress.COMPLETE : Progress.MORE;
        if (kind == BodyFraming.Kind.CHUNKED) {
            chunks().reset(mode);
        }
    }

    private ChunkedBody chunks() {
        if (chunks == null) {
            chunks = new ChunkedBody(trailerLimits);
        }
        return chunks;
    }

    /**
     * Moves the reader index of {@code in} past what belongs to this body, and hands that on. Borrows {@code in}: the sink
     * gets retained slices of it. It may be called again after the end, and then takes nothing.
     */
    public Progress read(ByteBuf in, BodySink sink) {
        if (progress != Progress.MORE || !in.isReadable()) {
            return progress;
        }
        progress = switch (kind) {
            case NONE -> Progress.COMPLETE;
            case LENGTH -> counted(in, sink);
            case CHUNKED -> chunked(in, sink);
            case UNTIL_CLOSE -> pass(in, in.readableBytes(), sink);
        };
        return progress;
    }

    private Progress counted(ByteBuf in, BodySink sink) {
        int length = (int) Math.min(remaining, in.readableBytes());
        remaining -= length;
        pass(in, length, sink);
        return remaining == 0 ? Progress.COMPLETE : Progress.MORE;
    }

    private Progress chunked(ByteBuf in, BodySink sink) {
        Progress now = chunks().read(in, sink);
        if (now == Progress.REJECTED) {
            rejection = chunks().rejection();
        }
        return now;
    }

    private static Progress pass(ByteBuf in, int length, BodySink sink) {
        sink.data(in, length);
        return Progress.MORE;
    }

    /** The connection has ended: completes a body that lasts until then, and refuses any other that isn't whole. */
    public Progress end() {
        if (progress == Progress.MORE) {
            if (kind == BodyFraming.Kind.UNTIL_CLOSE) {
                progress = Progress.COMPLETE;
            } else {
                rejection = Rejection.TRUNCATED_BODY;
                progress = Progress.REJECTED;
            }
        }
        return progress;
    }

    public boolean isComplete() {
        return progress == Progress.COMPLETE;
    }

    /**
     * Why the body was refused.
     *
     * @throws IllegalStateException where it wasn't
     */
    public Rejection rejection() {
        if (rejection == null) {
            throw new IllegalStateException("nothing was rejected");
        }
        return rejection;
    }
}
