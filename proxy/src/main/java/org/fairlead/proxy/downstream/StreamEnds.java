package org.fairlead.proxy.downstream;

import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;

/** Tells a connection which of its streams are closed. */
final class StreamEnds extends Http2ConnectionAdapter {
    private final ClientStreams streams;

    StreamEnds(ClientStreams streams) {
        this.streams = streams;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        streams.closed(stream);
    }
}
