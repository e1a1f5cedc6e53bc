package org.fairlead.proxy.exchange;

import org.fairlead.proxy.http1.Rejection;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Reason;

/**
 * An answer of our own to a request that can't be served.
 *
 * @param label as in logs and metrics
 * @param sentence for people; lower case, without a full stop
 * @param detail names the places involved; may be empty
 */
public record Problem(int status, String label, String sentence, String detail) {
    static final int NOT_PROCESSED_STATUS = 503;

    public static Problem of(Failure failure) {
        return new Problem(failure.status(), failure.label(), failure.sentence(), "");
    }

    static Problem of(Failure failure, String detail) {
        return new Problem(failure.status(), failure.label(), failure.sentence(), detail);
    }

    /** To a peer: nothing of its request was executed here. */
    static Problem notProcessed(Failure failure) {
        return new Problem(
                NOT_PROCESSED_STATUS,
                Reason.HOP_UNAVAILABLE.label(),
                Reason.HOP_UNAVAILABLE.sentence(),
                failure.sentence());
    }

    public static Problem of(Rejection rejection) {
        return new Problem(rejection.status(), rejection.label(), rejection.sentence(), "");
    }

    static Problem of(Decision.Refuse refuse) {
        return new Problem(
                refuse.status(), refuse.reason().label(), refuse.reason().sentence(), refuse.detail());
    }

    String whole() {
        return detail.isEmpty() ? sentence : sentence + ": " + detail;
    }
}
