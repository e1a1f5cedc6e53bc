package org.fairlead.proxy.health;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.BodySink;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http1.ResponseParser;
import org.jspecify.annotations.Nullable;

/** Reads the answer to one check in HTTP/1.1. Confined to the health loop. */
final class CheckAnswer implements BodySink {
    private static final HeadLimits LIMITS = new HeadLimits(16 * 1024, 100);

    private final CheckJudge judge;
    private final ResponseParser parser = new ResponseParser(LIMITS);
    private final ResponseHead head = new ResponseHead();
    private final BodyReader bodyReader = new BodyReader(LIMITS);
    private byte[] headBytes = new byte[0];
    private boolean headIsRead;

    CheckAnswer(CheckJudge judge) {
        this.judge = judge;
    }

    /** What is found, once that is clear; null: more bytes are wanted. Borrows {@code in}. */
    @Nullable
    CheckFinding read(ByteBuf in) {
        if (!headIsRead) {
            CheckFinding early = readHead(in);
            if (early != null || !headIsRead) {
                return early;
            }
        }
        return switch (bodyReader.read(in, this)) {
            case MORE -> judge.isSatisfied() ? judge.judge() : null;
            case COMPLETE -> judge.judge();
            case REJECTED -> CheckFinding.failed("its body isn't HTTP");
        };
    }

    private @Nullable CheckFinding readHead(ByteBuf in) {
        int before = headBytes.length;
        int start = in.readerIndex();
        headBytes = Arrays.copyOf(headBytes, before + in.readableBytes());
        in.readBytes(headBytes, before, headBytes.length - before);
        parser.reset();
        int end = parser.parse(headBytes, 0, headBytes.length, head, Method.GET);
        if (end == ResponseParser.INCOMPLETE) {
            return null;
        }
        if (end == ResponseParser.REJECTED || head.isInterim()) {
            return CheckFinding.failed("its answer isn't HTTP");
        }
        in.readerIndex(start + end - before);
        headIsRead = true;
        bodyReader.reset(parser.framing(), BodyReader.Mode.DATA);
        int line = head.fields().find(judge.ownWordField(), 0);
        return judge.head(head.status(), line < 0 ? null : head.fields().valueText(line));
    }

    /** The connection has ended. */
    CheckFinding end() {
        if (!headIsRead) {
            return CheckFinding.failed("closed before it answered");
        }
        return bodyReader.end() == BodyReader.Progress.COMPLETE
                ? judge.judge()
                : CheckFinding.failed("closed in the midst of its answer");
    }

    /** Takes ownership of {@code slice}. */
    @Override
    public void data(ByteBuf slice) {
        judge.body(slice);
        slice.release();
    }

    @Override
    public void trailers(FieldTable trailers) {}
}
