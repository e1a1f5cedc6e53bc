package org.fairlead.proxy.exchange;

import org.fairlead.proxy.telemetry.Gauge;
import org.fairlead.routing.Decision;
import org.jspecify.annotations.Nullable;

/** One exchange's place at a pool: asked for, perhaps waited for, left. Confined to an event loop; reused. */
final class PoolPlace {
    private enum State {
        NONE,
        WAITING,
        INSIDE
    }

    private static final long NO_ANSWER = -1;

    private final ExchangeLoop loop;
    private final Turn turn;
    private State state = State.NONE;
    /** Whether a second attempt has a place, too. */
    private boolean hasOther;

    private @Nullable PoolGate gate;
    private Worth worth = Worth.READ;
    private long sinceNanos;
    private long tookNanos;

    PoolPlace(ExchangeLoop loop, Turn turn) {
        this.loop = loop;
        this.turn = turn;
    }

    /** Asks for a place where {@code request} is decided to go; one that it has there already is kept. */
    PoolGate.Entry enter(DecidedRequest request) {
        if (!loop.gates().isOn()) {
            return PoolGate.Entry.ADMITTED;
        }
        Decision.Forward forward = request.forward();
        PoolGate wanted = loop.gates().of(request.serving().pool(forward));
        if (state == State.INSIDE && wanted == gate) {
            return PoolGate.Entry.ADMITTED;
        }
        leave();
        worth = Worth.of(forward, request.head().fields());
        PoolGate.Entry entry = loop.gates().isTooMuch(worth) ? PoolGate.Entry.SHED : wanted.ask(turn, worth);
        switch (entry) {
            case ADMITTED -> inside(wanted);
            case QUEUED -> {
                gate = wanted;
                state = State.WAITING;
                loop.telemetry().add(Gauge.REQUESTS_QUEUED, 1);
            }
            case SHED -> loop.telemetry().count(worth.shed());
        }
        return entry;
    }

    private void inside(PoolGate entered) {
        gate = entered;
        state = State.INSIDE;
        sinceNanos = loop.clock().nanos();
        tookNanos = NO_ANSWER;
    }

    boolean isWaiting() {
        return state == State.WAITING;
    }

    /** Its turn has come. */
    void came() {
        if (gate != null && state == State.WAITING) {
            loop.telemetry().add(Gauge.REQUESTS_QUEUED, -1);
            inside(gate);
        }
    }

    /** It has waited for long enough, or gave way to another. */
    void shed() {
        loop.telemetry().count(worth.shed());
        leave();
    }

    /** One more place, for a second attempt beside the first; false where there is none. */
    boolean takeAnother() {
        if (state == State.INSIDE && gate != null && !hasOther) {
            hasOther = gate.enterAtOnce();
            return hasOther;
        }
        return true;
    }

    /** One of two attempts is all that is left. */
    void leaveOther() {
        if (hasOther && gate != null) {
            hasOther = false;
            gate.leave(NO_ANSWER);
        }
    }

    /** The head of an answer has come. */
    void answered() {
        leaveOther();
        if (state == State.INSIDE) {
            tookNanos = loop.clock().nanos() - sinceNanos;
        }
    }

    void leave() {
        leaveOther();
        PoolGate left = gate;
        State before = state;
        gate = null;
        state = State.NONE;
        if (left != null) {
            switch (before) {
                case WAITING -> {
                    loop.telemetry().add(Gauge.REQUESTS_QUEUED, -1);
                    left.forget(turn, worth);
                }
                case INSIDE -> left.leave(tookNanos);
                case NONE -> {}
            }
        }
    }
}
