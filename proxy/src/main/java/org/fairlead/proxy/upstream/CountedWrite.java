package org.fairlead.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelProgressivePromise;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A write that knows whether a byte of it left: the kernel took it, so that the origin may have it. Confined to the channel's
 * event loop.
 */
public final class CountedWrite {
    private boolean begun;
    /** What the channel makes of it; null: it hasn't been given to one. */
    private @Nullable ChannelPromise given;

    /** For another write: itself, unless a channel has been given it, and may yet tell of the one before. */
    public CountedWrite renewed() {
        if (given != null) {
            return new CountedWrite();
        }
        begun = false;
        return this;
    }

    /** A byte of it has left; or parts can't be told, as below TLS, and it counts as begun. */
    void begun() {
        begun = true;
    }

    /** It is given to {@code channel}, which is to be told this. */
    ChannelPromise given(Channel channel, EventExecutor eventLoop) {
        ChannelPromise promise = new DefaultChannelProgressivePromise(channel, eventLoop) {
            /** Called by the channel for each part that the kernel took. */
            @Override
            public boolean tryProgress(long progress, long total) {
                begun |= progress > 0;
                return true;
            }
        };
        given = promise;
        return promise;
    }

    public boolean hasBegun() {
        return begun;
    }

    /** Whether not one byte of it has left yet: so none ever will, if the connection is closed at once. */
    public boolean isUnsentYet() {
        return !begun && (given == null || !given.isSuccess());
    }

    /** Whether it is certain that not one byte of it left, nor ever will. */
    public boolean isUnsent() {
        return !begun && given != null && given.isDone() && !given.isSuccess();
    }
}
