package org.fairlead.proxy.upstream;

import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.BodySink;

/**
 * Who waits for the answer to one attempt. All calls come on the connection's event loop, in the order: {@link #connected},
 * {@link #interim} any number of times, {@link #answered}, the body, {@link #answerEnded}; or {@link #failed} at any point,
 * once, and nothing after it. {@link UpstreamAttempt#abandon()} ends the calls at once.
 */
public interface AttemptListener extends BodySink {
    /** The connection that had to be made is there, and {@code attempt} goes out on it; not called for one from the pool. */
    void connected(UpstreamAttempt attempt);

    /** A 1xx other than 101. Borrows {@code head} for the call. */
    void interim(ResponseHead head);

    /**
     * The final answer's head, or a 101 to an offer. Borrows {@code head} for the call.
     *
     * @return how the body is wanted
     */
    BodyReader.Mode answered(ResponseHead head, BodyFraming framing);

    /** The answer is whole; the connection is no longer this listener's. */
    void answerEnded();

    /** The connection is gone, or will be; it is no longer this listener's. */
    void failed(UpstreamFault fault);

    /**
     * The origin is found to be dead, and nothing of its answer has come: not a failure yet. Who doesn't {@link
     * UpstreamAttempt#abandon()} the attempt waits on.
     */
    void originLost();

    /** Its connection is wanted by others, who have none, and nobody takes its answer: the attempt ends. */
    void giveWay();

    /** Called now and then while reads or its origin are drained: who has stayed there for too long leaves. */
    void mayBeAstray();

    /** The connection takes more bytes, or takes none for now: see {@link UpstreamAttempt#isWritable()}. */
    void upstreamWritabilityChanged();

    /** All that came in one go has been handed on: what was gathered may be flushed. */
    void turnEnded();
}
