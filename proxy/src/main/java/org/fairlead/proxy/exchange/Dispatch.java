package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.http1.BodySink;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.telemetry.Limit;
import org.fairlead.proxy.upstream.OriginConnections;
import org.fairlead.proxy.upstream.PoolMembers;
import org.fairlead.proxy.upstream.UpstreamAttempt;
import org.fairlead.routing.Decision;

/**
 * Gets one request to an origin, in as many attempts as that takes: picks, connects, writes head and body, and holds the client
 * back while the origin doesn't take them. Whether another attempt may be made is decided in {@link Course}, from what is
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

    private final ExchangeLoop loop;
    private final ClientSide client;
    private final DecidedRequest request;
    private final ExchangeRecord record;
    private final Race race;
    private final AttemptStart start;
    private final Attempts attempts = new Attempts();
    private final OutgoingRequest outgoing = new OutgoingRequest();
    private final PoolPlace place;
    private final AwaitedBody awaited;
    private boolean busy;
    private boolean clientHeldBack;
    private boolean bodyBegun;
    /** The client was told not to send the body that it asked about, so that what comes of it goes nowhere. */
    private boolean bodyUnwanted;

    Dispatch(
            ExchangeLoop loop, ClientSide client, DecidedRequest request, ExchangeRecord record, Race race, Turn turn) {
        this.loop = loop;
        this.client = client;
        this.request = request;
        this.record = record;
        this.race = race;
        start = new AttemptStart(loop, client, request, record);
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
            Attempt next = race.next();
            if (!outgoing.isWhole() && !origin.takesUploads()) {
                attempts.passOver();
                busy = true;
                continue;
            }
            int number = start.note(origin);
            UpstreamAttempt connection = start.acquire(origin, attempts.reuse(precious), next);
            if (connection != null) {
                outgoing.attempt(start.begin(next, connection, number, outgoing.roomForAttempt()), precious);
                if (!outgoing.isWhole()) {
                    next.takesUpload(origin);
                }
                attempts.passedOverMayFollow();
                return connection.isReady() ? Start.READY : Start.CONNECTING;
            }
            record.attemptEnded(
                    number, Failure.ORIGINS_BUSY.label(), loop.clock().nanos());
            attempts.passOver();
            busy = true;
        }
        return Start.NONE_LEFT;
    }

    private PoolMembers members() {
        return loop.upstreams().members(request.serving().pool(request.forward()));
    }

    /**
     * Makes a second attempt beside the first, at another origin of the pool, if there is one and the budget allows it. What is
     * sent twice is a read without a body, so that its head is all of it.
     */
    void hedge() {
        PoolMembers members = members();
        if (!race.mayBeJoined() || !outgoing.isWhole() || !attempts.hasNext(members, false) || !place.takeAnother()) {
            return;
        }
        if (!isAllowedAgain(HEDGED)) {
            place.leaveOther();
            return;
        }
        OriginConnections origin = attempts.nextBeside(members);
        UpstreamAttempt next =
                origin == null ? null : start.acquire(origin, OriginConnections.Reuse.SPARE, race.second());
        if (origin != null && next != null) {
            outgoing.goesOutTwice();
            int number = start.note(origin);
            race.joined(start.begin(race.second(), next, number, outgoing.roomForAttempt()), next.isReady());
        } else {
            place.leaveOther();
        }
    }

    /** Where it waits for its turn, or has it. */
    PoolPlace place() {
        return place;
    }

    /** Writes what has gathered, as far as there is a connection for it. */
    void flush(long nowNanos) {
        UpstreamAttempt open = race.current().ready();
        if (open == null) {
            holdBackClient(outgoing.isFull());
            return;
        }
        outgoing.flushTo(open);
        if (outgoing.isWhole() && race.current().tellEnd(request.terms().responseHeadNanos())) {
            record.reached(ExchangeRecord.Phase.REQUEST_SENT, nowNanos);
            race.sent(nowNanos);
        }
        holdBackClient(!open.isWritable());
    }

    void upstreamWritabilityChanged() {
        holdBackClient(!race.current().isWritable());
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
            outgoing.add(in, length, race.current().ready());
        }
    }

    private boolean takesBody() {
        return !bodyUnwanted && (race.current().isOpen() || place.isWaiting() || awaited.isAwaited());
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
                    race.current().ready());
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
        race.answered(winner);
        place.answered();
        bodyUnwanted = request.held().expectsContinue() && !bodyBegun;
        if (request.isPrecious()) {
            outgoing.release();
        }
    }

    /** The attempt has failed, as its connection told. Whether the request may be sent again, for all that is known. */
    boolean maySendAgain(Attempt failed, Failure failure) {
        boolean wasPooled = race.failed(failed, failure);
        if (failure.saysUnprocessed()) {
            outgoing.attemptRefused();
            attempts.refusedByProtocol(race.isSecond(failed));
        } else {
            outgoing.attemptFailed();
        }
        if (wasPooled && failure == Failure.CLOSED_BEFORE_ANSWER) {
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
    void leave(Failure why) {
        race.leave(why);
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
        race.leave(Failure.PEER_REFUSED);
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
        race.end();
        place.leave();
        awaited.await(false);
        outgoing.release();
        holdBackClient(false);
    }
}
