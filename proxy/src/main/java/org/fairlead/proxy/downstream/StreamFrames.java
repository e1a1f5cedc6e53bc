package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import org.fairlead.proxy.http2.HeaderBlock;

/** Hands the frames that matter to a connection's streams. Confined to its event loop. */
final class StreamFrames extends Http2FrameAdapter {
    /** RFC 9218 §7.1. */
    private static final byte PRIORITY_UPDATE = 0x10;

    private static final int LONGEST_PRIORITY = 256;

    private final ClientStreams streams;
    private boolean begun;

    StreamFrames(ClientStreams streams) {
        this.streams = streams;
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
        streams.alive();
        return streams.data(streamId, data, padding, endOfStream);
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
            boolean endStream) {
        streams.alive();
        streams.block(streamId, (HeaderBlock) headers, endStream);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        if (!begun) {
            begun = true;
            streams.begun();
        }
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
        streams.alive();
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload) {
        int length = payload.readableBytes() - Integer.BYTES;
        if (frameType == PRIORITY_UPDATE && streamId == 0 && length >= 0 && length <= LONGEST_PRIORITY) {
            int prioritized = payload.getInt(payload.readerIndex()) & Integer.MAX_VALUE;
            byte[] dictionary = new byte[length];
            payload.getBytes(payload.readerIndex() + Integer.BYTES, dictionary);
            streams.priority(prioritized, new AsciiString(dictionary, false));
        }
    }
}
