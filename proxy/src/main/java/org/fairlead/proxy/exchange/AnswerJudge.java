package org.fairlead.proxy.exchange;

import java.time.Duration;
import org.fairlead.message.FieldTable;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.health.Outcome;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.routing.Decision;
import org.fairlead.routing.WritesOnSafe.Finding;

/**
 * What an origin's answer says beside what it is for: that it wrote where none may, how the origin is, whether the client is
 * pinned from now on. Confined to an event loop; reused.
 */
final class AnswerJudge {
    private final ExchangeLoop loop;
    private final DecidedRequest request;
    private final ClientAnswer answer;
    private final ExchangeRecord record;

    AnswerJudge(ExchangeLoop loop, DecidedRequest request, ClientAnswer answer, ExchangeRecord record) {
        this.loop = loop;
        this.request = request;
        this.answer = answer;
        this.record = record;
    }

    /** Whether a final answer shows a write where none may be, and may not be shown; pins the client where it follows from it. */
    boolean isToBeDropped(Attempt attempt, ResponseHead head) {
        Decision.Forward forward = request.forward();
        Finding finding = WriteWatch.find(forward, head.fields());
        attempt.judge(
                finding == Finding.NOTHING ? Outcome.ofStatus(head.status()) : Outcome.NOTHING,
                head.fields(),
                request.serving().contractFields().origin());
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

    /** A byte of the request has left, and nobody knows what became of it: a write pins all the same. */
    void outcomeIsUnknown() {
        pin(Pinning.afterUnknown(request.forward()));
    }

    private void pin(Duration length) {
        if (!length.isZero()) {
            answer.pin(length);
            loop.telemetry().pinSet(request.forward().service());
        }
    }
}
