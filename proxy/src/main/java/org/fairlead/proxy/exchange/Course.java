package org.fairlead.proxy.exchange;

import java.time.Duration;
import org.fairlead.config.Trust;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.proxy.http1.Underscores;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Reason;
import org.fairlead.routing.WritesOnSafe.Finding;
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
        /** It has an answer of ours: see {@link #ending()}. */
        ANSWERED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Course.class);
    private static final int OK = 200;
    private static final int PERMANENT_REDIRECT = 308;
    private static final int HTTPS_PORT = 443;
    private static final int UNAVAILABLE = 503;

    private final ExchangeLoop loop;
    private final DecidedRequest request;
    private final Dispatch dispatch;
    private final ClientAnswer answer;
    private final ExchangeRecord record;
    private ClientSide.Ending ending = ClientSide.Ending.ABORT;
    /** Why there is a pause, and for how long. */
    private Failure soFar = Failure.NO_ORIGIN;

    private long pauseNanos;

    Course(ExchangeLoop loop, DecidedRequest request, Dispatch dispatch, ClientAnswer answer, ExchangeRecord record) {
        this.loop = loop;
        this.request = request;
        this.dispatch = dispatch;
        this.answer = answer;
        this.record = record;
    }

    /** Takes ownership of {@code head}; what can't be read is only good for being refused. */
    void open(HeldHead head, long startedNanos, boolean readable, long nowNanos) {
        loop.telemetry().add(Gauge.EXCHANGES, 1);
        record.begin(loop.clock().wallMillis(), startedNanos);
        request.begin(head, readable);
        // What follows a head that can't be read can't be told from a body.
        dispatch.begin(!readable || !head.framing().isEmpty());
        answer.clear();
        record.requestId(request.identity().id(), 0, request.identity().idLength());
        record.client(request.identity().client());
        SecureClient tls = request.identity().sender().tls();
        if (tls != null) {
            record.tls(tls.version(), tls.cipher());
        }
        record.trace(request.trace().text(), request.trace().parent());
        if (readable) {
            record.reached(ExchangeRecord.Phase.HEAD_RECEIVED, nowNanos);
            record.describe(head.head());
        }
    }

    Step begin() {
        SecureClient tls = request.identity().sender().tls();
        if (tls != null && !request.identity().sender().fromPeers() && !isCovered(tls, request.head())) {
            return problem(Problem.of(Failure.MISDIRECTED));
        }
        if (hasUnwantedName()) {
            return problem(Problem.of(Rejection.UNDERSCORE_IN_NAME));
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

    /** What a peer sends on, its own configuration lets pass. */
    private boolean hasUnwantedName() {
        return request.serving().relay().trust().underscores() == Trust.Underscores.REFUSE
                && !request.identity().sender().fromPeers()
                && Underscores.areIn(request.head().fields());
    }

    /** RFC 9110 §7.4: a client that reuses a connection for another host has to be told. */
    private static boolean isCovered(SecureClient tls, RequestHead head) {
        return tls.covers(head.bytes(), head.hostStart(), head.hostEnd());
    }

    /** When in doubt, refuse: nobody else would ever end this exchange. */
    private Step failedByBug(RuntimeException bug) {
        LOG.error("a bug in the handling of a request", bug);
        dispatch.abandon();
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
        RequestHead head = request.head();
        if (head.hostStart() == head.hostEnd()) {
            return begin();
        }
        String host = head.hostText() + (httpsPort == HTTPS_PORT ? "" : ":" + httpsPort);
        return answered(PERMANENT_REDIRECT, answer.redirect("https://" + host + target(head), mayStay()));
    }

    private static String target(RequestHead head) {
        String path = head.pathText();
        String query = head.hasQuery() ? "?" + Ascii.text(head.bytes(), head.queryStart(), head.queryEnd()) : "";
        return (path.startsWith("/") ? path : "/") + query;
    }

    /** Tries the next origin; {@code soFar} is what to say where none is left. */
    private Step attempt(Failure soFar) {
        return switch (dispatch.attempt()) {
            case READY -> Step.CONNECTED;
            case CONNECTING -> Step.CONNECTING;
            case QUEUED -> pause(soFar, loop.gates().queueNanos());
            case AWAITING_BODY -> pause(soFar, Upload.LOOK_NANOS);
            case SHED -> giveUp(Failure.OVERLOADED);
            case NONE_LEFT -> moveOn(dispatch.isBusy() ? Failure.ORIGINS_BUSY : soFar);
        };
    }

    Step attemptFailed(Failure failure) {
        try {
            return dispatch.maySendAgain(failure) ? again(failure) : giveUp(failure);
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
    Step originLost() {
        try {
            return dispatch.mayLeave() ? elsewhere(Failure.ORIGIN_LOST) : Step.UNCHANGED;
        } catch (RuntimeException e) {
            return failedByBug(e);
        }
    }

    /** A read was answered with a status that its service wants tried elsewhere; unchanged: it is answered with that. */
    Step answeredBadly(int status) {
        boolean isWorthIt = request.terms().isRetried(status)
                && !request.isPrecious()
                && !record.isFlagged()
                && dispatch.mayLeave();
        return isWorthIt ? elsewhere(Failure.STATUS_RETRIED) : Step.UNCHANGED;
    }

    /** Leaves the attempt under way for another one, if there is a place for it and the policy allows it. */
    private Step elsewhere(Failure why) {
        boolean isHere = dispatch.hasAnother();
        @Nullable
        Decision next = isHere || !mayMoveOn()
                ? null
                : request.decideWithout(request.forward().datacenter());
        if (!isHere && !(next instanceof Decision.Forward) || !dispatch.isAllowedAgain(why.label())) {
            return Step.UNCHANGED;
        }
        dispatch.leave(why.label());
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
    Step refusedByPeer(String reason) {
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

    /** Whether a final answer shows a write where none may be, and may not be shown; pins the client where it follows from it. */
    boolean isToBeDropped(ResponseHead head) {
        Decision.Forward forward = request.forward();
        Finding finding = WriteWatch.find(forward, head.fields());
        dispatch.judge(finding == Finding.NOTHING ? Outcome.ofStatus(head.status()) : Outcome.NOTHING, head.fields());
        pin(Pinning.afterAnswer(request.serving(), forward, head.fields(), head.status(), finding));
        return isToBeDropped(finding);
    }

    /** The same of a trailer section. */
    boolean isToBeDropped(FieldTable trailers) {
        Finding finding = WriteWatch.find(request.forward(), trailers);
        if (finding == Finding.DONE) {
            pin(Pinning.afterFlag(request.forward(), finding));
        }
        return isToBeDropped(finding);
    }

    private boolean isToBeDropped(Finding finding) {
        if (finding == Finding.NOTHING) {
            return false;
        }
        record.flagged(finding);
        WriteWatch.count(request.forward(), finding, record, loop.telemetry());
        return WriteWatch.mustReject(request.forward(), finding);
    }

    /** The request may have been processed all the same: then a write pins. */
    Step problemOfUnknownOutcome(Problem problem) {
        pinIfTouched();
        return problem(problem);
    }

    void pinIfTouched() {
        if (dispatch.isTouched()) {
            pin(Pinning.afterUnknown(request.forward()));
        }
    }

    private void pin(Duration length) {
        if (!length.isZero()) {
            answer.pin(length);
            loop.telemetry().pinSet(request.forward().service());
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
