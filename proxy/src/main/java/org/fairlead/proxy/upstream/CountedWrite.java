package org.fairlead.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelProgressivePromise;
import io.netty.util.concurrent.EventExecutor;

/**
 * A write that knows whether a byte of it left: the kernel took it, so that the origin may have it. Confined to the channel's
 * event loop.
 */
public final class CountedWrite extends DefaultChannelProgressivePromise {
    private boolean begun;

    CountedWrite(Channel channel, EventExecutor eventLoop) {
        super(channel, eventLoop);
    }

    /** Called by the channel for each part that the kernel took. */
    @Override
    public boolean tryProgress(long progress, long total) {
        begun |= progress > 0;
        return true;
    }

    /** To be written where parts can't be told, as below TLS: it counts as begun. */
    CountedWrite unobserved() {
        begun = true;
        return this;
    }

    /** Whether not one byte of it has left yet: so none ever will, if the connection is closed at once. */
    public boolean isUnsentYet() {
        return !begun && !isSuccess();
    }

    /** Whether it is certain that not one byte of it left, nor ever will. */
    public boolean isUnsent() {
        return !begun && isDone() && !isSuccess();
    }
}
