package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.BodySink;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http1.HopByHop;
import org.fairlead.proxy.http2.AnswerBlock;
import org.jspecify.annotations.Nullable;

/**
 * Takes an answer as its exchange writes it, in HTTP/1.1, and gives it to a stream as header blocks and content. Confined to an
 * event loop; reused.
 */
final class StreamAnswer implements BodySink {
    private enum Phase {
        HEAD,
        BODY,
        TUNNEL,
        /** All was given; what may come is dropped. */
        ENDED
    }

    /** Where it goes. */
    interface Outlet {
        void head(Http2Headers headers, boolean ends);

        /** Takes ownership of {@code content}. */
        void content(ByteBuf content, boolean ends);
    }

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int BAD_GATEWAY = 502;
    /** Nothing is left out of trailers that an exchange lets pass. */
    private static final HopByHop NOTHING_DROPPED = new HopByHop();

    private final AnswerBlock block;
    private final Outlet outlet;
    private final BodyReader body;
    private Phase phase = Phase.ENDED;
    private boolean isHead;
    private boolean wantsTunnel;
    /** The last content, which may turn out to be the end; ours. */
    private @Nullable ByteBuf last;

    private @Nullable Http2Headers trailers;

    StreamAnswer(AnswerBlock block, HeadLimits limits, Outlet outlet) {
        this.block = block;
        this.outlet = outlet;
        body = new BodyReader(limits);
    }

    /** Expects the answer to a request. */
    void begin(boolean isHead, boolean wantsTunnel) {
        this.isHead = isHead;
        this.wantsTunnel = wantsTunnel;
        phase = Phase.HEAD;
    }

    /** Takes ownership of {@code bytes}. */
    void write(ByteBuf bytes) {
        try {
            while (bytes.isReadable() && phase != Phase.ENDED) {
                switch (phase) {
                    case HEAD -> head(bytes);
                    case BODY -> content(bytes);
                    // Retained for the stream.
                    case TUNNEL -> outlet.content(bytes.readRetainedSlice(bytes.readableBytes()), false);
                    case ENDED -> {}
                }
            }
        } finally {
            bytes.release();
        }
    }

    private void head(ByteBuf bytes) {
        block.read(bytes);
        int status = block.status();
        if (status == SWITCHING_PROTOCOLS) {
            phase = Phase.TUNNEL;
            outlet.head(block.tunnelHeaders(), false);
        } else if (status < 200) {
            outlet.head(block.headers(), false);
        } else if (wantsTunnel && status < 300) {
            // To the client it would say that there is a tunnel.
            phase = Phase.ENDED;
            outlet.head(AnswerBlock.bare(BAD_GATEWAY), true);
        } else {
            BodyFraming framing = isHead || status == 304 ? BodyFraming.NONE : block.framing();
            phase = framing.isEmpty() ? Phase.ENDED : Phase.BODY;
            body.reset(framing, BodyReader.Mode.DATA);
            outlet.head(block.headers(), framing.isEmpty());
        }
    }

    private void content(ByteBuf bytes) {
        trailers = null;
        boolean ends = body.read(bytes, this) == BodyReader.Progress.COMPLETE;
        if (ends) {
            phase = Phase.ENDED;
        }
        Http2Headers atEnd = trailers;
        ByteBuf content = last;
        last = null;
        if (content != null || (ends && atEnd == null)) {
            outlet.content(content == null ? Unpooled.EMPTY_BUFFER : content, ends && atEnd == null);
        }
        if (atEnd != null) {
            outlet.head(atEnd, true);
        }
    }

    @Override
    public void data(ByteBuf slice) {
        ByteBuf before = last;
        last = slice;
        if (before != null) {
            outlet.content(before, false);
        }
    }

    @Override
    public void trailers(FieldTable section) {
        trailers = block.trailers(section, NOTHING_DROPPED);
    }

    /** Whether the stream's end has been given to it. */
    boolean isEnded() {
        return phase == Phase.ENDED;
    }

    /** Ends a tunnel. */
    void end() {
        if (phase == Phase.TUNNEL) {
            phase = Phase.ENDED;
            outlet.content(Unpooled.EMPTY_BUFFER, true);
        }
    }

    /** Whatever comes is dropped. */
    void drop() {
        phase = Phase.ENDED;
    }
}
