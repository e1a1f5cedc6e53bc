package org.fairlead.proxy.http2;

import static io.netty.handler.codec.http2.Http2CodecUtil.streamableBytes;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.StreamByteDistributor;
import java.util.ArrayDeque;

/**
 * Shares a connection's window between its streams by their urgency (RFC 9218 §10): the most urgent first, those of one urgency
 * in turns of {@link #TURN_BYTES}. The tree of RFC 7540 is not kept (RFC 9113 §5.3.2), so that nobody can make it grow.
 * Confined to the connection's event loop.
 */
public final class UrgencyDistributor implements StreamByteDistributor {
    private static final int TURN_BYTES = 16 * 1024;

    /** Hears that all which a stream had to write is written. */
    public interface Listener {
        void drained(Http2Stream stream);
    }

    private final Http2Connection.PropertyKey key;
    private final ArrayDeque<Share>[] waiting;
    /** Bytes that wait, by urgency. */
    private final long[] pending = new long[Urgency.LEVELS];

    private Listener listener = stream -> {};
    private long streamable;

    public UrgencyDistributor(Http2Connection connection) {
        key = connection.newKey();
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
        ArrayDeque<Share>[] queues = new ArrayDeque[Urgency.LEVELS];
        waiting = queues;
        connection.connectionStream().setProperty(key, new Share(connection.connectionStream()));
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamAdded(Http2Stream stream) {
                stream.setProperty(key, new Share(stream));
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                share(stream).close();
            }
        });
    }

    public void listener(Listener listener) {
        this.listener = listener;
    }

    /** From now on; 0 to 7. */
    public void urgency(Http2Stream stream, int urgency) {
        Share share = share(stream);
        if (share.urgency != urgency) {
            boolean wasQueued = share.leave();
            pending[share.urgency] -= share.pendingBytes;
            pending[urgency] += share.pendingBytes;
            share.urgency = urgency;
            if (wasQueued) {
                share.queue();
            }
        }
    }

    /** Bytes of that stream that wait for its window, or for the connection. */
    public long pendingBytes(Http2Stream stream) {
        return share(stream).pendingBytes;
    }

    /** Whether what that stream would write now would be the next to be written: nothing as urgent waits, nor anything of its own. */
    public boolean isNext(Http2Stream stream) {
        int urgency = share(stream).urgency;
        for (int i = 0; i <= urgency; i++) {
            if (pending[i] > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void updateStreamableBytes(StreamState state) {
        Share share = share(state.stream());
        boolean hadBytes = share.pendingBytes > 0;
        share.pend(state.pendingBytes());
        share.update(streamableBytes(state), state.hasFrame(), state.windowSize());
        if (hadBytes && share.pendingBytes == 0) {
            listener.drained(state.stream());
        }
    }

    @Override
    public void updateDependencyTree(int childStreamId, int parentStreamId, short weight, boolean exclusive) {
        // RFC 9113 §5.3.2: deprecated.
    }

    @Override
    public boolean distribute(int maxBytes, Writer writer) throws Http2Exception {
        int left = maxBytes;
        for (ArrayDeque<Share> queue : waiting) {
            if (queue != null) {
                left = distribute(queue, left, writer);
            }
        }
        return streamable > 0;
    }

    private int distribute(ArrayDeque<Share> queue, int maxBytes, Writer writer) throws Http2Exception {
        int left = maxBytes;
        // Those that put themselves at the end again wait for the others of their urgency.
        for (Share share = queue.peekFirst(); share != null; share = queue.peekFirst()) {
            if (!share.windowNegative && left == 0 && share.streamableBytes > 0) {
                return 0;
            }
            queue.removeFirst();
            share.queued = false;
            if (!share.windowNegative) {
                int turn = Math.min(Math.min(TURN_BYTES, left), share.streamableBytes);
                left -= turn;
                share.write(turn, writer);
            }
        }
        return left;
    }

    private Share share(Http2Stream stream) {
        Share share = stream.getProperty(key);
        if (share == null) {
            throw new IllegalStateException("stream " + stream.id() + " isn't known");
        }
        return share;
    }

    private ArrayDeque<Share> queue(int urgency) {
        ArrayDeque<Share> queue = waiting[urgency];
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            waiting[urgency] = queue;
        }
        return queue;
    }

    /** What one stream waits for. */
    private final class Share {
        private final Http2Stream stream;
        private int urgency = Urgency.DEFAULT;
        private long pendingBytes;
        private int streamableBytes;
        private boolean windowNegative;
        private boolean queued;
        private boolean writing;

        Share(Http2Stream stream) {
            this.stream = stream;
        }

        void update(int bytes, boolean hasFrame, int windowSize) {
            streamable += bytes - streamableBytes;
            streamableBytes = bytes;
            windowNegative = windowSize < 0;
            // With a window of 0 it may write frames without bytes, once.
            if (hasFrame && (windowSize > 0 || (windowSize == 0 && !writing))) {
                queue();
            }
        }

        void pend(long bytes) {
            pending[urgency] += bytes - pendingBytes;
            pendingBytes = bytes;
        }

        void write(int bytes, Writer writer) throws Http2Exception {
            writing = true;
            try {
                writer.write(stream, bytes);
            } catch (RuntimeException e) {
                throw Http2Exception.connectionError(Http2Error.INTERNAL_ERROR, e, "writing to a stream");
            } finally {
                writing = false;
            }
        }

        void queue() {
            if (!queued) {
                queued = true;
                UrgencyDistributor.this.queue(urgency).addLast(this);
            }
        }

        boolean leave() {
            if (!queued) {
                return false;
            }
            queued = false;
            return UrgencyDistributor.this.queue(urgency).remove(this);
        }

        void close() {
            leave();
            pend(0);
            update(0, false, 0);
        }
    }
}
