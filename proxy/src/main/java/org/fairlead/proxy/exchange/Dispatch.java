package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.http1.BodySink;
import org.fairlead.proxy.http1.UpgradeOffer;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.telemetry.Limit;
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
        /** Later: its body comes first. */
        AWAITING_BODY,
        /** Not at all: there is more to do than can be done. */
        SHED,
        /** Not at all: no origin is left to try. */
        NONE_LEFT
    }

    private static final String HEDGED = "hedged";
    private static final String OUTRUN = "outrun";

    private final ExchangeLoop loop;
    private final ClientSide client;
    private final DecidedRequest request;
    private final ExchangeRecord record;
    private final Attempt first;
    private final Attempt second;
    private final Hedge hedge;
    private final Attempts attempts = new Attempts();
    private final OutgoingRequest outgoing = new OutgoingRequest();
    private final PoolPlace place;
    private final AwaitedBody awaited;
    /** The attempt that the request's parts go to; or the one that was answered. */
    private Attempt current;

    private boolean busy;
    private boolean clientHeldBack;
    private boolean bodyBegun;
    /** The client was told not to send the body that it asked about, so that what comes of it goes nowhere. */
    private boolean bodyUnwanted;

    Dispatch(
            ExchangeLoop loop,
            ClientSide client,
            DecidedRequest request,
            ExchangeRecord record,
            Attempt.Pair attempts,
            Turn turn) {
        this.loop = loop;
        this.client = client;
        this.request = request;
        this.record = record;
        first = attempts.first();
        second = attempts.second();
        current = first;
        hedge = new Hedge(loop, request, attempts.hedgeDue());
        place = new PoolPlace(loop, turn);
        awaited = new AwaitedBody(loop.telemetry());
    }

    void begin(boolean hasBody) {
        outgoing.begin(hasBody);
        bodyBegun = false;
        bodyUnwanted = false;
        attempts.begin(loop.deadlines().coarseNanos());
    }

    /** Begins the next attempt at what the request is decided for. */
    Start attempt() {
        awaited.await(mustAwaitBody());
        if (awaited.isAwaited()) {
            return Start.AWAITING_BODY;
        }
        return switch (place.enter(request)) {
            case ADMITTED -> connect();
            case QUEUED -> Start.QUEUED;
            case SHED -> Start.SHED;
        };
    }

    /**
     * Who sends slowly shall not keep connections from those whose request is there. One that asks whether its body may come gets its
     * answer at once; what is here of any other waits, up to as much as is gathered for one send.
     */
    private boolean mustAwaitBody() {
        return !outgoing.isWhole()
                && !outgoing.isFull()
                && !request.held().expectsContinue()
                && members().areFullOfUploads(request.forward().isWrite());
    }

    private Start connect() {
        Decision.Forward forward = request.forward();
        PoolMembers members = members();
        boolean precious = request.isPrecious();
        busy = false;
        for (OriginConnections origin = attempts.next(members, forward.isWrite());
                origin != null;
                origin = attempts.next(members, forward.isWrite())) {
            current = first;
            if (!outgoing.isWhole() && !origin.takesUploads()) {
                busy = true;
                continue;
            }
            int number = note(origin);
            UpstreamAttempt next = acquire(origin, attempts.reuse(precious), first);
            if (next != null) {
                outgoing.attempt(begin(first, next, number), precious);
                if (!outgoing.isWhole()) {
                    first.takesUpload(origin);
                }
                return next.isReady() ? Start.READY : Start.CONNECTING;
            }
            busy = true;
        }
        return Start.NONE_LEFT;
    }

    private PoolMembers members() {
        return loop.upstreams().members(request.serving().pool(request.forward()));
    }

    private int note(OriginConnections origin) {
        return record.attempt(origin.name(), record.isSampled() ? loop.clock().nanos() : 0);
    }

    private @Nullable UpstreamAttempt acquire(
            OriginConnections origin, OriginConnections.Reuse reuse, Attempt attempt) {
        return origin.acquire(
                reuse,
                request.method(),
                request.held().upgrades(),
                request.terms().connectMillis(),
                attempt,
                origin.isAnnounced() ? request.identity().announcement() : null);
    }

    /** The head for it; the caller's. */
    private ByteBuf begin(Attempt attempt, UpstreamAttempt next, int number) {
        byte[] offered =
                request.held().upgrades() ? UpgradeOffer.of(request.head().fields()) : null;
        Hop hop = Crossings.hop(
                request.serving().snapshot(),
                request.forward(),
                request.head(),
                loop.clock().wallMillis());
        attempt.begin(next, hop, number, request.terms().responseBodyNanos(), offered);
        ByteBuf head = client.allocator().directBuffer(outgoing.roomForAttempt());
        loop.requestRewriter().render(request, hop, head);
        return head;
    }

    /**
     * Makes a second attempt beside the first, at another origin of the pool, if there is one and the budget allows it. What is
     * sent twice is a read without a body, so that its head is all of it.
     */
    void hedge() {
        PoolMembers members = members();
        if (second.isOpen()
                || !first.isOpen()
                || !outgoing.isWhole()
                || !attempts.hasNext(members, false)
                || !isAllowedAgain(HEDGED)) {
            return;
        }
        OriginConnections origin = attempts.next(members, false);
        UpstreamAttempt next = origin == null ? null : acquire(origin, OriginConnections.Reuse.ANY, second);
        if (origin == null || next == null) {
            return;
        }
        loop.telemetry().count(Event.HEDGED);
        second.hold(begin(second, next, note(origin)));
        if (next.isReady()) {
            connected(second);
        }
    }

    /** The attempt has its connection. */
    void connected(Attempt attempt) {
        attempt.isConnected();
        if (attempt == second) {
            second.sendHeld(request.terms().responseHeadNanos());
        }
    }

    /** Whether two attempts are under way, so that one may go. */
    boolean isRaced() {
        return first.isOpen() && second.isOpen();
    }

    boolean isHedge(Attempt attempt) {
        return attempt == second;
    }

    /** Gives up one of two attempts, whose connection may be gone already; the other goes on alone. */
    void drop(Attempt loser, String why) {
        record.attemptEnded(loser.number(), why, loop.clock().nanos());
        loser.end();
        current = loser == first ? second : first;
        record.answeredBy(current.number());
    }

    /** Where it waits for its turn, or has it. */
    PoolPlace place() {
        return place;
    }

    /** The attempt under way. */
    Attempt current() {
        return current;
    }

    /** Writes what has gathered, as far as there is a connection for it. */
    void flush(long nowNanos) {
        UpstreamAttempt open = current.ready();
        if (open == null) {
            holdBackClient(outgoing.isFull());
            return;
        }
        outgoing.sendTo(open);
        if (outgoing.takeUnflushed()) {
            open.flush();
        }
        if (outgoing.isWhole() && current.tellEnd(request.terms().responseHeadNanos())) {
            record.reached(ExchangeRecord.Phase.REQUEST_SENT, nowNanos);
            hedge.sent(nowNanos);
        }
        holdBackClient(!open.isWritable());
    }

    void upstreamWritabilityChanged() {
        holdBackClient(!current.isWritable());
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
        if (!takesBody()) {
            in.skipBytes(length);
        } else {
            if (awaited.isAwaited()) {
                outgoing.gather(client.allocator());
            }
            outgoing.add(in, length, current.ready());
        }
    }

    private boolean takesBody() {
        return !bodyUnwanted && (current.isOpen() || place.isWaiting() || awaited.isAwaited());
    }

    /** Takes ownership of {@code slice}. */
    @Override
    public void data(ByteBuf slice) {
        data(slice, slice.readableBytes());
        slice.release();
    }

    @Override
    public void trailers(FieldTable trailers) {
        if (takesBody()) {
            outgoing.trailers(
                    request.serving().contractFields().without(trailers, new FieldTable()),
                    request.held().hopByHop(),
                    client.allocator(),
                    current.ready());
        }
    }

    /** The client's body is whole. */
    void bodyEnded() {
        outgoing.end();
    }

    /** Whether the body is waited for, before there is a connection. */
    boolean awaitsBody() {
        return awaited.isAwaited();
    }

    /** Whether as much of it has come as may wait. */
    boolean isFull() {
        return outgoing.isFull();
    }

    boolean hasBodyBegun() {
        return bodyBegun;
    }

    /** Whether all of the request has come. */
    boolean isWhole() {
        return outgoing.isWhole();
    }

    /** The final answer has begun: unless it breaks off before the client has a byte of it, nothing will be sent again. */
    void answered(Attempt winner) {
        if (isRaced()) {
            if (winner == second) {
                loop.telemetry().count(Event.HEDGE_WON);
            }
            drop(winner == first ? second : first, OUTRUN);
        }
        hedge.answered(loop.clock().nanos());
        place.answered();
        bodyUnwanted = request.held().expectsContinue() && !bodyBegun;
        if (request.isPrecious()) {
            outgoing.release();
        }
    }

    /** The attempt has failed, as its connection told. Whether the request may be sent again, for all that is known. */
    boolean maySendAgain(Attempt failed, Failure failure) {
        boolean wasFresh = failed.left();
        hedge.end();
        record.attemptEnded(failed.number(), failure.label(), loop.clock().nanos());
        if (failure.saysUnprocessed()) {
            outgoing.attemptRefused();
            attempts.refusedByProtocol();
        } else {
            outgoing.attemptFailed();
        }
        if (!wasFresh && failed == first && failure == Failure.CLOSED_BEFORE_ANSWER) {
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

    /** Closes the connection, if there is one. */
    void abandon() {
        hedge.end();
        first.abandon();
        second.end();
    }

    /** Gives the attempt under way up. */
    void leave(String why) {
        record.attemptEnded(current.number(), why, loop.clock().nanos());
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
        record.attemptEnded(
                current.number(), Failure.PEER_REFUSED.label(), loop.clock().nanos());
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
        hedge.end();
        first.end();
        second.end();
        place.leave();
        awaited.await(false);
        outgoing.release();
        holdBackClient(false);
    }
}
