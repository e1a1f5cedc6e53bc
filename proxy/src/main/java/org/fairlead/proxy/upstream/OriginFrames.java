package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import org.fairlead.proxy.http2.HeaderBlock;

/** Hands the frames that matter to a connection's streams. Confined to its event loop. */
final class OriginFrames extends Http2FrameAdapter {
    private final OriginWire wire;
    private final OriginStreams streams;

    OriginFrames(OriginWire wire, OriginStreams streams) {
        this.wire = wire;
        this.streams = streams;
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
        return wire.data(streamId, data, padding, endOfStream);
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
        wire.block(streamId, (HeaderBlock) headers, endStream);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
        wire.reset(streamId, errorCode);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        streams.settingsCame();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
        streams.alive();
    }
}
