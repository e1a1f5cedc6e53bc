package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http2.AnswerBlock;
import org.fairlead.proxy.http2.FramedBody;

/**
 * Takes an answer as its exchange writes it, in HTTP/1.1, and gives it to a stream as header blocks and content. Confined to an
 * event loop; reused.
 */
final class StreamAnswer {
    private enum Phase {
        HEAD,
        BODY,
        TUNNEL,
        /** All was given; what may come is dropped. */
        ENDED
    }

    private static final int SWITCHING_PROTOCOLS = 101;

    private final AnswerBlock block;
    private final FramedBody.Outlet outlet;
    private final FramedBody body;
    private Phase phase = Phase.ENDED;
    private boolean isHead;

    StreamAnswer(AnswerBlock block, HeadLimits limits, FramedBody.Outlet outlet) {
        this.block = block;
        this.outlet = outlet;
        body = new FramedBody(limits, outlet);
    }

    /** Expects the answer to a request. */
    void begin(boolean isHead) {
        this.isHead = isHead;
        phase = Phase.HEAD;
    }

    /** Takes ownership of {@code bytes}. */
    void write(ByteBuf bytes) {
        try {
            while (bytes.isReadable() && phase != Phase.ENDED) {
                switch (phase) {
                    case HEAD -> head(bytes);
                    case BODY -> {
                        if (body.write(bytes)) {
                            phase = Phase.ENDED;
                        }
                    }
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
        } else {
            BodyFraming framing = isHead || status == 304 ? BodyFraming.NONE : block.framing();
            phase = framing.isEmpty() ? Phase.ENDED : Phase.BODY;
            body.begin(framing);
            outlet.head(block.headers(), framing.isEmpty());
        }
    }

    /** Whether the stream's end has been given to it. */
    boolean isEnded() {
        return phase == Phase.ENDED || (phase == Phase.BODY && body.isWhole());
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
