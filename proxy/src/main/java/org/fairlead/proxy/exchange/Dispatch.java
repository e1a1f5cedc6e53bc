package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.http1.BodySink;
import org.fairlead.proxy.http1.UpgradeOffer;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.telemetry.Limit;
import org.fairlead.proxy.upstream.AttemptListener;
import org.fairlead.proxy.upstream.OriginConnections;
import org.fairlead.proxy.upstream.PoolMembers;
import org.fairlead.proxy.upstream.UpstreamAttempt;
import org.fairlead.routing.Decision;
import org.fairlead.trust.Hop;
import org.jspecify.annotations.Nullable;

/**
 * Gets one request to an origin, in as many attempts as that takes: picks, connects, writes head and body, and holds the client
 * back while the origin doesn't take them. Whether another attempt may be made is decided in {@link Exchange}, from what is
 * known here of the one before. Confined to an event loop; reused.
 */
final class Dispatch implements BodySink {
    /** How an attempt begins. */
    enum Start {
        /** On a connection from the pool. */
        READY,
        /** With a connection that has to be made. */
        CONNECTING,
        /** Later: it waits for its turn. */
        QUEUED,
        /** Not at all: there is more to do than can be done. */
        SHED,
        /** Not at all: no origin is left to try. */
        NONE_LEFT
    }

    private final ExchangeLoop loop;
    private final ClientSide client;
    private final DecidedRequest request;
    private final ExchangeRecord record;
    private final AttemptListener listener;
    private final Attempts attempts = new Attempts();
    private final OutgoingRequest outgoing = new OutgoingRequest();
    private final PoolPlace place;
    private @Nullable UpstreamAttempt connection;
    /** What the peer was told that the current attempt goes to; null: it goes to an origin. */
    private @Nullable Hop hop;

    private boolean connected;
    private boolean busy;
    private boolean endTold;
    private boolean clientHeldBack;
    private boolean bodyBegun;
    /** The client was told not to send the body that it asked about, so that what comes of it goes nowhere. */
    private boolean bodyUnwanted;

    Dispatch(
            ExchangeLoop loop,
            ClientSide client,
            DecidedRequest request,
            ExchangeRecord record,
            AttemptListener listener,
            Turn turn) {
        this.loop = loop;
        this.client = client;
        this.request = request;
        this.record = record;
        this.listener = listener;
        place = new PoolPlace(loop, turn);
    }

    void begin(boolean hasBody) {
        outgoing.begin(hasBody);
        bodyBegun = false;
        bodyUnwanted = false;
        attempts.begin(loop.deadlines().coarseNanos());
    }

    /** Begins the next attempt at what the request is decided for. */
    Start attempt() {
        return switch (place.enter(request)) {
            case ADMITTED -> connect();
            case QUEUED -> Start.QUEUED;
            case SHED -> Start.SHED;
        };
    }

    private Start connect() {
        Decision.Forward forward = request.forward();
        PoolMembers members = members();
        boolean precious = request.isPrecious();
        busy = false;
        for (OriginConnections origin = attempts.next(members, forward.isWrite());
                origin != null;
                origin = attempts.next(members, forward.isWrite())) {
            record.attempt(origin.name(), record.isSampled() ? loop.clock().nanos() : 0);
            UpstreamAttempt next = origin.acquire(
                    attempts.reuse(precious),
                    request.method(),
                    request.held().upgrades(),
                    request.terms().connectMillis(),
                    listener,
                    origin.isAnnounced() ? request.identity().announcement() : null);
            if (next != null) {
                begin(next, forward, precious);
                return next.isReady() ? Start.READY : Start.CONNECTING;
            }
            busy = true;
        }
        return Start.NONE_LEFT;
    }

    private PoolMembers members() {
        return loop.upstreams().members(request.serving().pool(request.forward()));
    }

    private void begin(UpstreamAttempt next, Decision.Forward forward, boolean precious) {
        connected = false;
        endTold = false;
        turnTo(next);
        hop = Crossings.hop(
                request.serving().snapshot(),
                forward,
                request.head(),
                loop.clock().wallMillis());
        ByteBuf head = client.allocator().directBuffer(outgoing.roomForAttempt());
        loop.requestRewriter().render(request, hop, head);
        outgoing.attempt(head, precious);
    }

    /** Where it waits for its turn, or has it. */
    PoolPlace place() {
        return place;
    }

    /** The attempt is that one from now on. */
    void turnTo(UpstreamAttempt attempt) {
        connection = attempt;
        attempt.stallsAfter(request.terms().responseBodyNanos());
        if (request.held().upgrades()) {
            attempt.offersUpgrade(UpgradeOffer.of(request.head().fields()));
        }
    }

    /** The attempt has its connection. */
    void connected() {
        connected = true;
    }

    /** Writes what has gathered, as far as there is a connection for it. */
    void flush(long nowNanos) {
        UpstreamAttempt open = connection;
        if (open == null || !connected) {
            holdBackClient(outgoing.isFull());
            return;
        }
        outgoing.sendTo(open);
        if (outgoing.takeUnflushed()) {
            open.flush();
        }
        if (outgoing.isWhole() && !endTold) {
            endTold = true;
            record.reached(ExchangeRecord.Phase.REQUEST_SENT, nowNanos);
            open.requestEnded(request.terms().responseHeadNanos());
        }
        holdBackClient(!open.isWritable());
    }

    void upstreamWritabilityChanged() {
        holdBackClient(connection != null && !connection.isWritable());
    }

    private void holdBackClient(boolean hold) {
        if (hold && !clientHeldBack) {
            clientHeldBack = true;
            client.pauseReading();
        } else if (!hold && clientHeldBack) {
            clientHeldBack = false;
            client.resumeReading();
        }
    }

    /** A part of the client's body; where there is no attempt any more, it goes nowhere. */
    @Override
    public void data(ByteBuf in, int length) {
        record.received(length);
        bodyBegun = true;
        if (bodyUnwanted || connection == null && !place.isWaiting()) {
            in.skipBytes(length);
        } else {
            outgoing.add(in, length, connected ? connection : null);
        }
    }

    /** Takes ownership of {@code slice}. */
    @Override
    public void data(ByteBuf slice) {
        data(slice, slice.readableBytes());
        slice.release();
    }

    @Override
    public void trailers(FieldTable trailers) {
        if (!bodyUnwanted && (connection != null || place.isWaiting())) {
            outgoing.trailers(
                    request.serving().contractFields().without(trailers, new FieldTable()),
                    request.held().hopByHop(),
                    client.allocator(),
                    connected ? connection : null);
        }
    }

    /** The client's body is whole. */
    void bodyEnded() {
        outgoing.end();
    }

    boolean hasBodyBegun() {
        return bodyBegun;
    }

    /** Whether all of the request has come. */
    boolean isWhole() {
        return outgoing.isWhole();
    }

    /** The answer's client doesn't keep up. */
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

    /** The hop that the current attempt took; null where it went to an origin. */
    @Nullable
    Hop hop() {
        return hop;
    }

    /** The final answer has begun: nothing will be sent again. */
    void answered() {
        place.answered();
        bodyUnwanted = request.held().expectsContinue() && !bodyBegun;
        outgoing.release();
    }

    /** What the answer at hand says of the origin's health. Of a peer only that it answers: its origins are its business. */
    void judge(Outcome outcome, FieldTable answer) {
        if (connection == null) {
            return;
        }
        if (hop != null) {
            connection.judge(outcome == Outcome.SERVER_ERROR ? Outcome.SUCCESS : outcome);
            return;
        }
        connection.judge(outcome);
        int line = answer.find(request.serving().contractFields().origin(), 0);
        if (line >= 0) {
            connection.heard(answer, line);
        }
    }

    /** The connection has told that it is gone, or is no longer ours. */
    void connectionLeft() {
        connection = null;
    }

    /** Closes the connection, if there is one. */
    void abandon() {
        if (connection != null) {
            connection.abandon();
            connection = null;
        }
    }

    /** The attempt has failed, as its connection told. Whether the request may be sent again, for all that is known. */
    boolean maySendAgain(Failure failure) {
        UpstreamAttempt failed = connection;
        connection = null;
        record.attemptEnded(failure.label(), loop.clock().nanos());
        if (failure.saysUnprocessed()) {
            outgoing.attemptRefused();
            attempts.refusedByProtocol();
        } else {
            outgoing.attemptFailed();
        }
        if (failed != null && !failed.isFresh() && failure == Failure.CLOSED_BEFORE_ANSWER) {
            attempts.pooledConnectionWasDead();
        }
        // Never twice: either not one byte has left, or it only reads, is whole and got no answer.
        return outgoing.isTouched() ? !request.isPrecious() && failure.mayBeTriedElsewhere() : outgoing.isInHand();
    }

    /** Whether there is another origin for it in that datacenter, and it may be tried; counts where only the limit forbids it. */
    boolean hasAnother() {
        if (!attempts.hasNext(members(), request.forward().isWrite())) {
            return false;
        }
        boolean may = attempts.made() < request.serving().relay().limits().attempts();
        if (!may) {
            loop.telemetry().reached(Limit.ATTEMPTS);
        }
        return may;
    }

    /** Whether the attempt under way may be given up for another one: it only reads, or not one byte of it has left. */
    boolean mayLeave() {
        return request.isPrecious()
                ? !outgoing.isTouchedBefore() && outgoing.isUnsentYet() && outgoing.isInHand()
                : outgoing.isInHand();
    }

    /** Gives the attempt under way up. */
    void leave(String why) {
        record.attemptEnded(why, loop.clock().nanos());
        abandon();
        outgoing.attemptFailed();
    }

    /** Whether one more attempt is made now, for that reason; counts it. To be asked once it is certain that it may be. */
    boolean isAllowedAgain(String reason) {
        return loop.retries()
                .allows(
                        request.terms(),
                        request.serving().relay().deliveries().budget(),
                        attempts,
                        !outgoing.isTouched(),
                        reason);
    }

    /** How long the next attempt waits. */
    long pauseNanos() {
        return outgoing.isTouched() ? loop.retries().pauseNanos(request.terms(), attempts.made()) : 0;
    }

    /** A peer has refused the attempt, provably unprocessed. */
    void refused() {
        record.attemptEnded(Failure.PEER_REFUSED.label(), loop.clock().nanos());
        abandon();
        outgoing.attemptRefused();
    }

    /** The next attempt goes to another pool. */
    void moveOn() {
        attempts.elsewhere();
    }

    /** Whether all origins have as many connections as they may. */
    boolean isBusy() {
        return busy;
    }

    /** Whether all that came of the request could be sent again. */
    boolean isInHand() {
        return outgoing.isInHand();
    }

    /** Whether a byte of it may have reached someone. */
    boolean isTouched() {
        return outgoing.isTouched();
    }

    /** Whether it may be decided afresh after a refusal; once. */
    boolean mayDecideAfresh() {
        return attempts.mayDecideAfresh();
    }

    /** Releases all. */
    void end() {
        abandon();
        place.leave();
        hop = null;
        outgoing.release();
        holdBackClient(false);
    }
}
