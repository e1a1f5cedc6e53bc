package org.fairlead.proxy.upstream;

import io.netty.channel.Channel;
import java.util.Arrays;
import java.util.List;
import org.fairlead.message.Method;
import org.fairlead.proxy.loop.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an origin or a peer in HTTP/1.1, from its making to its end: it serves one {@link Http1Attempt} at a time, and
 * between two it waits in {@link Http1Connections}, to which it goes back only after a read that left the socket empty. Confined
 * to its event loop.
 */
final class UpstreamConnection implements Opening.Owner {
    /** Where it stands. */
    private enum Phase {
        CONNECTING,
        /** An attempt has it; its answer is read. */
        IN_USE,
        /** The answer is whole, and the read that brought its end isn't over. */
        SETTLING,
        IDLE,
        CLOSED
    }

    static final int NOWHERE = -1;

    private final Http1Connections home;
    private final OriginConnections origin;
    private final LoopUpstreams loop;
    private final byte[] header;
    private final Http1Attempt attempt;
    private final Deadline idleDeadline = new Deadline(this::close);
    private final ConnectionAge age;
    private Phase phase = Phase.CONNECTING;
    /** As long as it is being made. */
    private @Nullable Opening opening;
    /** Where {@link Http1Connections} has it among those in use. */
    int place = NOWHERE;

    private boolean isForFloor;
    private long idleSinceNanos;

    /** @param header what the connection begins with, before any request; may be empty */
    UpstreamConnection(Http1Connections home, LoopUpstreams loop, byte[] header) {
        this.home = home;
        origin = home.origin();
        this.loop = loop;
        this.header = header;
        attempt = new Http1Attempt(this, origin, loop);
        age = new ConnectionAge(loop, origin.settings());
    }

    /** Whether it is, in {@code nanos} from now, as old as it may be, or has served as many requests as it may. */
    boolean isWorn(long nanos) {
        return age.isWorn(nanos);
    }

    boolean isAnnouncedBy(byte[] header) {
        return Arrays.equals(this.header, header);
    }

    long idleNanos() {
        return loop.deadlines().coarseNanos() - idleSinceNanos;
    }

    /** Nobody waits for it: it is opened to be there. */
    void isForFloor() {
        isForFloor = true;
    }

    /** Begins to be made; there within that time, or not at all. */
    void connect(int connectMillis) {
        Opening making = new Opening(origin, loop, header, List.of(), this);
        opening = making;
        making.begin(connectMillis);
    }

    @Override
    public void opened(Channel channel) {
        opening = null;
        attempt.goesOver(channel);
        if (attempt.isAwaited()) {
            phase = Phase.IN_USE;
            attempt.connected();
        } else {
            rest();
            leaveFloor(true);
        }
    }

    private void leaveFloor(boolean isReady) {
        if (isForFloor) {
            isForFloor = false;
            origin.warmed(isReady);
        }
    }

    @Override
    public void notOpened(UpstreamFault fault) {
        opening = null;
        attempt.fail(fault);
    }

    /** An attempt of that listener's; ready, if the connection is made. */
    Http1Attempt serve(AttemptListener listener, Method method) {
        attempt.begin(listener, method);
        if (phase == Phase.IDLE) {
            phase = Phase.IN_USE;
            loop.deadlines().clear(idleDeadline);
        }
        return attempt;
    }

    /** The answer is whole; {@code mayServeMore}: as far as it goes, another may follow. */
    void answered(boolean mayServeMore) {
        if (mayServeMore) {
            phase = Phase.SETTLING;
        } else {
            close();
        }
    }

    /** All is read that was there. */
    void settle() {
        if (phase == Phase.SETTLING) {
            age.served();
            if (isWorn(0)) {
                close();
            } else {
                rest();
            }
        }
    }

    private void rest() {
        attempt.rest();
        phase = Phase.IDLE;
        idleSinceNanos = loop.deadlines().coarseNanos();
        loop.deadlines().set(idleDeadline, loop.settings().idleNanos());
        home.release(this);
    }

    /** The origin is found to be dead: who waits for the first of its answer may go elsewhere. */
    void originLost() {
        attempt.originLost();
    }

    /** As {@link Http1Attempt#pausedNanos()}. */
    long pausedNanos() {
        return attempt.pausedNanos();
    }

    void giveWay() {
        attempt.giveWay();
    }

    void mayBeAstray() {
        attempt.mayBeAstray();
    }

    void close() {
        Phase before = phase;
        phase = Phase.CLOSED;
        loop.deadlines().remove(idleDeadline);
        switch (before) {
            case IDLE -> home.removeIdle(this);
            case CONNECTING, IN_USE, SETTLING -> {
                home.leave(this);
                leaveFloor(false);
            }
            case CLOSED -> {}
        }
        if (opening != null) {
            opening.giveUp();
            opening = null;
        }
        attempt.close();
    }
}
