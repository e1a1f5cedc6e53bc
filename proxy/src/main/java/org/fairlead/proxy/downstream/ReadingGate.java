package org.fairlead.proxy.downstream;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;

/** Whether a client's bytes are read: not while there is a cause to hold the client back. Confined to the channel's event loop. */
final class ReadingGate {
    /** Why a client is held back. */
    enum Cause {
        /** The origin doesn't take the body as fast as it comes. */
        ORIGIN,
        /** Requests wait for the answers to those before. */
        PIPELINE;

        private int bit() {
            return 1 << ordinal();
        }
    }

    private final Channel channel;
    private int causes;
    private int originHolds;

    ReadingGate(Channel channel) {
        this.channel = channel;
    }

    void holdBack(Cause cause) {
        originHolds += cause == Cause.ORIGIN ? 1 : 0;
        set(causes | cause.bit());
    }

    void letGo(Cause cause) {
        set(causes & ~cause.bit());
    }

    /** How often it was held back for {@code ORIGIN} so far. */
    int originHolds() {
        return originHolds;
    }

    void open() {
        set(0);
    }

    boolean isHeldBack(Cause cause) {
        return (causes & cause.bit()) != 0;
    }

    private void set(int next) {
        boolean changes = (causes == 0) != (next == 0);
        causes = next;
        if (changes && mayBeTold()) {
            channel.config().setAutoRead(next == 0);
        }
    }

    /** A channel that is told to read throws if it is closed, if nothing more will come, or if its loop has let go of it, having ended. */
    private boolean mayBeTold() {
        boolean isOver = channel instanceof DuplexChannel duplex && duplex.isInputShutdown();
        return channel.isOpen() && !isOver && !channel.eventLoop().isShuttingDown();
    }
}
