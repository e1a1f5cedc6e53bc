package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.ResponseParser;
import org.fairlead.proxy.http1.UpgradeOffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer after the other from a connection's bytes: interim heads, the final head, the body; or a 101 and what
 * follows it. Tells the listener of all but the end. Confined to an event loop; reused.
 */
final class AnswerReader {
    /** How far an answer is. */
    enum Progress {
        IN_HEAD,
        IN_BODY,
        TUNNELLING,
        COMPLETE,
        /** See {@link #fault()}. */
        FAILED,
        /** The listener wants no more of it. */
        STOPPED
    }

    private static final byte[] NOTHING = {};
    private static final int MOST_INTERIM_ANSWERS = 16;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final LoopUpstreams loop;
    private final BodyReader body;
    private Progress progress = Progress.STOPPED;
    private Method method = Method.OTHER;
    private UpstreamFault fault = UpstreamFault.CLOSED_BEFORE_ANSWER;
    /** The start of a head whose end isn't there yet; ours. */
    private @Nullable ByteBuf partialHead;

    private int interimAnswers;
    /** The protocols that the request offers; empty where it offers none. */
    private byte[] offered = NOTHING;

    private boolean keepAlive;

    AnswerReader(LoopUpstreams loop) {
        this.loop = loop;
        body = new BodyReader(loop.limits());
    }

    /** Expects the answer to a request of that method. */
    void expect(Method method) {
        this.method = method;
        progress = Progress.IN_HEAD;
        interimAnswers = 0;
        offered = NOTHING;
        keepAlive = false;
    }

    /** The request offers another protocol, so that a 101 that takes up {@code protocols} is an answer to it. */
    void offersUpgrade(byte[] protocols) {
        offered = protocols;
    }

    /** Takes from {@code in} what belongs to the answer. Borrows {@code in}. */
    Progress read(ByteBuf in, AttemptListener listener) {
        while (progress == Progress.IN_HEAD && in.isReadable()) {
            readHead(in, listener);
        }
        if (progress == Progress.IN_BODY) {
            readBody(in, listener);
        } else if (progress == Progress.TUNNELLING && in.isReadable()) {
            listener.data(in, in.readableBytes());
        }
        return progress;
    }

    private void readHead(ByteBuf in, AttemptListener listener) {
        AnswerHeads heads = loop.answerHeads();
        int end = heads.read(partialHead, in, method);
        if (end == ResponseParser.INCOMPLETE) {
            keepPartialHead(in);
            return;
        }
        releasePartialHead();
        if (end == ResponseParser.REJECTED) {
            fail(heads.isTooLarge() ? UpstreamFault.ANSWER_HEAD_TOO_LARGE : UpstreamFault.MALFORMED_ANSWER);
        } else if (heads.head().status() == SWITCHING_PROTOCOLS) {
            switchProtocols(heads.head(), listener);
        } else if (heads.head().isInterim()) {
            interim(heads.head(), listener);
        } else {
            answer(heads, listener);
        }
    }

    private void keepPartialHead(ByteBuf in) {
        ByteBuf kept = partialHead;
        if (kept == null) {
            kept = in.alloc().buffer(in.readableBytes());
            partialHead = kept;
        }
        kept.writeBytes(in);
    }

    private void interim(ResponseHead head, AttemptListener listener) {
        if (++interimAnswers > MOST_INTERIM_ANSWERS) {
            fail(UpstreamFault.TOO_MANY_INTERIM_ANSWERS);
        } else {
            listener.interim(head);
        }
    }

    private void switchProtocols(ResponseHead head, AttemptListener listener) {
        if (!UpgradeOffer.isTakenUp(offered, head.fields())) {
            fail(UpstreamFault.UNASKED_UPGRADE);
            return;
        }
        listener.answered(head, BodyFraming.UNTIL_CLOSE);
        if (progress == Progress.IN_HEAD) {
            progress = Progress.TUNNELLING;
        }
    }

    private void answer(AnswerHeads heads, AttemptListener listener) {
        BodyFraming framing = heads.framing();
        keepAlive = heads.keepAlive() && framing.kind() != BodyFraming.Kind.UNTIL_CLOSE;
        BodyReader.Mode mode = listener.answered(heads.head(), framing);
        if (progress == Progress.IN_HEAD) {
            body.reset(framing, mode);
            progress = Progress.IN_BODY;
        }
    }

    private void readBody(ByteBuf in, AttemptListener listener) {
        BodyReader.Progress read = body.read(in, listener);
        if (progress == Progress.IN_BODY) {
            switch (read) {
                case MORE -> {}
                case COMPLETE -> progress = Progress.COMPLETE;
                case REJECTED -> fail(UpstreamFault.BODY_BROKEN);
            }
        }
    }

    /** The connection has ended, cleanly or not. */
    Progress end(boolean cleanly) {
        switch (progress) {
            case IN_HEAD ->
                fail(partialHead == null ? UpstreamFault.CLOSED_BEFORE_ANSWER : UpstreamFault.CLOSED_IN_HEAD);
            case IN_BODY -> {
                if (cleanly && body.end() == BodyReader.Progress.COMPLETE) {
                    progress = Progress.COMPLETE;
                } else {
                    fail(UpstreamFault.BODY_BROKEN);
                }
            }
            case TUNNELLING -> progress = Progress.COMPLETE;
            case COMPLETE, FAILED, STOPPED -> {}
        }
        return progress;
    }

    /** Reads nothing more, and releases what it holds; also in the midst of a call to the listener. */
    void stop() {
        progress = Progress.STOPPED;
        releasePartialHead();
    }

    private void fail(UpstreamFault fault) {
        this.fault = fault;
        progress = Progress.FAILED;
    }

    UpstreamFault fault() {
        return fault;
    }

    /** Whether the origin will take another request once this answer is complete. */
    boolean keepAlive() {
        return keepAlive;
    }

    private void releasePartialHead() {
        if (partialHead != null) {
            partialHead.release();
            partialHead = null;
        }
    }
}
