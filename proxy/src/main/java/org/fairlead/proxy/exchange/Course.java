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
        /** It has an {@link OwnAnswer}. */
        ANSWERED,
        /** The client has a part of an answer whose rest won't come. */
        ABORTED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Course.class);

    private final ExchangeLoop loop;
    private final DecidedRequest request;
    private final Race race;
    private final Dispatch dispatch;
    private final OwnAnswer own;
    private final AnswerRelay relay;
    private final ExchangeRecord record;
    private final AnswerJudge judge;
    private final Reception reception;
    /** Why there is a pause, and for how long. */
    private Failure soFar = Failure.NO_ORIGIN;

    private long pauseNanos;

    Course(
            ExchangeLoop loop,
            DecidedRequest request,
            Race race,
            Dispatch dispatch,
            OwnAnswer own,
            AnswerRelay relay,
            ExchangeRecord record,
            AnswerJudge judge) {
        this.loop = loop;
        this.request = request;
        this.race = race;
        this.dispatch = dispatch;
        this.own = own;
        this.relay = relay;
        this.record = record;
        this.judge = judge;
        reception = new Reception(loop, request, record, own);
    }

    /** Takes ownership of {@code head}; what can't be read is only good for being refused. */
    void open(HeldHead head, long startedNanos, boolean readable, long nowNanos) {
        reception.open(head, startedNanos, readable, nowNanos);
        // What follows a head that can't be read can't be told from a body.
        dispatch.begin(!readable || !head.framing().isEmpty());
        relay.clear();
    }

    /** The exchange is over. */
    void close() {
        reception.close();
    }

    Step begin(ListenerAnswers listener) {
        Step atOnce = reception.receive(listener);
        if (atOnce != Step.UNCHANGED) {
            return atOnce;
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
        relay.discard();
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
            return own.refuse(refuse);
        }
        return decision instanceof Decision.Respond respond ? own.respond(respond) : own.options();
    }

    private void adopt(Decision decision) {
        request.adopt(decision);
        record.decided(decision);
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
        return Drained.forTooLong(loop, request.forward(), attempt);
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
    Step elsewhere(Failure why) {
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

    /** Decides the request once more, after a peer has refused it. */
    Step decideAfresh(boolean elsewhere) {
        dispatch.moveOn();
        return act(elsewhere ? request.decideWithout(request.forward().datacenter()) : request.decide());
    }

    private Step giveUp(Failure failure) {
        Decision.Forward forward = request.forward();
        // A safe read may be tried elsewhere, whatever became of it here: only the sender knows where.
        boolean mayComeAgain = !dispatch.isTouched()
                || (!forward.isWrite() && request.head().method().isSafe());
        if (mayComeAgain && forward.hop() != null) {
            return own.notProcessed(forward.hop(), failure, Reason.HOP_UNAVAILABLE.label());
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
        return own.problem(problem);
    }
}
