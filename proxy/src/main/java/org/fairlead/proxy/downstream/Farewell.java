package org.fairlead.proxy.downstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** How a client's connection ends, so that its last answer is seen as what it is. Confined to the connection's event loop. */
final class Farewell {
    private enum Phase {
        NOT_YET,
        /** The last answer is being written. */
        LAST_ANSWER,
        /** It is written, and what the client still sends is read and dropped, so that no reset destroys it. */
        LINGERING,
        OVER
    }

    private final Channel channel;
    private final ClientDeadlines deadlines;
    private final Runnable lastAnswerOut;
    private Phase phase = Phase.NOT_YET;

    /** @param lastAnswerOut run when it is, unless the connection has ended before */
    Farewell(Channel channel, ClientDeadlines deadlines, Runnable lastAnswerOut) {
        this.channel = channel;
        this.deadlines = deadlines;
        this.lastAnswerOut = lastAnswerOut;
    }

    /** The last answer has been written; {@code lastAnswerOut} follows. */
    void begin() {
        phase = Phase.LAST_ANSWER;
        deadlines.awaitLastBytes();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (phase == Phase.LAST_ANSWER) {
                lastAnswerOut.run();
            }
        });
    }

    /** Where more may come, closing at once would reset the connection, and the answer might be lost (RFC 9112 §9.6). */
    void linger() {
        phase = Phase.LINGERING;
        deadlines.linger();
        shutdownOutput();
    }

    boolean isLingering() {
        return phase == Phase.LINGERING;
    }

    private void shutdownOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ((DuplexChannel) channel).shutdownOutput();
        } else {
            channel.pipeline().addFirst(DroppedInput.INSTANCE);
            tls.closeOutbound().addListener(told -> {
                if (channel.isActive()) {
                    ((DuplexChannel) channel).shutdownOutput();
                }
            });
        }
    }

    /** Resets the connection, so that the client sees that its answer isn't whole. */
    void abort() {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            // Past TLS, whose word of a clean end would make the answer look whole.
            channel.pipeline().firstContext().close();
        }
        close();
    }

    void close() {
        phase = Phase.OVER;
        channel.close();
    }
}
