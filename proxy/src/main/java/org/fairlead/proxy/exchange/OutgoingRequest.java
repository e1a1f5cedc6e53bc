package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.http1.ChunkWriter;
import org.fairlead.proxy.http1.HopByHop;
import org.fairlead.proxy.upstream.CountedWrite;
import org.fairlead.proxy.upstream.UpstreamAttempt;
import org.jspecify.annotations.Nullable;

/**
 * The request on its way to an origin: its head and the first of its body leave by one send, and are kept where the request
 * may have to be sent again. What waits for a connection waits here. Confined to an event loop; reused.
 */
final class OutgoingRequest {
    /** A part up to this size is gathered with the head, and kept for another try. */
    static final int SMALL = 16 * 1024;

    /** A part up to this size that has to wait shall not keep the whole buffer that it came in. */
    private static final int LITTLE = 1024;

    private static final int ROOM_FOR_HEAD = 2048;
    /** Who sends slowly shall hold little. */
    private static final int ROOM_FOR_BODY = 512;

    /** Head and first of the body, until it is sent; ours. */
    private @Nullable ByteBuf first;
    /** The same, once it is sent, as long as nothing of the body followed; ours. */
    private @Nullable ByteBuf inHand;
    /** Where the body begins in either. */
    private int bodyStart;
    /** Body that came before there was a connection, and is too large to be kept; ours. */
    private final ArrayDeque<ByteBuf> surplus = new ArrayDeque<>();

    private CountedWrite counted = new CountedWrite();
    /** What is known of the current attempt's first write; null: it wasn't made, or isn't counted. */
    private @Nullable CountedWrite write;

    private boolean careful;
    private boolean sent;
    private boolean whole;
    private boolean lost;
    private boolean touched;
    private boolean unflushed;

    /** Starts a request. */
    void begin(boolean hasBody) {
        whole = !hasBody;
        lost = false;
        sent = false;
        touched = false;
        unflushed = false;
        write = null;
    }

    /**
     * Starts an attempt: appends what is in hand of the body to {@code head}. Takes ownership of {@code head}.
     *
     * @param careful whether it must be known if a byte of it left
     */
    void attempt(ByteBuf head, boolean careful) {
        this.careful = careful;
        int start = head.writerIndex();
        ByteBuf earlier = first != null ? first : inHand;
        if (earlier != null) {
            head.writeBytes(earlier, bodyStart, earlier.writerIndex() - bodyStart);
        }
        releaseFirst();
        first = head;
        bodyStart = start;
        write = null;
        sent = false;
    }

    /** Room for a head, and for the body that is in hand. */
    int roomForAttempt() {
        ByteBuf earlier = first != null ? first : inHand;
        return ROOM_FOR_HEAD + (earlier == null ? 0 : earlier.writerIndex() - bodyStart);
    }

    /** The body comes before there is a head for it: what fits is gathered. */
    void gather(ByteBufAllocator allocator) {
        if (first == null && inHand == null && surplus.isEmpty()) {
            first = allocator.directBuffer(ROOM_FOR_BODY);
            bodyStart = 0;
        }
    }

    /** Takes {@code length} bytes from {@code in}, which it borrows; sends them at once if there is a {@code connection}. */
    void add(ByteBuf in, int length, @Nullable UpstreamAttempt connection) {
        ByteBuf head = first;
        if (head != null && surplus.isEmpty() && head.readableBytes() - bodyStart + length <= SMALL) {
            Copies.move(in, length, head);
        } else if (length <= LITTLE) {
            ByteBuf copy = in.alloc().directBuffer(length, length);
            Copies.move(in, length, copy);
            add(copy, connection);
        } else {
            // Retained for the channel, or for the queue.
            add(in.readRetainedSlice(length), connection);
        }
    }

    /** Takes ownership of {@code slice}. */
    private void add(ByteBuf slice, @Nullable UpstreamAttempt connection) {
        if (connection == null) {
            surplus.add(slice);
        } else {
            sendTo(connection);
            send(slice, connection);
        }
    }

    private void send(ByteBuf slice, UpstreamAttempt connection) {
        lost = true;
        unflushed = true;
        releaseFirst();
        connection.send(slice, null);
    }

    /** Hands on what has gathered; somebody flushes. */
    private void sendTo(UpstreamAttempt connection) {
        ByteBuf head = takeFirst();
        if (head != null) {
            unflushed = true;
            connection.send(head, write);
        }
        while (!surplus.isEmpty()) {
            send(surplus.poll(), connection);
        }
    }

    /** Hands on what has gathered, and flushes all that was handed on. */
    void flushTo(UpstreamAttempt connection) {
        if (surplus.isEmpty() && !unflushed) {
            ByteBuf head = takeFirst();
            if (head != null) {
                connection.sendNow(head, write);
                keepIfOfUse(connection);
            }
            return;
        }
        sendTo(connection);
        unflushed = false;
        connection.flush();
    }

    /** What must not be sent twice is of no use any more once a byte of it has left, unless it may be refused. */
    private void keepIfOfUse(UpstreamAttempt connection) {
        if (write != null && write.hasBegun() && !connection.mayRefuse()) {
            release();
        }
    }

    /** What is sent first, if it is yet to be; the caller's. */
    private @Nullable ByteBuf takeFirst() {
        ByteBuf head = first;
        if (head != null) {
            first = null;
            sent = true;
            if (careful) {
                // Retained until the answer begins, or more of the body is sent, or the exchange ends.
                inHand = head.retain();
                counted = counted.renewed();
                write = counted;
            }
        }
        return head;
    }

    /**
     * The trailers of a chunked body, in place of its last chunk; given to {@code connection}, if that is ready. Borrows
     * {@code trailers}.
     */
    void trailers(
            FieldTable trailers, HopByHop hopByHop, ByteBufAllocator allocator, @Nullable UpstreamAttempt connection) {
        ByteBuf lastChunk = allocator.directBuffer();
        ChunkWriter.lastChunk(lastChunk, trailers, hopByHop);
        add(lastChunk, lastChunk.readableBytes(), connection);
        lastChunk.release();
    }

    /** The body is whole. */
    void end() {
        whole = true;
    }

    boolean isWhole() {
        return whole;
    }

    /** Whether what waits for a connection is as much as may wait. */
    boolean isFull() {
        return !surplus.isEmpty();
    }

    /** Whether not one byte of the current attempt has left. */
    boolean isUnsent() {
        return !sent || (write != null && write.isUnsent());
    }

    /** The same, if its connection is closed at once. */
    boolean isUnsentYet() {
        return !sent || (write != null && write.isUnsentYet());
    }

    /** The current attempt has failed. */
    void attemptFailed() {
        touched |= !isUnsent();
    }

    /** Another attempt is made beside the current one: whichever counts in the end, the other may have been seen. */
    void goesOutTwice() {
        touched |= !isUnsent();
    }

    /** The current attempt was refused, provably unprocessed: as if it had not been sent. */
    void attemptRefused() {
        sent = false;
        write = null;
    }

    /** Whether a byte of an attempt before the current one may have left. */
    boolean isTouchedBefore() {
        return touched;
    }

    /** Whether a byte of any attempt may have left. */
    boolean isTouched() {
        return touched || !isUnsent();
    }

    /** Whether all that came of it could be sent again. */
    boolean isInHand() {
        return !lost;
    }

    /** The answer has begun, or the exchange is over: it won't be sent again. */
    void release() {
        lost = true;
        releaseFirst();
        while (!surplus.isEmpty()) {
            surplus.poll().release();
        }
    }

    private void releaseFirst() {
        if (first != null) {
            first.release();
            first = null;
        }
        if (inHand != null) {
            inHand.release();
            inHand = null;
        }
    }
}
