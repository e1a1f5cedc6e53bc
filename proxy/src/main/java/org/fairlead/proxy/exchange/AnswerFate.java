package org.fairlead.proxy.exchange;

import org.fairlead.message.FieldTable;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.exchange.Course.Step;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.routing.Reason;

/**
 * What becomes of an origin's answer: it is the client's, or it is dropped and the request takes another course. Confined to an
 * event loop; reused.
 */
final class AnswerFate {
    private static final int FIRST_SERVER_ERROR = 500;

    private final ExchangeLoop loop;
    private final DecidedRequest request;
    private final ExchangeRecord record;
    private final Race race;
    private final Dispatch dispatch;
    private final AnswerJudge judge;
    private final AnswerRelay relay;
    private final Course course;

    AnswerFate(
            ExchangeLoop loop,
            DecidedRequest request,
            ExchangeRecord record,
            Race race,
            Dispatch dispatch,
            AnswerJudge judge,
            AnswerRelay relay,
            Course course) {
        this.loop = loop;
        this.request = request;
        this.record = record;
        this.race = race;
        this.dispatch = dispatch;
        this.judge = judge;
        this.relay = relay;
        this.course = course;
    }

    /** The final answer's head has come; unchanged: it is for the client. */
    Step answered(Attempt attempt, ResponseHead head) {
        record.reached(ExchangeRecord.Phase.RESPONSE_HEAD, loop.clock().nanos());
        String refusal = Crossings.refusal(request.serving().snapshot(), attempt.hop(), head);
        if (refusal != null) {
            return refusedByPeer(attempt, refusal);
        }
        if (judge.isToBeDropped(attempt, head)) {
            race.abandon();
            return course.problem(Problem.of(Failure.WRITE_ON_SAFE));
        }
        if (request.wouldOpenTunnel(head.status())) {
            race.leave(Failure.TUNNEL_NOT_OPENED);
            return course.problem(Problem.of(Failure.TUNNEL_NOT_OPENED));
        }
        return answeredWith(attempt, head.status());
    }

    /** A peer says, signed, that it has executed nothing. */
    private Step refusedByPeer(Attempt attempt, String reason) {
        if (race.goesOnWithout(attempt, Failure.PEER_REFUSED)) {
            return Step.LEFT;
        }
        dispatch.refused();
        boolean isNew = request.turnToNewest();
        // Where the peer takes for a write what we take for a read, no other place is better.
        boolean mayMove = !request.forward().isWrite() && !reason.equals(Reason.HOP_WRITE.label());
        if (dispatch.isInHand() && dispatch.mayDecideAfresh() && (mayMove || isNew)) {
            return course.decideAfresh(mayMove);
        }
        return course.problem(Problem.of(Failure.PEER_REFUSED, reason));
    }

    /** Where a read was answered with a status that its service wants tried elsewhere, it is. */
    private Step answeredWith(Attempt attempt, int status) {
        boolean isWorthIt = request.terms().isRetried(status)
                && !request.isPrecious()
                && !record.isFlagged()
                && dispatch.mayLeave();
        // Of two attempts, one that the origin couldn't answer isn't worth more than one that may yet be.
        boolean isBeaten = status >= FIRST_SERVER_ERROR && !record.isFlagged();
        if (isBeaten && race.goesOnWithout(attempt, Failure.STATUS_RETRIED)) {
            return Step.LEFT;
        }
        return isWorthIt ? course.elsewhere(Failure.STATUS_RETRIED) : Step.UNCHANGED;
    }

    /**
     * A flag in a trailer comes when the body is out already: then the answer isn't completed, so that no cache keeps it. Only
     * chunked answers have trailers here, and the last chunk is still ours to send; an answer with a Content-Length has no
     * trailers in HTTP/1.1, so that nothing of it needs to be held back.
     */
    Step trailers(FieldTable trailers) {
        if (judge.isToBeDropped(trailers)) {
            return breakOff(Failure.WRITE_ON_SAFE);
        }
        relay.trailers(trailers);
        return Step.UNCHANGED;
    }

    /** It has failed in the midst. A read of which the client has nothing yet is as good as one without an answer. */
    Step broken(Attempt attempt, Failure failure) {
        if (relay.isCommitted() || request.isPrecious() || record.isFlagged()) {
            attempt.left();
            return breakOff(failure);
        }
        relay.takeBack();
        return course.attemptFailed(attempt, failure);
    }

    /** The rest of it won't come: where the client has nothing of it yet, it gets another. */
    Step breakOff(Failure failure) {
        race.abandon();
        if (relay.isCommitted()) {
            record.failed(failure.label());
            return Step.ABORTED;
        }
        relay.takeBack();
        return course.problem(Problem.of(failure));
    }
}
