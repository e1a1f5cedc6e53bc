package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.health.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at an origin or a peer, as who makes it sees it: where its request goes, and how its answer is slowed down or done
 * without. Its {@link AttemptListener} hears of the answer. All bytes are those of HTTP/1.1, whatever is spoken. Once the
 * attempt has ended, or was abandoned, it is another's, and mustn't be called. Confined to an event loop.
 */
public interface UpstreamAttempt {
    /** Whether it takes bytes: false while its connection is being made. */
    boolean isReady();

    /** Whether no other attempt used its connection before. */
    boolean isFresh();

    /** Whether it is a stream beside others, which may stay open for long at little cost. */
    boolean isStream();

    /** Whether who got the request may say that it wasn't processed, so that it may be sent again: a peer, or by way of a stream. */
    boolean mayRefuse();

    /** Whether its connection is TLS. */
    boolean isSecure();

    /** Whether its origin is to get nothing new, by an operator's word or its own. */
    boolean isDrained();

    /**
     * Writes without a flush. Takes ownership of {@code bytes}.
     *
     * @param count of these bytes; null where nobody wants to know
     */
    void send(ByteBuf bytes, @Nullable CountedWrite count);

    /** The same, and flushes. Takes ownership of {@code bytes}. */
    void sendNow(ByteBuf bytes, @Nullable CountedWrite count);

    void flush();

    boolean isWritable();

    /** What the answer will say of the origin's health, once it is whole; {@link Outcome#SUCCESS} unless told. */
    void judge(Outcome outcome);

    /** What the origin says of itself in an answer. */
    void heard(FieldTable answer, int line);

    /** The request offers other protocols, a list as in Upgrade. */
    void offersUpgrade(byte[] protocols);

    /** Once the answer's head is there, something must come every {@code nanos}. */
    void stallsAfter(long nanos);

    /** The request is out whole: the answer's head must end within {@code answerNanos}. */
    void requestEnded(long answerNanos);

    void pauseReading();

    void resumeReading();

    /** Gives it up; the listener hears nothing more. */
    void abandon();
}
