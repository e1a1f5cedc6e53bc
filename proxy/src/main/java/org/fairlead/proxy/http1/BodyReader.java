package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;

/**
 * Takes from a connection's bytes those of one body and hands them on as slices, uncopied; never a byte more.
 *
 * <p>One per connection side, {@link #reset} for each message. Any split of the bytes gives the same content and verdict.
 */
@SuppressWarnings("DoNotCallSuggester") // Signatures first.
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

    public BodyReader(HeadLimits trailerLimits) {}

    /** Starts a body; one without content is complete at once. */
    public void reset(BodyFraming framing, Mode mode) {
        throw new UnsupportedOperationException();
    }

    /**
     * Moves the reader index of {@code in} past what belongs to this body, and hands that on. Borrows {@code in}: the sink
     * gets retained slices of it. It may be called again after the end, and then takes nothing.
     */
    public Progress read(ByteBuf in, BodySink sink) {
        throw new UnsupportedOperationException();
    }

    /** The connection has ended: completes a body that lasts until then, and refuses any other that isn't whole. */
    public Progress end() {
        throw new UnsupportedOperationException();
    }

    public boolean isComplete() {
        throw new UnsupportedOperationException();
    }

    /**
     * Why the body was refused.
     *
     * @throws IllegalStateException where it wasn't
     */
    public Rejection rejection() {
        throw new UnsupportedOperationException();
    }
}
