package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.fairlead.proxy.http1.BodyReader.Mode;
import org.fairlead.proxy.http1.BodyReader.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Walks the frames of a chunked body (RFC 9112 §7.1) without copying.
 *
 * <p>Between the reader index and {@code passable} lie bytes that were found valid and that the sink hasn't got yet; in raw
 * mode they grow over as many frames as lie side by side. A size line or a chunk's end that came in two reads, or a line
 * that isn't plain, is written anew instead.
 */
final class ChunkedBody {
    private enum State {
        SIZE_LINE,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        END
    }

    private static final short CR_LF = '\r' << 8 | '\n';

    private final ChunkSizeLine line = new ChunkSizeLine();
    private final TrailerSection trailers;
    private Mode mode = Mode.DATA;
    private State state = State.SIZE_LINE;
    private long remaining;
    private int passable;
    private @Nullable Rejection rejection;

    ChunkedBody(HeadLimits trailerLimits) {
        trailers = new TrailerSection(trailerLimits);
    }

    void reset(Mode mode) {
        this.mode = mode;
        state = State.SIZE_LINE;
        line.reset();
        trailers.reset();
        rejection = null;
    }

    /** Why the last read was {@link Progress#REJECTED}; null otherwise. */
    @Nullable
    Rejection rejection() {
        return rejection;
    }

    /** Borrows {@code in}, of which the sink gets retained slices. */
    Progress read(ByteBuf in, BodySink sink) {
        passable = in.readerIndex();
        int at = passable;
        while (rejection == null && at < in.writerIndex() && state != State.TRAILERS && state != State.END) {
            at = step(in, at, sink);
        }
        flush(in, sink);
        in.readerIndex(at);
        if (rejection != null) {
            return Progress.REJECTED;
        }
        if (state == State.TRAILERS) {
            trailers(in, sink);
        }
        return progress();
    }

    private Progress progress() {
        if (rejection != null) {
            return Progress.REJECTED;
        }
        return state == State.END ? Progress.COMPLETE : Progress.MORE;
    }

    /** One size line, one run of data, or one octet of a chunk's end; returns where the next step starts. */
    private int step(ByteBuf in, int at, BodySink sink) {
        return switch (state) {
            case SIZE_LINE -> sizeLine(in, at, sink);
            case DATA -> data(in, at, sink);
            case DATA_CR -> dataCr(in, at);
            case DATA_LF -> dataLf(in, at, sink);
            case TRAILERS, END -> at;
        };
    }

    private int sizeLine(ByteBuf in, int from, BodySink sink) {
        boolean whole = !line.isStarted();
        int at = from;
        while (at < in.writerIndex()) {
            rejection = line.take(in.getByte(at++));
            if (rejection != null) {
                return at;
            }
            if (line.isEnded()) {
                boolean passOn = mode == Mode.RAW && whole && line.isPlain();
                remaining = line.size();
                line.next();
                return remaining == 0 ? lastChunk(in, at, passOn, sink) : chunk(in, at, passOn, sink);
            }
        }
        return at;
    }

    private int chunk(ByteBuf in, int at, boolean passOn, BodySink sink) {
        state = State.DATA;
        if (!passOn) {
            skip(in, at, sink);
            if (mode == Mode.RAW) {
                sink.data(ChunkWriter.begin(in.alloc(), remaining));
            }
        }
        passable = at;
        return at;
    }

    private int lastChunk(ByteBuf in, int at, boolean passOn, BodySink sink) {
        if (passOn && at + 2 <= in.writerIndex() && in.getShort(at) == CR_LF) {
            passable = at + 2;
            state = State.END;
            return passable;
        }
        // It waits for what follows it, and is written anew then.
        state = State.TRAILERS;
        skip(in, at, sink);
        return at;
    }

    private int data(ByteBuf in, int at, BodySink sink) {
        int length = (int) Math.min(remaining, in.writerIndex() - at);
        remaining -= length;
        passable = at + length;
        if (remaining == 0) {
            state = State.DATA_CR;
        }
        if (mode == Mode.DATA) {
            flush(in, sink);
        }
        return passable;
    }

    private int dataCr(ByteBuf in, int at) {
        if (in.getByte(at) != '\r') {
            rejection = Rejection.BAD_CHUNK_END;
        }
        state = State.DATA_LF;
        return at + 1;
    }

    private int dataLf(ByteBuf in, int at, BodySink sink) {
        if (in.getByte(at) != '\n') {
            rejection = Rejection.BAD_CHUNK_END;
            return at + 1;
        }
        state = State.SIZE_LINE;
        boolean startsRead = at == in.readerIndex();
        if (mode == Mode.DATA || startsRead) {
            skip(in, at + 1, sink);
        }
        if (mode == Mode.RAW && startsRead) {
            // Its CR came with an earlier read and was held back.
            sink.data(ChunkWriter.end(in.alloc()));
        }
        passable = at + 1;
        return at + 1;
    }

    private void trailers(ByteBuf in, BodySink sink) {
        if (trailers.read(in) == Progress.MORE) {
            return;
        }
        rejection = trailers.rejection();
        if (rejection != null) {
            return;
        }
        state = State.END;
        if (trailers.fields().count() > 0) {
            sink.trailers(trailers.fields());
        } else if (mode == Mode.RAW) {
            sink.data(ChunkWriter.lastChunk(in.alloc()));
        }
    }

    /** Hands on what is passable, and leaves out what lies between that and {@code to}. */
    private void skip(ByteBuf in, int to, BodySink sink) {
        flush(in, sink);
        in.readerIndex(to);
        passable = to;
    }

    private void flush(ByteBuf in, BodySink sink) {
        if (passable > in.readerIndex()) {
            // Retained for the sink, which releases it.
            sink.data(in, passable - in.readerIndex());
        }
    }
}
