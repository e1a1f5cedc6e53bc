package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.fairlead.message.RequestHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http1.HopByHop;
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.proxy.http1.RequestParser;
import org.jspecify.annotations.Nullable;

/**
 * A request head with the bytes that it lies in, held for as long as its exchange lasts, so that it can be decided afresh and
 * rendered again. Had from {@link HeldHeads}, since an idle connection holds none. Confined to an event loop.
 */
public final class HeldHead {
    /** Nearly every head ends within this; a body behind it isn't copied. */
    static final int USUAL_BYTES = 4096;

    private final HeldHeads all;
    private final int mostBytes;
    private final RequestHead head = new RequestHead();
    private final RequestParser parser;
    private final HopByHop hopByHop = new HopByHop();
    private byte[] bytes = new byte[USUAL_BYTES];
    private int length;
    private boolean isLast;

    HeldHead(HeadLimits limits, HeldHeads all) {
        this.all = all;
        mostBytes = limits.headBytes();
        parser = new RequestParser(limits);
    }

    /** How far a head is. */
    public enum Progress {
        MORE,
        COMPLETE,
        REJECTED
    }

    /**
     * Copies from {@code in} what may belong to the head and reads it; skips in {@code in} what does. Borrows {@code in}.
     */
    public Progress read(ByteBuf in) {
        while (true) {
            int before = length;
            int room = Math.min(mostBytes, Math.max(USUAL_BYTES, before * 2)) - before;
            int more = Math.min(room, in.readableBytes());
            reserve(before + more);
            int start = in.readerIndex();
            // Not getBytes, which allocates a view of the buffer where there is no Unsafe.
            in.readBytes(bytes, before, more);
            int end = parser.parse(bytes, 0, before + more, head);
            if (end >= 0) {
                in.readerIndex(start + end - before);
                hopByHop.read(head.fields());
                return Progress.COMPLETE;
            }
            if (end == RequestParser.REJECTED) {
                return Progress.REJECTED;
            }
            length = before + more;
            if (!in.isReadable()) {
                return Progress.MORE;
            }
        }
    }

    /** Where a head of up to {@code length} bytes may be written by who has it in another form; null where none may be that long. */
    public byte @Nullable [] roomFor(int length) {
        if (length > mostBytes) {
            return null;
        }
        reserve(length);
        return bytes;
    }

    /** Reads the head of {@code length} bytes that was written to {@link #roomFor}. It must be one head and nothing else. */
    public Progress readTranslated(int length) {
        int end = parser.parse(bytes, 0, length, head);
        if (end == RequestParser.REJECTED) {
            return Progress.REJECTED;
        }
        if (end != length) {
            return Progress.MORE;
        }
        head.majorVersion(2);
        hopByHop.read(head.fields());
        return Progress.COMPLETE;
    }

    private void reserve(int wanted) {
        if (wanted > bytes.length) {
            int before = bytes.length;
            bytes = Arrays.copyOf(bytes, Math.min(mostBytes, Math.max(wanted, before * 2)));
            all.changed(bytes.length - before);
        }
    }

    /** Whether not one byte of a request line has come: at most the end of a line that some send after a body. */
    public boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != '\r' && bytes[i] != '\n') {
                return false;
            }
        }
        return true;
    }

    /** The first part of a head that isn't whole, for {@link #resume}. */
    public byte[] part() {
        return Arrays.copyOf(bytes, length);
    }

    /** Goes on behind {@code part}, instead of at a head's beginning. */
    public void resume(byte[] part) {
        reserve(part.length);
        System.arraycopy(part, 0, bytes, 0, part.length);
        length = part.length;
    }

    /** Of the array that the head lies in. */
    int capacity() {
        return bytes.length;
    }

    void clear() {
        length = 0;
        isLast = false;
        parser.reset();
        if (bytes.length > USUAL_BYTES) {
            bytes = new byte[USUAL_BYTES];
        }
    }

    public RequestHead head() {
        return head;
    }

    public HopByHop hopByHop() {
        return hopByHop;
    }

    public BodyFraming framing() {
        return parser.framing();
    }

    public Rejection rejection() {
        return parser.rejection();
    }

    /** Its connection shall take no other after it. */
    public void endConnection() {
        isLast = true;
    }

    public boolean keepAlive() {
        return parser.keepAlive() && !isLast;
    }

    boolean expectsContinue() {
        return parser.expectsContinue();
    }

    boolean upgrades() {
        return parser.upgrades();
    }
}
