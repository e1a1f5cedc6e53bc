package org.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames and holds each kind to its {@link FrameBudget}, before anything is done with it. Confined to an event loop.
 */
final class BudgetedReader implements Http2FrameReader {
    /** The peer has gone beyond its budget. */
    static final class ExcessException extends Http2Exception {
        private static final long serialVersionUID = 1L;
        private final FrameBudget.Excess excess;

        ExcessException(FrameBudget.Excess excess) {
            super(Http2Error.ENHANCE_YOUR_CALM, excess.label());
            this.excess = excess;
        }

        FrameBudget.Excess excess() {
            return excess;
        }

        /** An answer to a flood: nobody reads where it was made. */
        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private final Http2FrameReader reader;
    private final FrameBudget budget;
    private final RecentStreams recent;
    private @Nullable Counting counting;

    BudgetedReader(Http2FrameReader reader, FrameBudget budget, RecentStreams recent) {
        this.reader = reader;
        this.recent = recent;
        this.budget = budget;
    }

    @Override
    public void readFrame(ChannelHandlerContext ctx, ByteBuf input, Http2FrameListener listener) throws Http2Exception {
        Counting now = counting;
        if (now == null || now.target != listener) {
            now = new Counting(listener, budget, recent);
            counting = now;
        }
        reader.readFrame(ctx, input, now);
    }

    @Override
    public Configuration configuration() {
        return reader.configuration();
    }

    @Override
    public void close() {
        reader.close();
    }

    private static final class Counting extends Http2FrameListenerDecorator {
        private final Http2FrameListener target;
        private final FrameBudget budget;
        private final RecentStreams recent;

        Counting(Http2FrameListener target, FrameBudget budget, RecentStreams recent) {
            super(target);
            this.recent = recent;
            this.target = target;
            this.budget = budget;
        }

        private static void check(FrameBudget.@Nullable Excess excess) throws ExcessException {
            if (excess != null) {
                throw new ExcessException(excess);
            }
        }

        /** What costs the sender no window is held to the credit. */
        private boolean isLate(int streamId, int bytes, boolean ends) throws ExcessException {
            boolean isLate = recent.isLate(streamId, bytes, ends);
            if (isLate && bytes == 0) {
                check(budget.spend(FrameBudget.Excess.LATE_FRAME_FLOOD));
            }
            return isLate;
        }

        /** Whether a header block is to be given on. */
        private boolean takesBlock(int streamId, boolean ends) throws Http2Exception {
            if (isLate(streamId, 0, ends)) {
                return false;
            }
            budget.useful(0);
            recent.check(streamId);
            return true;
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
                throws Http2Exception {
            int bytes = data.readableBytes() + padding;
            if (isLate(streamId, bytes, endOfStream)) {
                recent.letFall(data, padding, endOfStream);
                return bytes;
            }
            if (data.isReadable() || endOfStream) {
                budget.useful(data.readableBytes());
            } else {
                check(budget.spend(FrameBudget.Excess.EMPTY_FRAME_FLOOD));
            }
            return super.onDataRead(ctx, streamId, data, padding, endOfStream);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endStream)
                throws Http2Exception {
            if (takesBlock(streamId, endStream)) {
                super.onHeadersRead(ctx, streamId, headers, padding, endStream);
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int streamId,
                Http2Headers headers,
                int streamDependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean endStream)
                throws Http2Exception {
            if (takesBlock(streamId, endStream)) {
                super.onHeadersRead(ctx, streamId, headers, streamDependency, weight, exclusive, padding, endStream);
            }
        }

        @Override
        public void onPriorityRead(
                ChannelHandlerContext ctx, int streamId, int streamDependency, short weight, boolean exclusive)
                throws Http2Exception {
            check(budget.spend(FrameBudget.Excess.PRIORITY_FLOOD));
            super.onPriorityRead(ctx, streamId, streamDependency, weight, exclusive);
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) throws Http2Exception {
            check(budget.peerReset());
            super.onRstStreamRead(ctx, streamId, errorCode);
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
            check(budget.settings());
            super.onSettingsRead(ctx, settings);
        }

        /** Those that answer settings of ours are too few to be told from the others; so are those of pings. */
        @Override
        public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
            check(budget.spend(FrameBudget.Excess.SETTINGS_FLOOD));
            super.onSettingsAckRead(ctx);
        }

        @Override
        public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
            check(budget.spend(FrameBudget.Excess.PING_FLOOD));
            super.onPingRead(ctx, data);
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
            check(budget.spend(FrameBudget.Excess.PING_FLOOD));
            super.onPingAckRead(ctx, data);
        }

        @Override
        public void onGoAwayRead(ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData)
                throws Http2Exception {
            check(budget.spend(FrameBudget.Excess.GO_AWAY_FLOOD));
            super.onGoAwayRead(ctx, lastStreamId, errorCode, debugData);
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int windowSizeIncrement)
                throws Http2Exception {
            check(budget.spend(FrameBudget.Excess.WINDOW_UPDATE_FLOOD));
            super.onWindowUpdateRead(ctx, streamId, windowSizeIncrement);
        }

        @Override
        public void onUnknownFrame(
                ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload)
                throws Http2Exception {
            check(budget.spend(FrameBudget.Excess.UNKNOWN_FRAME_FLOOD));
            super.onUnknownFrame(ctx, frameType, streamId, flags, payload);
        }
    }
}
