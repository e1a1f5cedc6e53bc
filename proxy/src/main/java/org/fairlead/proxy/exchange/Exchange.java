package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.BodySink;
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.proxy.upstream.AttemptListener;
import org.fairlead.proxy.upstream.UpstreamConnection;
import org.fairlead.proxy.upstream.UpstreamFault;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Reason;
import org.fairlead.routing.WritesOnSafe.Finding;
import org.fairlead.trust.Hop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response, from the request's head to the answer's last byte: the state machine.
 *
 * <p>A client's connection has one, and uses it for one request after the other. Events come from both sides, always on the
 * one event loop that both sides live on.
 */
public final class Exchange implements AttemptListener {
    private enum Phase {
        /** There is no request. */
        IDLE,
        /** An attempt waits for its connection. */
        CONNECTING,
        /** An attempt has its connection, and the final answer's head is awaited. */
        AWAITING,
        /** The answer is on its way to the client. */
        RELAYING,
        /** Another protocol is spoken; bytes pass both ways. */
        TUNNELLING
    }

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final ExchangeLoop loop;
    private final ClientSide client;
    private final ExchangeRecord record;
    private final DecidedRequest request;
    private final OutgoingRequest outgoing = new OutgoingRequest();
    private final ClientAnswer answer;
    private final Attempts attempts = new Attempts();
    private final BodySink requestBody = new RequestBody();

    private Phase phase = Phase.IDLE;
    private @Nullable UpstreamConnection connection;
    /** What the peer was told that the current attempt goes to; null: it goes to an origin. */
    private @Nullable Hop sentHop;
    /** Whether the client's bytes are being read, so that more may come before it is time to flush. */
    private boolean gathering;

    private long turnNanos;

    private boolean endTold;
    private boolean clientPaused;

    public Exchange(ExchangeLoop loop, ClientSide client, Sender sender) {
        this.loop = loop;
        this.client = client;
        record = loop.telemetry().newRecord();
        request = new DecidedRequest(loop, sender);
        answer = new ClientAnswer(loop, client, request);
    }

    /** Takes ownership of {@code head}, which has been read whole. {@link #clientTurnEnded()} must follow. */
    public void begin(HeldHead head, long startedNanos) {
        assert loop.eventLoop().inEventLoop();
        start(head, startedNanos, true);
        gathering = true;
        try {
            act(request.decide());
        } catch (RuntimeException e) {
            LOG.error("a bug in the handling of a request", e);
            abandonAttempt();
            problem(Problem.of(Failure.INTERNAL));
        }
    }

    /** Answers a head that can't be read, or didn't come in time. Takes ownership of {@code head}. */
    public void refuse(HeldHead head, long startedNanos, Problem problem) {
        start(head, startedNanos, false);
        problem(problem);
    }

    /** Answers a question about the listener itself. Takes ownership of {@code head}, which has been read whole. */
    public void answerHealthy(HeldHead head, long startedNanos) {
        start(head, startedNanos, true);
        record.status(200);
        finish(answer.healthy(mayStay()));
    }

    private void start(HeldHead head, long startedNanos, boolean readable) {
        loop.telemetry().add(Gauge.EXCHANGES, 1);
        record.begin(loop.clock().wallMillis(), startedNanos);
        request.begin(head, readable);
        // What follows a head that can't be read can't be told from a body.
        outgoing.begin(!readable || !head.framing().isEmpty());
        answer.clear();
        attempts.begin();
        endTold = false;
        record.requestId(request.identity().id(), 0, request.identity().idLength());
        record.client(request.identity().client());
        if (readable) {
            turnNanos = loop.clock().nanos();
            record.reached(ExchangeRecord.Phase.HEAD_RECEIVED, turnNanos);
            record.describe(head.head());
        }
    }

    private void act(Decision decision) {
        adopt(decision);
        if (decision instanceof Decision.Forward) {
            attempt(Failure.NO_ORIGIN);
        } else if (decision instanceof Decision.Refuse refuse) {
            refuse(refuse);
        } else if (decision instanceof Decision.Respond respond) {
            record.status(respond.response().status());
            finish(answer.respond(respond, mayStay()));
        } else {
            record.status(200);
            finish(answer.options(mayStay()));
        }
    }

    private void adopt(Decision decision) {
        request.adopt(decision);
        record.decided(decision);
    }

    private void refuse(Decision.Refuse refuse) {
        if (refuse.hop() != null) {
            answer.signRefusal(refuse.hop(), refuse.status(), refuse.reason().label());
        }
        problem(Problem.of(refuse));
    }

    /** Tries the next origin; {@code soFar} is what to say where none is left. */
    private void attempt(Failure soFar) {
        Decision.Forward forward = request.forward();
        var origin = attempts.next(loop.upstreams().members(request.serving().pool(forward)));
        if (origin == null) {
            moveOn(soFar);
            return;
        }
        record.attempt(origin.name());
        boolean careful = request.isPrecious();
        UpstreamConnection next = origin.acquire(attempts.reuse(careful), request.method(), this);
        if (next == null) {
            attempt(Failure.ORIGINS_BUSY);
            return;
        }
        connection = next;
        phase = Phase.CONNECTING;
        if (request.held().upgrades()) {
            next.offersUpgrade();
        }
        outgoing.attempt(render(forward), careful);
        if (next.isReady()) {
            connected();
        }
    }

    private ByteBuf render(Decision.Forward forward) {
        sentHop = Crossings.hop(
                request.serving().snapshot(),
                forward,
                request.head(),
                loop.clock().wallMillis());
        ByteBuf head = client.allocator().directBuffer(outgoing.roomForAttempt());
        loop.requestRewriter().render(request, sentHop, head);
        return head;
    }

    @Override
    public void connected() {
        phase = Phase.AWAITING;
        record.reached(ExchangeRecord.Phase.UPSTREAM_ACQUIRED, turnNanos());
        if (!gathering) {
            flushRequest();
        }
    }

    /** All that the client sent in one go has been handed on. */
    public void clientTurnEnded() {
        switch (phase) {
            case AWAITING, RELAYING, TUNNELLING -> flushRequest();
            case CONNECTING -> holdBackClient(outgoing.isFull());
            case IDLE -> {}
        }
        gathering = false;
    }

    private void flushRequest() {
        UpstreamConnection open = connection;
        if (open == null) {
            return;
        }
        outgoing.sendTo(open);
        if (outgoing.takeUnflushed()) {
            open.flush();
        }
        if (outgoing.isWhole() && !endTold) {
            endTold = true;
            record.reached(ExchangeRecord.Phase.REQUEST_SENT, turnNanos());
            open.requestEnded(request.serving().responseHeadNanos());
        }
        holdBackClient(!open.isWritable());
    }

    /** What happens while the request's head is handled happens, for the log, at once: reading the clock isn't free. */
    private long turnNanos() {
        return gathering ? turnNanos : loop.clock().nanos();
    }

    private void holdBackClient(boolean hold) {
        if (hold && !clientPaused) {
            clientPaused = true;
            client.pauseReading();
        } else if (!hold && clientPaused) {
            clientPaused = false;
            client.resumeReading();
        }
    }

    /** Where the client's body goes; after the answer's end it goes nowhere. */
    public BodySink requestBody() {
        return requestBody;
    }

    /** The body of the request. */
    private final class RequestBody implements BodySink {
        @Override
        public void data(ByteBuf slice) {
            record.received(slice.readableBytes());
            switch (phase) {
                case CONNECTING -> outgoing.add(slice, null);
                case AWAITING, RELAYING, TUNNELLING -> outgoing.add(slice, connection);
                case IDLE -> slice.release();
            }
        }

        @Override
        public void trailers(FieldTable trailers) {
            switch (phase) {
                case CONNECTING, AWAITING, RELAYING ->
                    outgoing.trailers(
                            request.serving().contractFields().without(trailers, new FieldTable()),
                            request.held().hopByHop(),
                            client.allocator(),
                            connected(connection));
                case TUNNELLING, IDLE -> {}
            }
        }

        private @Nullable UpstreamConnection connected(@Nullable UpstreamConnection any) {
            return phase == Phase.CONNECTING ? null : any;
        }
    }

    /** The request's body is whole. */
    public void requestEnded() {
        outgoing.end();
    }

    /** The request's body is broken, or ended too early: nobody may take what came of it for the whole. */
    public void requestBroken(Rejection rejection) {
        breakOff(Problem.of(rejection));
    }

    /** Nothing more of the request's body came for too long. */
    public void requestStalled() {
        breakOff(Problem.of(Failure.REQUEST_BODY_STALLED));
    }

    private void breakOff(Problem problem) {
        switch (phase) {
            case CONNECTING, AWAITING -> {
                abandonAttempt();
                problemOfUnknownOutcome(problem);
            }
            case RELAYING, TUNNELLING -> abort(problem.label());
            case IDLE -> {}
        }
    }

    /** The client doesn't take the answer. */
    public void clientStalled() {
        switch (phase) {
            case RELAYING, TUNNELLING -> abort(Failure.CLIENT_STALLED.label());
            case IDLE, CONNECTING, AWAITING -> {}
        }
    }

    /** The client's connection is gone. */
    public void clientGone() {
        switch (phase) {
            case CONNECTING, AWAITING -> {
                if (outgoing.isTouched()) {
                    notePin(answer.pin(Pinning.afterUnknown(request.forward())));
                }
                leave();
            }
            case RELAYING, TUNNELLING -> leave();
            case IDLE -> {}
        }
    }

    private void leave() {
        record.abortedByClient();
        abandonAttempt();
        end();
    }

    public void clientWritabilityChanged() {
        switch (phase) {
            case RELAYING, TUNNELLING -> {
                if (connection != null && client.isWritable()) {
                    connection.resumeReading();
                }
            }
            case IDLE, CONNECTING, AWAITING -> {}
        }
    }

    @Override
    public void upstreamWritabilityChanged() {
        switch (phase) {
            case AWAITING, RELAYING, TUNNELLING -> holdBackClient(connection != null && !connection.isWritable());
            case IDLE, CONNECTING -> {}
        }
    }

    @Override
    public void interim(ResponseHead head) {
        switch (phase) {
            case AWAITING -> answer.interim(head);
            case IDLE, CONNECTING, RELAYING, TUNNELLING -> throw unexpected("an interim answer");
        }
    }

    @Override
    public BodyReader.Mode answered(ResponseHead head, BodyFraming framing) {
        return switch (phase) {
            case AWAITING -> judge(head, framing);
            case IDLE, CONNECTING, RELAYING, TUNNELLING -> throw unexpected("an answer");
        };
    }

    private BodyReader.Mode judge(ResponseHead head, BodyFraming framing) {
        record.reached(ExchangeRecord.Phase.RESPONSE_HEAD, loop.clock().nanos());
        Hop hop = sentHop;
        if (hop != null) {
            var refusal = Crossings.refusal(request.serving().snapshot(), hop, head);
            if (refusal.isPresent()) {
                abandonAttempt();
                refusedByPeer(refusal.get());
                return BodyReader.Mode.DATA;
            }
        }
        Finding finding = WriteWatch.find(request.forward(), head.fields());
        notePin(answer.pin(
                Pinning.afterAnswer(request.serving(), request.forward(), head.fields(), head.status(), finding)));
        if (isRejected(finding)) {
            abandonAttempt();
            problem(Problem.of(Failure.WRITE_ON_SAFE));
            return BodyReader.Mode.DATA;
        }
        return relay(head, framing);
    }

    /** Notes what the application says of writing; whether its answer must be dropped for it. */
    private boolean isRejected(Finding finding) {
        if (finding == Finding.NOTHING) {
            return false;
        }
        record.flagged(finding);
        WriteWatch.count(request.forward(), finding, record, loop.telemetry());
        return WriteWatch.mustReject(request.forward(), finding);
    }

    private void notePin(boolean pinned) {
        if (pinned) {
            loop.telemetry().pinSet(request.forward().service());
        }
    }

    private BodyReader.Mode relay(ResponseHead head, BodyFraming framing) {
        record.status(head.status());
        outgoing.release();
        if (head.status() == 101) {
            phase = Phase.TUNNELLING;
            client.switchedProtocols();
            answer.upgrade(head);
            return BodyReader.Mode.DATA;
        }
        phase = Phase.RELAYING;
        return answer.begin(head, framing, mayStay());
    }

    /** Takes ownership of {@code slice}, a part of the answer's body. */
    @Override
    public void data(ByteBuf slice) {
        switch (phase) {
            case RELAYING, TUNNELLING -> {
                record.sent(slice.readableBytes());
                answer.add(slice);
                keepPace();
            }
            case IDLE, CONNECTING, AWAITING -> {
                slice.release();
                throw unexpected("a part of an answer");
            }
        }
    }

    /** A client that doesn't read stops us from reading. */
    private void keepPace() {
        if (!client.isWritable()) {
            answer.flush();
            if (!client.isWritable() && connection != null) {
                connection.pauseReading();
            }
        }
    }

    @Override
    public void trailers(FieldTable trailers) {
        switch (phase) {
            case RELAYING -> {
                Finding finding = WriteWatch.find(request.forward(), trailers);
                if (finding == Finding.DONE) {
                    notePin(answer.pin(Pinning.afterFlag(request.forward(), finding)));
                }
                if (isRejected(finding)) {
                    abandonAttempt();
                    breakOffAnswer(Failure.WRITE_ON_SAFE);
                } else {
                    answer.trailers(trailers);
                }
            }
            case TUNNELLING -> {}
            case IDLE, CONNECTING, AWAITING -> throw unexpected("trailers");
        }
    }

    @Override
    public void turnEnded() {
        switch (phase) {
            case RELAYING, TUNNELLING -> answer.flush();
            case IDLE, CONNECTING, AWAITING -> {}
        }
    }

    @Override
    public void answerEnded() {
        connection = null;
        switch (phase) {
            case RELAYING, TUNNELLING -> finish(answer.end());
            case IDLE, CONNECTING, AWAITING -> throw unexpected("an answer's end");
        }
    }

    @Override
    public void failed(UpstreamFault fault) {
        Failure failure = Failure.of(fault);
        switch (phase) {
            case CONNECTING, AWAITING -> attemptFailed(failure);
            case RELAYING, TUNNELLING -> {
                connection = null;
                breakOffAnswer(failure);
            }
            case IDLE -> throw unexpected("a failure");
        }
    }

    /** The rest of an answer that has begun won't come: where the client has nothing of it yet, it gets another. */
    private void breakOffAnswer(Failure failure) {
        if (answer.isCommitted()) {
            abort(failure.label());
        } else {
            answer.discard();
            problem(Problem.of(failure));
        }
    }

    private void attemptFailed(Failure failure) {
        UpstreamConnection failed = connection;
        connection = null;
        outgoing.attemptFailed();
        boolean again =
                outgoing.isTouched() ? !request.isPrecious() && failure.mayBeTriedElsewhere() : outgoing.isInHand();
        if (!again || attempts.made() >= request.serving().relay().limits().attempts()) {
            giveUp(failure);
            return;
        }
        if (failed != null && !failed.isFresh()) {
            attempts.pooledConnectionWasDead();
        }
        attempt(failure);
    }

    /** No origin is left in that datacenter: a read may go to another. */
    private void moveOn(Failure failure) {
        Decision.Forward forward = request.forward();
        if (forward.isWrite() || !forward.facesClient() || !outgoing.isInHand()) {
            giveUp(failure);
            return;
        }
        if (!outgoing.isTouched()) {
            request.turnToNewest();
        }
        Decision next = request.decideWithout(forward.datacenter());
        if (next instanceof Decision.Forward) {
            attempts.elsewhere();
            adopt(next);
            attempt(failure);
        } else if (next.reason() == Reason.PIN_UNAVAILABLE) {
            act(next);
        } else {
            giveUp(failure);
        }
    }

    /** A peer says, signed, that it has executed nothing. */
    private void refusedByPeer(String reason) {
        outgoing.attemptRefused();
        boolean isNew = request.turnToNewest();
        // Where the peer takes for a write what we take for a read, no other place is better.
        boolean mayMove = !request.forward().isWrite() && !reason.equals(Reason.HOP_WRITE.label());
        if (!outgoing.isInHand() || !attempts.mayDecideAfresh() || !(mayMove || isNew)) {
            problem(new Problem(
                    Failure.PEER_REFUSED.status(),
                    Failure.PEER_REFUSED.label(),
                    Failure.PEER_REFUSED.sentence(),
                    reason));
            return;
        }
        attempts.elsewhere();
        act(mayMove ? request.decideWithout(request.forward().datacenter()) : request.decide());
    }

    private void giveUp(Failure failure) {
        Decision decided = request.decision();
        if (!outgoing.isTouched() && decided instanceof Decision.Forward forward && forward.hop() != null) {
            answer.signRefusal(forward.hop(), 503, Reason.HOP_UNAVAILABLE.label());
            problem(new Problem(
                    503, Reason.HOP_UNAVAILABLE.label(), Reason.HOP_UNAVAILABLE.sentence(), failure.sentence()));
        } else {
            problemOfUnknownOutcome(Problem.of(failure));
        }
    }

    /** The request may have been processed all the same: then a write pins. */
    private void problemOfUnknownOutcome(Problem problem) {
        if (outgoing.isTouched()) {
            notePin(answer.pin(Pinning.afterUnknown(request.forward())));
        }
        problem(problem);
    }

    private void problem(Problem problem) {
        record.status(problem.status());
        record.failed(problem.label());
        finish(answer.problem(problem, mayStay()));
    }

    /** Whether the client may send another request once this one is answered. */
    private boolean mayStay() {
        return outgoing.isWhole() && request.held().keepAlive();
    }

    private void abort(String label) {
        record.failed(label);
        abandonAttempt();
        answer.discard();
        finish(ClientSide.Ending.ABORT);
    }

    private void abandonAttempt() {
        if (connection != null) {
            connection.abandon();
            connection = null;
        }
    }

    private void finish(ClientSide.Ending ending) {
        abandonAttempt();
        end();
        holdBackClient(false);
        client.exchangeEnded(ending);
    }

    private void end() {
        phase = Phase.IDLE;
        sentHop = null;
        outgoing.release();
        answer.discard();
        record.reached(ExchangeRecord.Phase.END, loop.clock().nanos());
        loop.telemetry().add(Gauge.EXCHANGES, -1);
        loop.telemetry().exchangeEnded(record);
        request.end();
    }

    private IllegalStateException unexpected(String event) {
        return new IllegalStateException(event + " came in phase " + phase);
    }
}
