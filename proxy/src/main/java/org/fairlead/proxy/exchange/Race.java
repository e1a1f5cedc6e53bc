package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.telemetry.Spoken;

/**
 * The attempts of one request that are under way: one, or, where a read has waited for longer than nearly all do, two, of which
 * the first that is answered wins. Confined to an event loop; reused.
 */
final class Race {
    private static final String OUTRUN = "outrun";

    private final ExchangeLoop loop;
    private final DecidedRequest request;
    private final ExchangeRecord record;
    private final Attempt first;
    private final Attempt second;
    private final Hedge hedge;
    /** The attempt that the request's parts go to; or the one that was answered. */
    private Attempt current;

    /** @param hedgeDue run when it is time for the second */
    Race(
            ExchangeLoop loop,
            DecidedRequest request,
            ExchangeRecord record,
            Attempt first,
            Attempt second,
            Runnable hedgeDue) {
        this.loop = loop;
        this.request = request;
        this.record = record;
        this.first = first;
        this.second = second;
        current = first;
        hedge = new Hedge(loop, request, hedgeDue);
    }

    /** The one to be made next, where none is under way. */
    Attempt next() {
        current = first;
        return first;
    }

    /** The attempt under way. */
    Attempt current() {
        return current;
    }

    /** The whole of the request is out. */
    void sent(long nowNanos) {
        hedge.sent(nowNanos);
    }

    /** Whether a second attempt may be made beside the first. */
    boolean mayBeJoined() {
        return first.isOpen() && !second.isOpen();
    }

    /** The one to be made beside the first. */
    Attempt second() {
        return second;
    }

    /** The second attempt has begun. Takes ownership of {@code head}, the whole of its request. */
    void joined(ByteBuf head, boolean isReady) {
        loop.telemetry().count(Event.HEDGED);
        second.hold(head);
        if (isReady) {
            connected(second);
        }
    }

    /** The attempt has its connection. */
    void connected(Attempt attempt) {
        attempt.isConnected();
        Spoken spoken = attempt.spoken();
        record.spoke(attempt.number(), spoken);
        loop.telemetry().attempted(spoken);
        if (isSecond(attempt)) {
            second.sendHeld(request.terms().responseHeadNanos());
        }
    }

    boolean isSecond(Attempt attempt) {
        return attempt == second;
    }

    /** Whether two attempts are under way, so that one may go. */
    boolean isOn() {
        return first.isOpen() && second.isOpen();
    }

    /** Gives one of two attempts up, and goes on with the other; false where there is no other. */
    boolean goesOnWithout(Attempt loser, Failure why) {
        boolean isOn = isOn();
        if (isOn) {
            drop(loser, why.label());
        }
        return isOn;
    }

    /** The same where the connection of {@code loser} is gone already. */
    boolean goesOnAfter(Attempt loser, Failure why) {
        boolean isOn = isOn();
        if (isOn) {
            loser.left();
            drop(loser, why.label());
        }
        return isOn;
    }

    private void drop(Attempt loser, String why) {
        record.attemptEnded(loser.number(), why, loop.clock().nanos());
        loser.end();
        current = loser == first ? second : first;
        record.answeredBy(current.number());
    }

    /** The final answer has begun. */
    void answered(Attempt winner) {
        if (isOn()) {
            if (winner == second) {
                loop.telemetry().count(Event.HEDGE_WON);
            }
            drop(winner == first ? second : first, OUTRUN);
        }
        hedge.answered(loop.clock().nanos());
    }

    /** The only attempt has failed, as its connection told; whether that was one that others had used before. */
    boolean failed(Attempt failed, Failure failure) {
        boolean wasFresh = failed.left();
        hedge.end();
        record.attemptEnded(failed.number(), failure.label(), loop.clock().nanos());
        return !wasFresh && !isSecond(failed);
    }

    /** Gives up what is under way, and says why. */
    void leave(Failure why) {
        record.attemptEnded(current.number(), why.label(), loop.clock().nanos());
        abandon();
    }

    /** Closes the connections that there are. */
    void abandon() {
        hedge.end();
        first.abandon();
        second.end();
    }

    void end() {
        hedge.end();
        first.end();
        second.end();
    }
}
