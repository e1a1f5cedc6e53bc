package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.ChunkWriter;
import org.fairlead.proxy.http1.ResponseParser;
import org.fairlead.proxy.http2.HeaderBlock;
import org.fairlead.proxy.http2.Malformed;
import org.fairlead.proxy.http2.ResponseBlock;
import org.fairlead.proxy.http2.TrailerBlock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer on one stream, and tells the listener of it as if it had come in HTTP/1.1: interim heads, the final head, the
 * body, in chunks where no length is known. Made for one attempt; confined to an event loop.
 */
final class StreamReader {
    /** How far the answer is. */
    enum Progress {
        IN_HEAD,
        IN_BODY,
        COMPLETE,
        /** See {@link #fault()}. */
        FAILED
    }

    private static final int MOST_INTERIM_ANSWERS = 16;
    private static final int ROOM_FOR_FRAME = 16;

    private final LoopUpstreams loop;
    private final Method method;
    private Progress progress = Progress.IN_HEAD;
    private UpstreamFault fault = UpstreamFault.MALFORMED_ANSWER;
    private @Nullable Malformed malformed;
    private int interimAnswers;
    private BodyFraming.Kind kind = BodyFraming.Kind.NONE;
    private boolean framesChunks;
    private long remaining;
    /** The last of a counted body, until it is known that no trailer flags a write; ours. */
    private @Nullable ByteBuf held;

    StreamReader(LoopUpstreams loop, Method method) {
        this.loop = loop;
        this.method = method;
    }

    /** Whether the final head has come. */
    boolean hasAnswered() {
        return progress != Progress.IN_HEAD;
    }

    boolean hasHeard() {
        return interimAnswers > 0 || hasAnswered();
    }

    UpstreamFault fault() {
        return fault;
    }

    /** What was wrong with the message; null: it was our limits. */
    @Nullable
    Malformed malformed() {
        return malformed;
    }

    /** A header block. */
    Progress block(HeaderBlock block, boolean ends, AttemptListener listener) {
        switch (progress) {
            case IN_HEAD -> head(block, ends, listener);
            case IN_BODY -> trailers(block, ends, listener);
            case COMPLETE, FAILED -> {}
        }
        return progress;
    }

    private void head(HeaderBlock block, boolean ends, AttemptListener listener) {
        ResponseBlock response = loop.responseBlock();
        Malformed wrong = response.read(block);
        if (wrong == null && response.isInterim() && ends) {
            wrong = Malformed.UNEXPECTED_BLOCK;
        }
        if (wrong != null) {
            fail(wrong);
            return;
        }
        ByteBuf head = loop.allocator().directBuffer(response.mostBytes());
        try {
            response.write(head, method == Method.HEAD, ends);
            translated(head, response, ends, listener);
        } finally {
            head.release();
        }
    }

    private void translated(ByteBuf head, ResponseBlock response, boolean ends, AttemptListener listener) {
        AnswerHeads heads = loop.answerHeads();
        int end = heads.read(null, head, method);
        if (end == ResponseParser.REJECTED && heads.isTooLarge()) {
            fail(UpstreamFault.ANSWER_HEAD_TOO_LARGE);
            return;
        }
        if (end < 0 || head.isReadable() || heads.head().fields().count() != response.lines()) {
            fail(Malformed.NOT_ONE_HEAD);
            return;
        }
        heads.head().majorVersion(2);
        if (!response.isInterim()) {
            answer(heads, ends, listener);
        } else if (++interimAnswers > MOST_INTERIM_ANSWERS) {
            fail(UpstreamFault.TOO_MANY_INTERIM_ANSWERS);
        } else {
            listener.interim(heads.head());
        }
    }

    private void answer(AnswerHeads heads, boolean ends, AttemptListener listener) {
        BodyFraming framing = heads.framing();
        if (ends && !framing.isEmpty()) {
            fail(Malformed.LENGTH_DIFFERS);
            return;
        }
        kind = framing.kind();
        remaining = Math.max(0, framing.length());
        progress = Progress.IN_BODY;
        framesChunks =
                listener.answered(heads.head(), framing) == BodyReader.Mode.RAW && kind == BodyFraming.Kind.CHUNKED;
        if (ends && progress == Progress.IN_BODY) {
            progress = Progress.COMPLETE;
        }
    }

    /** A part of the body. Borrows {@code data}. */
    Progress data(ByteBuf data, boolean ends, AttemptListener listener) {
        if (progress == Progress.IN_HEAD) {
            fail(Malformed.UNEXPECTED_DATA);
        } else if (progress == Progress.IN_BODY) {
            switch (kind) {
                case NONE, LENGTH, UNTIL_CLOSE -> counted(data, ends, listener);
                case CHUNKED -> chunked(data, ends, listener);
            }
            if (ends && progress == Progress.IN_BODY) {
                progress = Progress.COMPLETE;
            }
        }
        return progress;
    }

    private void counted(ByteBuf data, boolean ends, AttemptListener listener) {
        int length = data.readableBytes();
        remaining -= length;
        if (remaining < 0 || (ends && remaining > 0)) {
            fail(Malformed.LENGTH_DIFFERS);
        } else if (length > 0 && remaining == 0 && !ends) {
            // Retained until the stream's end tells how it ends.
            held = data.readRetainedSlice(length);
        } else if (length > 0 || ends) {
            giveHeld(listener);
            if (length > 0) {
                listener.data(data, length);
            }
        }
    }

    private void giveHeld(AttemptListener listener) {
        ByteBuf last = held;
        held = null;
        if (last != null) {
            listener.data(last);
        }
    }

    private void chunked(ByteBuf data, boolean ends, AttemptListener listener) {
        int length = data.readableBytes();
        if (length > 0 && framesChunks) {
            ByteBuf begin = frame();
            ChunkWriter.begin(begin, length);
            give(begin, listener);
        }
        if (length > 0 && progress == Progress.IN_BODY) {
            listener.data(data, length);
        }
        if (framesChunks && progress == Progress.IN_BODY && (length > 0 || ends)) {
            ByteBuf end = frame();
            if (length > 0) {
                ChunkWriter.end(end);
            }
            if (ends) {
                ChunkWriter.lastChunk(end);
            }
            give(end, listener);
        }
    }

    private ByteBuf frame() {
        return loop.allocator().directBuffer(ROOM_FOR_FRAME);
    }

    /** Takes ownership of {@code frame}. */
    private static void give(ByteBuf frame, AttemptListener listener) {
        listener.data(frame, frame.readableBytes());
        frame.release();
    }

    private void trailers(HeaderBlock block, boolean ends, AttemptListener listener) {
        TrailerBlock trailers = loop.trailerBlock();
        Malformed wrong = ends ? trailers.read(block) : Malformed.UNEXPECTED_BLOCK;
        if (wrong == null && remaining > 0) {
            wrong = Malformed.LENGTH_DIFFERS;
        }
        if (wrong != null) {
            fail(wrong);
            return;
        }
        FieldTable fields = trailers.fields();
        if (fields.count() > 0) {
            listener.trailers(fields);
        } else if (framesChunks) {
            ByteBuf last = frame();
            ChunkWriter.lastChunk(last);
            give(last, listener);
        }
        if (progress == Progress.IN_BODY) {
            giveHeld(listener);
            progress = Progress.COMPLETE;
        }
    }

    private void fail(Malformed wrong) {
        malformed = wrong;
        fail(hasAnswered() ? UpstreamFault.BODY_BROKEN : UpstreamFault.MALFORMED_ANSWER);
    }

    private void fail(UpstreamFault fault) {
        this.fault = fault;
        progress = Progress.FAILED;
    }

    /** Reads nothing more, and releases what it holds; also in the midst of a call to the listener. */
    void release() {
        progress = Progress.FAILED;
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
