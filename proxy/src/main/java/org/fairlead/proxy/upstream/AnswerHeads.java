package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.proxy.http1.ResponseParser;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of answers in one array for a whole event loop: what it read is gone with the next call. Confined to that
 * loop.
 */
final class AnswerHeads {
    /** Nearly every head ends within this; a body behind it isn't copied. */
    private static final int FIRST_LOOK = 4096;

    private final int mostBytes;
    private final ResponseParser parser;
    private final ResponseHead head = new ResponseHead();
    private byte[] bytes = new byte[FIRST_LOOK];

    AnswerHeads(HeadLimits limits) {
        mostBytes = limits.headBytes();
        parser = new ResponseParser(limits);
    }

    /**
     * Reads the head that starts in {@code earlier} and goes on in {@code in}, and skips its bytes in {@code in}. Borrows both;
     * after {@link ResponseParser#INCOMPLETE} nothing was skipped.
     *
     * @return as {@link ResponseParser#parse}
     */
    int read(@Nullable ByteBuf earlier, ByteBuf in, Method requestMethod) {
        parser.reset();
        int kept = earlier == null ? 0 : earlier.readableBytes();
        int available = Math.min(kept + in.readableBytes(), mostBytes);
        int look = Math.min(available, Math.max(FIRST_LOOK, kept + 1));
        reserve(look);
        if (earlier != null) {
            earlier.getBytes(earlier.readerIndex(), bytes, 0, kept);
        }
        int start = in.readerIndex();
        // Not getBytes, which allocates a view of the buffer where there is no Unsafe.
        in.readBytes(bytes, kept, look - kept);
        int end = parser.parse(bytes, 0, look, head, requestMethod);
        if (end == ResponseParser.INCOMPLETE && look < available) {
            reserve(available);
            in.readBytes(bytes, look, available - look);
            end = parser.parse(bytes, 0, available, head, requestMethod);
        }
        in.readerIndex(end >= 0 ? start + end - kept : start);
        return end;
    }

    private void reserve(int length) {
        if (length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(mostBytes, Integer.highestOneBit(length) * 2));
        }
    }

    /** Whether the head that was rejected is a matter of limits. */
    boolean isTooLarge() {
        Rejection rejection = parser.rejection();
        return rejection == Rejection.HEAD_TOO_LARGE || rejection == Rejection.TOO_MANY_FIELDS;
    }

    ResponseHead head() {
        return head;
    }

    BodyFraming framing() {
        return parser.framing();
    }

    boolean keepAlive() {
        return parser.keepAlive();
    }
}
