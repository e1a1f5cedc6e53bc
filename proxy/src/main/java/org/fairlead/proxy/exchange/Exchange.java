package org.fairlead.proxy.exchange;

import org.fairlead.message.FieldTable;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.BodySink;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.upstream.UpstreamFault;

/**
 * One request and its response, from the request's head to the answer's last byte: the state machine.
 *
 * <p>Used for one request after the other, of whoever has it from {@link Exchanges} at the time. Events come from both sides, always on the
 * one event loop that both sides live on.
 */
public final class Exchange implements Attempt.Owner, Turn {
    private enum Phase {
        /** There is no request. */
        IDLE,
        /** An attempt waits for its connection. */
        CONNECTING,
        /** The next attempt waits for its time, or the first for its turn or for the body. */
        PAUSING,
        /** An attempt has its connection, and the final answer's head is awaited. */
        AWAITING,
        /** The answer is on its way to the client. */
        RELAYING,
        /** Another protocol is spoken; bytes pass both ways. */
        TUNNELLING
    }

    private static final int SWITCHING_PROTOCOLS = 101;

    private final ExchangeLoop loop;
    private final CurrentClient client = new CurrentClient();
    private final ExchangeRecord record;
    private final DecidedRequest request;
    private final Race race;
    private final Dispatch dispatch;
    private final ClientAnswer answer;
    private final OwnAnswer own;
    private final Course course;
    private final AnswerFate fate;
    private final AnswerRelay relay;
    private final Alarms alarms;

    private Phase phase = Phase.IDLE;
    /** Whether the client's bytes are being read, so that more may come before it is time to flush. */
    private boolean gathering;

    private long turnNanos;

    Exchange(ExchangeLoop loop) {
        this.loop = loop;
        record = loop.telemetry().newRecord();
        request = new DecidedRequest(loop);
        answer = new ClientAnswer(loop, client, request, record);
        relay = new AnswerRelay(loop, client, request, record, answer, new Tunnel(loop, this::tunnelOutlived));
        race = new Race(loop, request, record, new Attempt(this, relay), new Attempt(this, relay), this::hedgeDue);
        dispatch = new Dispatch(loop, client, request, record, race, this);
        AnswerJudge judge = new AnswerJudge(loop, request, answer, record);
        own = new OwnAnswer(loop, request, dispatch, record, answer);
        course = new Course(loop, request, race, dispatch, own, relay, record, judge);
        fate = new AnswerFate(loop, request, record, race, dispatch, judge, relay, course);
        alarms = new Alarms(loop.deadlines(), this::tookTooLong, this::pauseEnded, this::permitMissed);
    }

    void serve(ClientSide side, Sender sender) {
        client.turnTo(side);
        request.identity().sentBy(sender);
    }

    void serveNobody() {
        if (phase != Phase.IDLE) {
            throw new IllegalStateException("given back in phase " + phase);
        }
        gathering = false;
        client.turnTo(null);
    }

    /** Takes ownership of {@code head}, which has been read whole. {@link #clientTurnEnded()} must follow. */
    public void begin(HeldHead head, long startedNanos, ListenerAnswers listener) {
        assert loop.eventLoop().inEventLoop();
        start(head, startedNanos, true);
        gathering = true;
        take(course.begin(listener));
        if (phase != Phase.IDLE) {
            alarms.limit(request.terms().requestNanos(), turnNanos - startedNanos);
        }
    }

    /** Answers a head that can't be read, or didn't come in time. Takes ownership of {@code head}. */
    public void refuse(HeldHead head, long startedNanos, Problem problem) {
        start(head, startedNanos, false);
        take(course.problem(problem));
    }

    private void take(Course.Step step) {
        switch (step) {
            case CONNECTED -> connected(race.current());
            case CONNECTING -> phase = Phase.CONNECTING;
            case PAUSING -> {
                phase = Phase.PAUSING;
                alarms.pause(course.pauseNanos());
            }
            case UNCHANGED, LEFT -> {}
            case ANSWERED -> finish(own.ending());
            case ABORTED -> finish(ClientSide.Ending.ABORT);
        }
    }

    private void start(HeldHead head, long startedNanos, boolean readable) {
        turnNanos = loop.clock().nanos();
        course.open(head, startedNanos, readable, turnNanos);
    }

    @Override
    public void connected(Attempt attempt) {
        race.connected(attempt);
        if (race.isSecond(attempt)) {
            return;
        }
        phase = Phase.AWAITING;
        record.reached(ExchangeRecord.Phase.UPSTREAM_ACQUIRED, turnNanos());
        if (attempt.isStream() && request.isCall()) {
            client.mayRest();
        }
        if (request.held().expectsContinue() && !answer.hasContinued()) {
            alarms.awaitPermit();
        }
        if (!gathering) {
            dispatch.flush(turnNanos());
        }
    }

    /** All that the client sent in one go has been handed on. */
    public void clientTurnEnded() {
        if (dispatch.isFull()) {
            bodyCame();
        }
        switch (phase) {
            case CONNECTING, PAUSING, AWAITING, RELAYING -> dispatch.flush(turnNanos());
            case TUNNELLING -> {
                relay.passed();
                dispatch.flush(turnNanos());
            }
            case IDLE -> {}
        }
        gathering = false;
    }

    /** What happens while the request's head is handled happens, for the log, at once: reading the clock isn't free. */
    private long turnNanos() {
        return gathering ? turnNanos : loop.clock().nanos();
    }

    /** Where the client's body goes; after the answer's end it goes nowhere. */
    public BodySink requestBody() {
        return dispatch;
    }

    /** The request's body is whole. */
    public void requestEnded() {
        dispatch.bodyEnded();
        bodyCame();
    }

    /** Where the body was waited for, there is enough of it. */
    private void bodyCame() {
        if (phase == Phase.PAUSING && dispatch.awaitsBody()) {
            alarms.endPause();
            take(course.bodyAwaited());
        }
    }

    /**
     * The request's body is broken, ended too early, or doesn't come or isn't taken as it should: nobody may take what came of it
     * for the whole.
     */
    public void requestFailed(Problem problem) {
        switch (phase) {
            case CONNECTING, PAUSING, AWAITING -> {
                race.abandon();
                take(course.problemOfUnknownOutcome(problem));
            }
            case RELAYING, TUNNELLING -> abort(problem.label());
            case IDLE -> {}
        }
    }

    private void tookTooLong() {
        requestFailed(Problem.of(Failure.REQUEST_TIMED_OUT));
    }

    /** The process ends. Whether there was something to cut off. */
    public boolean cutOff() {
        boolean isUnderWay = phase != Phase.IDLE;
        requestFailed(Problem.of(Failure.STOPPED));
        return isUnderWay;
    }

    /** RFC 9110 §10.1.1: its client waits, and the origin may be waiting for it. */
    private void permitMissed() {
        if (phase == Phase.AWAITING && !dispatch.hasBodyBegun() && !answer.hasContinued()) {
            answer.letContinue();
        }
    }

    private void hedgeDue() {
        switch (phase) {
            case AWAITING -> course.hedge();
            case IDLE, CONNECTING, PAUSING, RELAYING, TUNNELLING -> {}
        }
    }

    private void pauseEnded() {
        switch (phase) {
            case PAUSING -> take(course.pauseEnded());
            case IDLE, CONNECTING, AWAITING, RELAYING, TUNNELLING -> {}
        }
    }

    @Override
    public void came() {
        if (phase == Phase.PAUSING) {
            alarms.endPause();
            take(course.turnCame());
        }
    }

    @Override
    public void shed() {
        if (phase == Phase.PAUSING && dispatch.place().isWaiting()) {
            take(course.shed());
        }
    }

    @Override
    public void originLost(Attempt attempt) {
        switch (phase) {
            case CONNECTING, AWAITING -> take(course.originLost(attempt));
            case IDLE, PAUSING, RELAYING, TUNNELLING -> {}
        }
    }

    @Override
    public void giveWay() {
        switch (phase) {
            case RELAYING -> abort(Failure.READER_GAVE_WAY.label());
            case IDLE, CONNECTING, PAUSING, AWAITING, TUNNELLING -> {}
        }
    }

    @Override
    public void mayBeAstray(Attempt attempt) {
        switch (phase) {
            case CONNECTING, AWAITING -> take(course.ifOverstayed(attempt));
            case RELAYING -> {
                if (course.hasOverstayed(attempt)) {
                    take(fate.breakOff(Failure.ORIGIN_DRAINED));
                }
            }
            // A tunnel looks for itself.
            case IDLE, PAUSING, TUNNELLING -> {}
        }
    }

    /** The client doesn't take the answer as it should. */
    public void clientStalled() {
        switch (phase) {
            case RELAYING, TUNNELLING -> abort(Failure.CLIENT_STALLED.label());
            case IDLE, CONNECTING, PAUSING, AWAITING -> {}
        }
    }

    /** The client's connection is gone. */
    public void clientGone() {
        switch (phase) {
            case CONNECTING, PAUSING, AWAITING -> {
                race.abandon();
                course.pinIfTouched();
                leave();
            }
            case RELAYING, TUNNELLING -> leave();
            case IDLE -> {}
        }
    }

    private void leave() {
        record.abortedByClient();
        end();
    }

    public void clientWritabilityChanged() {
        switch (phase) {
            case RELAYING, TUNNELLING -> relay.clientWritabilityChanged();
            case IDLE, CONNECTING, PAUSING, AWAITING -> {}
        }
    }

    @Override
    public void upstreamWritabilityChanged() {
        switch (phase) {
            case AWAITING, RELAYING, TUNNELLING -> dispatch.upstreamWritabilityChanged();
            case IDLE, CONNECTING, PAUSING -> {}
        }
    }

    @Override
    public void interim(Attempt attempt, ResponseHead head) {
        switch (phase) {
            case AWAITING -> {
                // Of two attempts nobody knows yet whose answer it will be.
                if (!race.isOn()) {
                    answer.interim(head);
                }
            }
            case IDLE, CONNECTING, PAUSING, RELAYING, TUNNELLING -> throw unexpected("an interim answer");
        }
    }

    @Override
    public BodyReader.Mode answered(Attempt attempt, ResponseHead head, BodyFraming framing) {
        return switch (phase) {
            case AWAITING -> {
                Course.Step step = fate.answered(attempt, head);
                take(step);
                yield step == Course.Step.UNCHANGED ? relay(attempt, head, framing) : BodyReader.Mode.DATA;
            }
            case IDLE, CONNECTING, PAUSING, RELAYING, TUNNELLING -> throw unexpected("an answer");
        };
    }

    private BodyReader.Mode relay(Attempt attempt, ResponseHead head, BodyFraming framing) {
        record.status(head.status());
        dispatch.answered(attempt);
        if (head.status() == SWITCHING_PROTOCOLS) {
            phase = Phase.TUNNELLING;
            alarms.clear();
            dispatch.place().leave();
            relay.beginTunnel(attempt, head);
            return BodyReader.Mode.DATA;
        }
        phase = Phase.RELAYING;
        return relay.begin(attempt, head, framing, own.mayStay());
    }

    @Override
    public void trailers(FieldTable trailers) {
        switch (phase) {
            case RELAYING -> take(fate.trailers(trailers));
            case TUNNELLING -> {}
            case IDLE, CONNECTING, PAUSING, AWAITING -> throw unexpected("trailers");
        }
    }

    @Override
    public void turnEnded() {
        switch (phase) {
            case RELAYING -> relay.turnEnded();
            case TUNNELLING -> relay.tunnelTurnEnded();
            case IDLE, CONNECTING, PAUSING, AWAITING -> {}
        }
    }

    @Override
    public void answerEnded(Attempt attempt) {
        attempt.left();
        switch (phase) {
            case RELAYING, TUNNELLING -> finish(relay.complete());
            case IDLE, CONNECTING, PAUSING, AWAITING -> throw unexpected("an answer's end");
        }
    }

    @Override
    public void failed(Attempt attempt, UpstreamFault fault) {
        Failure failure = Failure.of(fault);
        switch (phase) {
            case CONNECTING, AWAITING -> take(course.attemptFailed(attempt, failure));
            case RELAYING, TUNNELLING -> take(fate.broken(attempt, failure));
            case IDLE, PAUSING -> throw unexpected("a failure");
        }
    }

    /** Ended as if its origin had: what has come of it gets to the client. */
    private void tunnelOutlived(Failure failure) {
        if (phase == Phase.TUNNELLING) {
            record.failed(failure.label());
            finish(relay.complete());
        }
    }

    private void abort(String label) {
        record.failed(label);
        finish(ClientSide.Ending.ABORT);
    }

    private void finish(ClientSide.Ending ending) {
        end();
        client.exchangeEnded(ending);
    }

    private void end() {
        phase = Phase.IDLE;
        alarms.clear();
        dispatch.end();
        relay.end();
        course.close();
    }

    private IllegalStateException unexpected(String event) {
        return new IllegalStateException(event + " came in phase " + phase);
    }
}
