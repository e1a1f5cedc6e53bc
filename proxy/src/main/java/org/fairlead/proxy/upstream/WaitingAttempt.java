package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.proxy.health.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that waits for a connection that many share, and then goes out as another: {@link AttemptListener#connected} tells
 * as which. Nothing is sent before. Confined to an event loop.
 */
final class WaitingAttempt implements UpstreamAttempt {
    private final SharedConnections shared;
    private final AttemptListener listener;
    private final Method method;
    /** Where it turns out that HTTP/1.1 is spoken, a connection of its own. */
    private @Nullable UpstreamAttempt successor;

    WaitingAttempt(SharedConnections shared, AttemptListener listener, Method method) {
        this.shared = shared;
        this.listener = listener;
        this.method = method;
    }

    AttemptListener listener() {
        return listener;
    }

    Method method() {
        return method;
    }

    void becomes(UpstreamAttempt other) {
        successor = other;
    }

    @Override
    public boolean isReady() {
        return false;
    }

    @Override
    public boolean isFresh() {
        return true;
    }

    @Override
    public boolean isDrained() {
        return shared.origin().isDrained();
    }

    @Override
    public boolean isStream() {
        return false;
    }

    @Override
    public boolean mayRefuse() {
        return true;
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public void send(ByteBuf bytes, @Nullable CountedWrite count) {
        bytes.release();
        throw tooEarly();
    }

    @Override
    public void sendNow(ByteBuf bytes, @Nullable CountedWrite count) {
        bytes.release();
        throw tooEarly();
    }

    private static IllegalStateException tooEarly() {
        return new IllegalStateException("there is no connection yet");
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
        return false;
    }

    @Override
    public void judge(Outcome outcome) {}

    @Override
    public void heard(FieldTable answer, int line) {}

    @Override
    public void offersUpgrade(byte[] protocols) {}

    @Override
    public void stallsAfter(long nanos) {}

    @Override
    public void requestEnded(long answerNanos) {}

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void abandon() {
        if (successor != null) {
            successor.abandon();
        } else {
            shared.giveUp(this);
        }
    }
}
