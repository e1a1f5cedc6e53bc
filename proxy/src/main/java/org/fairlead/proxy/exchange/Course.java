package org.fairlead.proxy.exchange;

import org.fairlead.message.FieldName;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Reason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with a request, and what next when that fails: decide, try an origin, try another, decide afresh, give up.
 * Confined to an event loop; reused.
 */
final class Course {
    /** What has become of the request. */
    enum Step {
        /** An attempt has its connection. */
        CONNECTED,
        /** An attempt waits for its connection. */
        CONNECTING,
        /** The next attempt waits for its time: see {@link #pauseNanos()}. */
        PAUSING,
        /** The attempt goes on as it did. */
        UNCHANGED,
        /** One of two attempts is over; the other goes on. */
        LEFT,
        /** It has an answer of ours: see {@link #ending()}. */
        ANSWERED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Course.class);
    private static final int OK = 200;
    private static final int PERMANENT_REDIRECT = 308;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private final ExchangeLoop loop;
    private final DecidedRequest request;
    private final Race race;
    private final Dispatch dispatch;
    private final ClientAnswer answer;
    private final ExchangeRecord record;
    private final AnswerJudge judge;
    private final Reception reception;
    private ClientSide.Ending ending = ClientSide.Ending.ABORT;
    /** Why there is a pause, and for how long. */
    private Failure soFar = Failure.NO_ORIGIN;

    private long pauseNanos;

    Course(
            ExchangeLoop loop,
            DecidedRequest request,
            Race race,
            Dispatch dispatch,
            ClientAnswer answer,
            ExchangeRecord record,
            AnswerJudge judge) {
        this.loop = loop;
        this.request = request;
        this.race = race;
        this.dispatch = dispatch;
        this.answer = answer;
        this.record = record;
        this.judge = judge;
        reception = new Reception(loop, request, record);
    }

    /** Takes ownership of {@code head}; what can't be read is only good for being refused. */
    void open(HeldHead head, long startedNanos, boolean readable, long nowNanos) {
        reception.open(head, startedNanos, readable, nowNanos);
        // What follows a head that can't be read can't be told from a body.
        dispatch.begin(!readable || !head.framing().isEmpty());
        answer.clear();
    }

    Step begin() {
        Problem objection = reception.objection();
        if (objection != null) {
            return problem(objection);
        }
        try {
            Decision decision = request.decide();
            if (decision instanceof Decision.Forward) {
                loop.retries().requested();
            }
            return act(decision);
        } catch (RuntimeException e) {
            return failedByBug(e);
        }
    }

    /** When in doubt, refuse: nobody else would ever end this exchange. */
    private Step failedByBug(RuntimeException bug) {
        LOG.error("a bug in the handling of a request", bug);
        race.abandon();
        answer.discard();
        return problem(Problem.of(Failure.INTERNAL));
    }

    private Step act(Decision decision) {
        adopt(decision);
        if (decision instanceof Decision.Forward forward) {
            // RFC 8470 §5.2; whoever says so, it can't do any harm to believe it.
            boolean isTooEarly = request.head().fields().has(FieldName.EARLY_DATA)
                    && (forward.isWrite() || !request.head().method().isSafe());
            return isTooEarly ? problem(Problem.of(Failure.TOO_EARLY)) : attempt(Failure.NO_ORIGIN);
        }
        if (decision instanceof Decision.Refuse refuse) {
            return refuse(refuse);
        }
        if (decision instanceof Decision.Respond respond) {
            return answered(respond.response().status(), answer.respond(respond, mayStay()));
        }
        return answered(OK, answer.options(mayStay()));
    }

    private void adopt(Decision decision) {
        request.adopt(decision);
        record.decided(decision);
    }

    private Step refuse(Decision.Refuse refuse) {
        if (refuse.hop() != null) {
            answer.signRefusal(refuse.hop(), refuse.status(), refuse.reason().label());
        }
        return problem(Problem.of(refuse));
    }

    /** A question about the listener itself. */
    Step health() {
        boolean isReady = loop.stage().isReady();
        return answered(isReady ? OK : UNAVAILABLE, answer.health(isReady, mayStay()));
    }

    /** To the same by https, at that port. */
    Step redirect(int httpsPort) {
        String location = reception.byHttps(httpsPort);
        return location == null ? begin() : answered(PERMANENT_REDIRECT, answer.redirect(location, mayStay()));
    }

    /** Tries the next origin; {@code soFar} is what to say where none is left. */
    private Step attempt(Failure soFar) {
        return switch (dispatch.attempt()) {
            case READY -> Step.CONNECTED;
            case CONNECTING -> Step.CONNECTING;
            case QUEUED -> pause(soFar, loop.gates().queueNanos());
            case AWAITING_BODY -> pause(soFar, AwaitedBody.LOOK_NANOS);
            case SHED -> giveUp(Failure.OVERLOADED);
            case NONE_LEFT -> moveOn(dispatch.isBusy() ? Failure.ORIGINS_BUSY : soFar);
        };
    }

    Step attemptFailed(Attempt attempt, Failure failure) {
        try {
            if (race.goesOnAfter(attempt, failure)) {
                return Step.LEFT;
            }
            return dispatch.maySendAgain(attempt, failure) ? again(failure) : giveUp(failure);
        } catch (RuntimeException e) {
            return failedByBug(e);
        }
    }

    private Step again(Failure failure) {
        if (!dispatch.hasAnother()) {
            return moveOn(failure);
        }
        if (!dispatch.isAllowedAgain(failure.label())) {
            return giveUp(failure);
        }
        long wait = dispatch.pauseNanos();
        return wait == 0 ? attempt(failure) : pause(failure, wait);
    }

    private Step pause(Failure why, long nanos) {
        soFar = why;
        pauseNanos = nanos;
        return Step.PAUSING;
    }

    /** How long the next attempt waits. */
    long pauseNanos() {
        return pauseNanos;
    }

    /** The next attempt's time has come, or it has waited for its turn for long enough. */
    Step pauseEnded() {
        try {
            if (dispatch.awaitsBody()) {
                return bodyAwaited();
            }
            return dispatch.place().isWaiting() ? shed() : attempt(soFar);
        } catch (RuntimeException e) {
            return failedByBug(e);
        }
    }

    /** The body that is waited for has come, or it is time to look whether it must be: by what holds now, since that may take long. */
    Step bodyAwaited() {
        try {
            return request.turnToNewest() ? act(request.decide()) : attempt(soFar);
        } catch (RuntimeException e) {
            return failedByBug(e);
        }
    }

    /** Its turn at a pool has come. */
    Step turnCame() {
        try {
            dispatch.place().came();
            return attempt(soFar);
        } catch (RuntimeException e) {
            return failedByBug(e);
        }
    }

    /** It waits for its turn no longer. */
    Step shed() {
        dispatch.place().shed();
        return giveUp(Failure.OVERLOADED);
    }

    /** Nobody waits for the dead: what may go elsewhere does, if there is an elsewhere. */
    Step originLost(Attempt attempt) {
        try {
            if (race.goesOnWithout(attempt, Failure.ORIGIN_LOST)) {
                return Step.LEFT;
            }
            return dispatch.mayLeave() ? elsewhere(Failure.ORIGIN_LOST) : Step.UNCHANGED;
        } catch (RuntimeException e) {
            return failedByBug(e);
        }
    }

    /** Where it waits has been drained for longer than it may stay: it goes elsewhere, or is given up. */
    Step ifOverstayed(Attempt attempt) {
        try {
            return hasOverstayed(attempt) ? leaveDrained(attempt) : Step.UNCHANGED;
        } catch (RuntimeException e) {
            return failedByBug(e);
        }
    }

    boolean hasOverstayed(Attempt attempt) {
        Serving newest = loop.serving();
        return attempt.hasOverstayed(
                Drained.isAt(newest.snapshot(), request.forward(), attempt),
                loop.deadlines().coarseNanos(),
                newest.drainGraceNanos());
    }

    private Step leaveDrained(Attempt attempt) {
        if (race.goesOnWithout(attempt, Failure.ORIGIN_DRAINED)) {
            return Step.LEFT;
        }
        // Where the origin isn't drained itself, it is the whole datacenter that takes no reads.
        boolean mayStayThere = attempt.isDrained();
        Step step = dispatch.mayLeave() ? elsewhere(Failure.ORIGIN_DRAINED, mayStayThere) : Step.UNCHANGED;
        if (step != Step.UNCHANGED) {
            return step;
        }
        dispatch.leave(Failure.ORIGIN_DRAINED);
        return giveUp(Failure.ORIGIN_DRAINED);
    }

    /** A read was answered with a status that its service wants tried elsewhere; unchanged: it is answered with that. */
    Step answeredBadly(Attempt attempt, int status) {
        boolean isWorthIt = request.terms().isRetried(status)
                && !request.isPrecious()
                && !record.isFlagged()
                && dispatch.mayLeave();
        // Of two attempts, one that the origin couldn't answer isn't worth more than one that may yet be.
        boolean isBeaten = status >= FIRST_SERVER_ERROR && !record.isFlagged();
        if (isBeaten && race.goesOnWithout(attempt, Failure.STATUS_RETRIED)) {
            return Step.LEFT;
        }
        return isWorthIt ? elsewhere(Failure.STATUS_RETRIED) : Step.UNCHANGED;
    }

    /** The request has waited for longer than nearly all do. */
    void hedge() {
        try {
            dispatch.hedge();
        } catch (RuntimeException e) {
            // The first attempt goes on as if nothing had been tried.
            LOG.error("a bug in the hedging of a request", e);
        }
    }

    /** Leaves the attempt under way for another one, if there is a place for it and the policy allows it. */
    private Step elsewhere(Failure why) {
        return elsewhere(why, true);
    }

    private Step elsewhere(Failure why, boolean mayStayThere) {
        boolean isHere = mayStayThere && dispatch.hasAnother();
        @Nullable
        Decision next = isHere || !mayMoveOn()
                ? null
                : request.decideWithout(request.forward().datacenter());
        if (!isHere && !(next instanceof Decision.Forward) || !dispatch.isAllowedAgain(why.label())) {
            return Step.UNCHANGED;
        }
        dispatch.leave(why);
        return next == null ? attempt(why) : goTo(next, why);
    }

    /** No origin is left in that datacenter, or enough of them have failed: a read may go to another. */
    private Step moveOn(Failure failure) {
        if (!mayMoveOn()) {
            return giveUp(failure);
        }
        if (!dispatch.isTouched()) {
            request.turnToNewest();
        }
        Decision next = request.decideWithout(request.forward().datacenter());
        if (next instanceof Decision.Forward && dispatch.isAllowedAgain(failure.label())) {
            return goTo(next, failure);
        }
        return next.reason() == Reason.PIN_UNAVAILABLE ? act(next) : giveUp(failure);
    }

    private boolean mayMoveOn() {
        Decision.Forward forward = request.forward();
        return !forward.isWrite() && forward.facesClient() && dispatch.isInHand();
    }

    private Step goTo(Decision next, Failure failure) {
        dispatch.moveOn();
        adopt(next);
        return attempt(failure);
    }

    /** A peer says, signed, that it has executed nothing. */
    Step refusedByPeer(Attempt attempt, String reason) {
        if (race.goesOnWithout(attempt, Failure.PEER_REFUSED)) {
            return Step.LEFT;
        }
        dispatch.refused();
        boolean isNew = request.turnToNewest();
        // Where the peer takes for a write what we take for a read, no other place is better.
        boolean mayMove = !request.forward().isWrite() && !reason.equals(Reason.HOP_WRITE.label());
        if (dispatch.isInHand() && dispatch.mayDecideAfresh() && (mayMove || isNew)) {
            dispatch.moveOn();
            return act(mayMove ? request.decideWithout(request.forward().datacenter()) : request.decide());
        }
        return problem(Problem.of(Failure.PEER_REFUSED, reason));
    }

    private Step giveUp(Failure failure) {
        Decision.Forward forward = request.forward();
        // A safe read may be tried elsewhere, whatever became of it here: only the sender knows where.
        boolean mayComeAgain = !dispatch.isTouched()
                || (!forward.isWrite() && request.head().method().isSafe());
        if (mayComeAgain && forward.hop() != null) {
            answer.signRefusal(forward.hop(), Problem.NOT_PROCESSED_STATUS, Reason.HOP_UNAVAILABLE.label());
            return problem(Problem.notProcessed(failure));
        }
        return problemOfUnknownOutcome(Problem.of(failure));
    }

    /** The request may have been processed all the same: then a write pins. */
    Step problemOfUnknownOutcome(Problem problem) {
        pinIfTouched();
        return problem(problem);
    }

    void pinIfTouched() {
        if (dispatch.isTouched()) {
            judge.outcomeIsUnknown();
        }
    }

    Step problem(Problem problem) {
        record.failed(problem.label());
        return answered(problem.status(), answer.problem(problem, mayStay()));
    }

    private Step answered(int status, ClientSide.Ending ending) {
        record.status(status);
        this.ending = ending;
        return Step.ANSWERED;
    }

    /** How the answer of ours leaves the client's side. */
    ClientSide.Ending ending() {
        return ending;
    }

    /** Whether the client may send another request once this one is answered. */
    boolean mayStay() {
        return dispatch.isWhole() && request.held().keepAlive() && loop.stage().keepsConnections();
    }
}
