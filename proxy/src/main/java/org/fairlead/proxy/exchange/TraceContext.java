package org.fairlead.proxy.exchange;

import java.util.SplittableRandom;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;

/**
 * Which trace a request belongs to, and which span of it is ours: continued from what the sender says, where it may say so,
 * else begun here (W3C Trace Context Level 2). What can't be read is replaced. Confined to an event loop; reused.
 */
final class TraceContext {
    /** {@code 00-} trace id {@code -} parent id {@code -} flags. */
    static final int LENGTH = 55;

    private static final int TRACE_START = 3;
    private static final int TRACE_END = 35;
    private static final int SPAN_START = 36;
    private static final int SPAN_END = 52;
    private static final int FLAGS_START = 53;

    private static final int SAMPLED = 1;
    /** That the trace id is random, so that parts of it may be used to sample. */
    private static final int RANDOM = 2;

    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final byte[] text = new byte[LENGTH];
    private final byte[] parent = new byte[SPAN_END - SPAN_START];
    private boolean continued;
    private int flags;

    TraceContext() {
        text[0] = '0';
        text[1] = '0';
        text[2] = '-';
        text[TRACE_END] = '-';
        text[SPAN_END] = '-';
    }

    /** Continues the trace that {@code fields} name; begins one where they name none that can be read. */
    void resume(FieldTable fields, SplittableRandom random, int sample) {
        int line = fields.find(FieldName.TRACEPARENT, 0);
        if (line < 0
                || fields.find(FieldName.TRACEPARENT, line + 1) >= 0
                || !isTraceparent(fields.bytes(), fields.valueStart(line), fields.valueEnd(line))) {
            begin(random, sample);
            return;
        }
        int start = fields.valueStart(line);
        System.arraycopy(fields.bytes(), start + TRACE_START, text, TRACE_START, TRACE_END - TRACE_START);
        System.arraycopy(fields.bytes(), start + SPAN_START, parent, 0, parent.length);
        continued = true;
        flags = digit(fields.bytes()[start + FLAGS_START + 1]) & (SAMPLED | RANDOM);
        write(random);
    }

    /** Begins a trace. */
    void begin(SplittableRandom random, int sample) {
        continued = false;
        parent[0] = 0;
        hex(nonZero(random), TRACE_START);
        hex(random.nextLong(), TRACE_START + 16);
        flags = RANDOM | (sample > 0 && random.nextInt(10_000) < sample ? SAMPLED : 0);
        write(random);
    }

    private void write(SplittableRandom random) {
        hex(nonZero(random), SPAN_START);
        text[FLAGS_START] = '0';
        text[FLAGS_START + 1] = DIGITS[flags];
    }

    /** All zeros is no id. */
    private static long nonZero(SplittableRandom random) {
        long id = random.nextLong();
        return id == 0 ? 1 : id;
    }

    private void hex(long value, int at) {
        for (int i = 0; i < 16; i++) {
            text[at + i] = DIGITS[(int) (value >>> 60 - 4 * i) & 15];
        }
    }

    /** A version that isn't known yet may have more behind a dash (§3.2.2.1 to 3.2.2.4); ff is none. */
    private static boolean isTraceparent(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length < LENGTH
                || !isHex(bytes, start, start + 2)
                || bytes[start + 2] != '-'
                || bytes[start + TRACE_END] != '-'
                || bytes[start + SPAN_END] != '-') {
            return false;
        }
        boolean isOurs = bytes[start] == '0' && bytes[start + 1] == '0';
        boolean isNone = bytes[start] == 'f' && bytes[start + 1] == 'f';
        return !isNone
                && (length == LENGTH || !isOurs && bytes[start + LENGTH] == '-')
                && isId(bytes, start + TRACE_START, start + TRACE_END)
                && isId(bytes, start + SPAN_START, start + SPAN_END)
                && isHex(bytes, start + FLAGS_START, start + LENGTH);
    }

    private static boolean isId(byte[] bytes, int start, int end) {
        int any = 0;
        for (int i = start; i < end; i++) {
            any |= bytes[i] ^ '0';
        }
        return any != 0 && isHex(bytes, start, end);
    }

    private static boolean isHex(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (digit(bytes[i]) < 0) {
                return false;
            }
        }
        return true;
    }

    /** In lower case only (§3.2). */
    private static int digit(byte c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    /** The {@code traceparent} for those upstream, whose parent is our span; {@link #LENGTH} bytes, not to be written. */
    byte[] text() {
        return text;
    }

    /** The sender's span, in digits; its first byte is 0 where no trace is continued. Not to be written. */
    byte[] parent() {
        return parent;
    }

    /** Whether the sender's trace goes on, so that its {@code tracestate} does. */
    boolean isContinued() {
        return continued;
    }
}
