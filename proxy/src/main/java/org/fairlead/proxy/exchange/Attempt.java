package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.telemetry.Spoken;
import org.fairlead.proxy.upstream.AttemptListener;
import org.fairlead.proxy.upstream.OriginConnections;
import org.fairlead.proxy.upstream.UpstreamAttempt;
import org.fairlead.proxy.upstream.UpstreamFault;
import org.fairlead.trust.Hop;
import org.jspecify.annotations.Nullable;

/**
 * One try at one origin: the connection that it has, the hop that it took, how far it has come. It hears of its own connection
 * alone, and tells its exchange which attempt it is about. Confined to an event loop; reused.
 */
final class Attempt implements AttemptListener {
    /** Who makes the attempt: hears all that an {@link AttemptListener} hears, and of which attempt. */
    interface Owner {
        void connected(Attempt attempt);

        void interim(Attempt attempt, ResponseHead head);

        BodyReader.Mode answered(Attempt attempt, ResponseHead head, BodyFraming framing);

        void trailers(FieldTable trailers);

        void answerEnded(Attempt attempt);

        void failed(Attempt attempt, UpstreamFault fault);

        void originLost(Attempt attempt);

        void mayBeAstray(Attempt attempt);

        void giveWay();

        void upstreamWritabilityChanged();

        void turnEnded();
    }

    private final Owner owner;
    private final AnswerRelay relay;
    /** What is to be sent once there is a connection; ours. */
    private @Nullable ByteBuf held;

    private @Nullable UpstreamAttempt connection;
    /** What the peer was told that it goes to; null: it goes to an origin. */
    private @Nullable Hop hop;

    /** Where the log has it. */
    private int number;

    /** Where it has one of the places for requests whose body is still to come. */
    private @Nullable OriginConnections uploadsTo;

    private long stallNanos;
    private byte @Nullable [] offered;
    private boolean connected;
    private boolean endTold;
    private boolean astray;
    private long astraySinceNanos;

    Attempt(Owner owner, AnswerRelay relay) {
        this.owner = owner;
        this.relay = relay;
    }

    /**
     * It has a connection, or waits for one: see {@link UpstreamAttempt#isReady()}.
     *
     * @param stallNanos what its answer may rest for
     * @param offered other protocols, as in Upgrade; null: none
     */
    void begin(UpstreamAttempt begun, @Nullable Hop hop, int number, long stallNanos, byte @Nullable [] offered) {
        this.number = number;
        this.hop = hop;
        this.stallNanos = stallNanos;
        this.offered = offered;
        connected = false;
        endTold = false;
        astray = false;
        goOutAs(begun);
    }

    private void goOutAs(UpstreamAttempt other) {
        connection = other;
        other.stallsAfter(stallNanos);
        if (offered != null) {
            other.offersUpgrade(offered);
        }
    }

    /** Its request's body is still to come, which takes a place at {@code origin} until it is whole, or the attempt is over. */
    void takesUpload(OriginConnections origin) {
        uploadsTo = origin;
        origin.uploadBegan();
    }

    private void endUpload() {
        if (uploadsTo != null) {
            uploadsTo.uploadEnded();
            uploadsTo = null;
        }
    }

    /** Whether its origin is to get nothing new. */
    boolean isDrained() {
        return connection != null && connection.isDrained();
    }

    /** Whether it has been where nothing new may go, as {@code isAstray} says of now, for {@code graceNanos} or longer. */
    boolean hasOverstayed(boolean isAstray, long nowNanos, long graceNanos) {
        if (isAstray && !astray) {
            astraySinceNanos = nowNanos;
        }
        astray = isAstray;
        return isAstray && nowNanos - astraySinceNanos >= graceNanos;
    }

    /** Which it is among those of its exchange, from 0. */
    int number() {
        return number;
    }

    /** Whether it is under way. */
    boolean isOpen() {
        return connection != null;
    }

    /** What it may write to; null while it has no connection. */
    @Nullable
    UpstreamAttempt ready() {
        return connected ? connection : null;
    }

    /** Its connection takes bytes. */
    void isConnected() {
        connected = true;
    }

    /** Takes ownership of {@code head}, the whole of the request, for when there is a connection. */
    void hold(ByteBuf head) {
        held = head;
    }

    /** Sends what it holds. */
    void sendHeld(long answerNanos) {
        ByteBuf head = held;
        if (connection != null && head != null) {
            held = null;
            connection.sendNow(head, null);
            tellEnd(answerNanos);
        }
    }

    /** The request is out whole; false where it was told before. */
    boolean tellEnd(long answerNanos) {
        boolean isNew = !endTold && connection != null;
        if (isNew && connection != null) {
            endTold = true;
            endUpload();
            connection.requestEnded(answerNanos);
        }
        return isNew;
    }

    /** Whether it goes out as a stream beside others. */
    boolean isStream() {
        return connection != null && connection.isStream();
    }

    /** What its connection speaks; it must have one. */
    Spoken spoken() {
        return Spoken.of(isStream(), connection != null && connection.isSecure());
    }

    boolean isWritable() {
        return connection == null || connection.isWritable();
    }

    void pauseAnswer() {
        if (connection != null) {
            connection.pauseReading();
        }
    }

    void resumeAnswer() {
        if (connection != null) {
            connection.resumeReading();
        }
    }

    /** The hop that it took; null where it went to an origin. */
    @Nullable
    Hop hop() {
        return hop;
    }

    /**
     * What the answer at hand says of the origin's health. Of a peer only that it answers: its origins are its business.
     *
     * @param originField the name of the field in which an origin speaks of itself, in lower case
     */
    void judge(Outcome outcome, FieldTable answer, byte[] originField) {
        if (connection == null) {
            return;
        }
        if (hop != null) {
            connection.judge(outcome == Outcome.SERVER_ERROR ? Outcome.SUCCESS : outcome);
            return;
        }
        connection.judge(outcome);
        int line = answer.find(originField, 0);
        if (line >= 0) {
            connection.heard(answer, line);
        }
    }

    /** Its connection has told that it is gone, or is no longer its own; whether it was on its first attempt. */
    boolean left() {
        boolean wasFresh = connection == null || connection.isFresh();
        connection = null;
        endUpload();
        releaseHeld();
        return wasFresh;
    }

    /** Closes the connection, if there is one; nothing more is heard of it. */
    void abandon() {
        if (connection != null) {
            connection.abandon();
            connection = null;
        }
        endUpload();
    }

    void end() {
        abandon();
        hop = null;
        releaseHeld();
    }

    private void releaseHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    @Override
    public void connected(UpstreamAttempt attempt) {
        if (attempt != connection) {
            goOutAs(attempt);
        }
        owner.connected(this);
    }

    @Override
    public void interim(ResponseHead head) {
        owner.interim(this, head);
    }

    @Override
    public BodyReader.Mode answered(ResponseHead head, BodyFraming framing) {
        return owner.answered(this, head, framing);
    }

    @Override
    public void data(ByteBuf in, int length) {
        relay.data(in, length);
    }

    /** Takes ownership of {@code slice}. */
    @Override
    public void data(ByteBuf slice) {
        relay.data(slice);
    }

    @Override
    public void trailers(FieldTable trailers) {
        owner.trailers(trailers);
    }

    @Override
    public void answerEnded() {
        owner.answerEnded(this);
    }

    @Override
    public void failed(UpstreamFault fault) {
        owner.failed(this, fault);
    }

    @Override
    public void originLost() {
        owner.originLost(this);
    }

    @Override
    public void giveWay() {
        owner.giveWay();
    }

    @Override
    public void mayBeAstray() {
        owner.mayBeAstray(this);
    }

    @Override
    public void upstreamWritabilityChanged() {
        owner.upstreamWritabilityChanged();
    }

    @Override
    public void turnEnded() {
        owner.turnEnded();
    }
}
