package org.fairlead.proxy.exchange;

import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.routing.Decision;
import org.fairlead.trust.Hop;
import org.jspecify.annotations.Nullable;

/** The answer that Fairlead gives by itself: noted, written, and how it leaves the client's side. Confined to an event loop; reused. */
final class OwnAnswer {
    private static final int OK = 200;
    private static final int PERMANENT_REDIRECT = 308;
    private static final int UNAVAILABLE = 503;

    private final ExchangeLoop loop;
    private final DecidedRequest request;
    private final Dispatch dispatch;
    private final ExchangeRecord record;
    private final ClientAnswer answer;
    private ClientSide.Ending ending = ClientSide.Ending.ABORT;

    OwnAnswer(
            ExchangeLoop loop, DecidedRequest request, Dispatch dispatch, ExchangeRecord record, ClientAnswer answer) {
        this.loop = loop;
        this.request = request;
        this.dispatch = dispatch;
        this.record = record;
        this.answer = answer;
    }

    /** A question about the listener itself. */
    Course.Step health() {
        boolean isReady = loop.stage().isReady();
        int status = isReady ? OK : UNAVAILABLE;
        return request.wouldOpenTunnel(status) ? noTunnel() : given(status, answer.health(isReady, mayStay()));
    }

    Course.Step redirect(String location) {
        return given(PERMANENT_REDIRECT, answer.redirect(location, mayStay()));
    }

    Course.Step respond(Decision.Respond respond) {
        int status = respond.response().status();
        return request.wouldOpenTunnel(status) ? noTunnel() : given(status, answer.respond(respond, mayStay()));
    }

    private Course.Step noTunnel() {
        return problem(Problem.of(Failure.TUNNEL_NOT_OPENED));
    }

    Course.Step options() {
        return given(OK, answer.options(mayStay()));
    }

    Course.Step refuse(Decision.Refuse refuse) {
        signTo(refuse.hop(), refuse.status(), refuse.reason().label());
        return problem(Problem.of(refuse));
    }

    /** The same to a peer, signed: nothing was executed. */
    Course.Step notProcessed(Hop hop, Failure failure, String reason) {
        signTo(hop, Problem.NOT_PROCESSED_STATUS, reason);
        return problem(Problem.notProcessed(failure));
    }

    private void signTo(@Nullable Hop hop, int status, String reason) {
        if (hop != null) {
            answer.signRefusal(hop, status, reason);
        }
    }

    Course.Step problem(Problem problem) {
        record.failed(problem.label());
        return given(problem.status(), answer.problem(problem, mayStay()));
    }

    private Course.Step given(int status, ClientSide.Ending ending) {
        record.status(status);
        this.ending = ending;
        return Course.Step.ANSWERED;
    }

    /** How it leaves the client's side. */
    ClientSide.Ending ending() {
        return ending;
    }

    /** Whether the client may send another request once this one is answered, by whomever. */
    boolean mayStay() {
        return dispatch.isWhole() && request.held().keepAlive() && loop.stage().keepsConnections();
    }
}
