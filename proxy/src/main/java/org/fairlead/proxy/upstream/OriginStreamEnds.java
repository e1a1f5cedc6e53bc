package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;

/** Tells a connection which of its streams end, and that it shall. Confined to its event loop. */
final class OriginStreamEnds extends Http2ConnectionAdapter {
    private final OriginWire wire;
    private final OriginStreams streams;

    OriginStreamEnds(OriginWire wire, OriginStreams streams) {
        this.wire = wire;
        this.streams = streams;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        wire.closed(stream);
    }

    @Override
    public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
        streams.leave();
    }
}
