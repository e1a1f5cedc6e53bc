package org.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.fairlead.config.PoolSettings;
import org.fairlead.message.FieldTable;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.jspecify.annotations.Nullable;

/**
 * Asks on one connection that was idle whether it still leads anywhere. Any whole answer will do: how the origin is, is for its checks
 * to say, so that nothing of it counts there. Made for one question. Confined to an event loop.
 */
final class WarmCheck implements AttemptListener {
    /** What is asked, and how long an answer may take. Immutable. */
    record Question(String request, long withinNanos) {
        /** As the checks of that pool ask, but that the connection stays. */
        static Question of(PoolSettings.Check check, String origin) {
            return new Question(
                    "GET " + check.path().orElse("/") + " HTTP/1.1\r\nHost: "
                            + check.host().orElse(origin) + "\r\nUser-Agent: fairlead-check\r\n\r\n",
                    check.pace().timeout().toNanos());
        }
    }

    /** Hears how it ended. */
    interface Asker {
        void warmChecked(boolean isAlive);
    }

    /** More isn't read: then another connection costs less. */
    private static final int MOST_BYTES = 64 * 1024;

    private final Question question;
    private final Asker asker;
    /** Null once it is over. */
    private @Nullable UpstreamAttempt attempt;

    private int bytes;

    WarmCheck(Question question, Asker asker) {
        this.question = question;
        this.asker = asker;
    }

    /** Asks on {@code ready}, which is this one's. */
    void begin(UpstreamAttempt ready, ByteBufAllocator allocator) {
        attempt = ready;
        ready.judge(Outcome.NOTHING);
        ready.stallsAfter(question.withinNanos());
        ByteBuf request = allocator.directBuffer(question.request().length());
        request.writeCharSequence(question.request(), StandardCharsets.US_ASCII);
        ready.sendNow(request, null);
        ready.requestEnded(question.withinNanos());
    }

    @Override
    public void connected(UpstreamAttempt other) {
        attempt = other;
    }

    @Override
    public void interim(ResponseHead head) {}

    @Override
    public BodyReader.Mode answered(ResponseHead head, BodyFraming framing) {
        return BodyReader.Mode.DATA;
    }

    @Override
    public void data(ByteBuf in, int length) {
        in.skipBytes(length);
        bytes += length;
        if (bytes > MOST_BYTES) {
            giveUp();
        }
    }

    /** Takes ownership of {@code slice}. */
    @Override
    public void data(ByteBuf slice) {
        data(slice, slice.readableBytes());
        slice.release();
    }

    @Override
    public void trailers(FieldTable trailers) {}

    @Override
    public void answerEnded() {
        end(true);
    }

    @Override
    public void failed(UpstreamFault fault) {
        end(false);
    }

    @Override
    public void originLost() {
        giveUp();
    }

    @Override
    public void giveWay() {
        giveUp();
    }

    /** What is drained elsewhere is no reason to give up a question here. */
    @Override
    public void mayBeAstray() {
        if (attempt != null && attempt.isDrained()) {
            giveUp();
        }
    }

    private void giveUp() {
        UpstreamAttempt given = attempt;
        if (given != null) {
            given.abandon();
            end(false);
        }
    }

    private void end(boolean isAlive) {
        if (attempt != null) {
            attempt = null;
            asker.warmChecked(isAlive);
        }
    }

    @Override
    public void upstreamWritabilityChanged() {}

    @Override
    public void turnEnded() {}
}
