package org.fairlead.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.PoolSettings;
import org.fairlead.message.Method;
import org.fairlead.proxy.http2.Codec;
import org.fairlead.proxy.http2.FrameBudget;
import org.fairlead.proxy.telemetry.Event;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections in HTTP/2 to one origin or peer: few, each with many streams, the first with room taken first, so
 * that in quiet times one carries all. Attempts that find no room wait for one that is being made, as many as it may carry.
 * Confined to that loop.
 */
final class SharedConnections {
    /** Whoever didn't speak HTTP/2 is asked again after that time. */
    private static final long HTTP1_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final long HTTP1_UNSURE_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** It agreed on HTTP/2 by ALPN, and was only slow: as one is that starts. */
    private static final long HTTP1_SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final byte[] NO_HEADER = {};

    private final OriginConnections origin;
    private final LoopUpstreams loop;
    private final PoolSettings.Spoken spoken;
    /** Those that are being made or take streams. */
    private final List<OriginStreams> connections = new ArrayList<>();

    private final ArrayDeque<WaitingAttempt> waiting = new ArrayDeque<>();
    private long http1UntilNanos;
    private boolean http1;
    /** How long the last attempt lets a connection take to be made. */
    private int connectMillis;

    SharedConnections(OriginConnections origin, LoopUpstreams loop) {
        this.origin = origin;
        this.loop = loop;
        spoken = origin.settings().spoken();
    }

    OriginConnections origin() {
        return origin;
    }

    /** On one connection. */
    int streams() {
        return spoken.streams();
    }

    /** On all of them. */
    int mostStreams() {
        return spoken.connections() * spoken.streams();
    }

    /** What one stream may have under way towards us. */
    int window() {
        return spoken.window();
    }

    /** Whether a connection stays without streams. */
    boolean isKept() {
        return origin.settings().warm() > 0 && !origin.isRetired();
    }

    /** Whether HTTP/2 is what the origin is to be spoken to in, as far as is known. */
    boolean isSpoken() {
        if (http1 && loop.deadlines().coarseNanos() > http1UntilNanos) {
            http1 = false;
        }
        return !http1;
    }

    int load() {
        int load = waiting.size();
        for (OriginStreams connection : connections) {
            load += connection.load();
        }
        return load;
    }

    /** As {@link OriginConnections#acquire}. */
    @Nullable
    UpstreamAttempt acquire(OriginConnections.Reuse reuse, Method method, int connectMillis, AttemptListener listener) {
        this.connectMillis = connectMillis;
        OriginStreams known = withRoom();
        if (known == null && isFull() && reuse.displaces()) {
            endSlowest();
            known = withRoom();
        }
        if (known != null && isTrusted(known, reuse)) {
            loop.telemetry().count(Event.UPSTREAM_REUSED);
            return known.assign(listener, method);
        }
        return known == null && isFull() ? null : waitFor(known, listener, method);
    }

    /** @param silent to be asked for a sign of life first; null: there is none with room */
    private WaitingAttempt waitFor(@Nullable OriginStreams silent, AttemptListener listener, Method method) {
        boolean isAnotherNeeded = silent == null && !mayWait();
        WaitingAttempt waits = new WaitingAttempt(this, listener, method);
        waiting.add(waits);
        if (silent != null) {
            silent.verify(TimeUnit.MILLISECONDS.toNanos(connectMillis));
        } else if (isAnotherNeeded) {
            open();
        }
        return waits;
    }

    /** Whether there are as many as there may be, and none is coming that would do for one more. */
    private boolean isFull() {
        return connections.size() >= spoken.connections() && !mayWait();
    }

    /** As {@link OriginConnections#acquireQuiet}: a stream of a connection that has none. */
    @Nullable
    UpstreamAttempt acquireQuiet(long quietNanos, AttemptListener listener) {
        for (OriginStreams connection : connections) {
            if (connection.hasRoom()
                    && connection.load() == 0
                    && connection.quietNanos() > quietNanos
                    && !connection.isWorn(0)) {
                return connection.assign(listener, Method.GET);
            }
        }
        return null;
    }

    /** As {@link OriginConnections} does with connections. */
    private void endSlowest() {
        OriginStream slowest = null;
        for (OriginStreams connection : connections) {
            OriginStream candidate = connection.slowest();
            if (candidate != null && (slowest == null || candidate.pausedNanos() > slowest.pausedNanos())) {
                slowest = candidate;
            }
        }
        if (slowest != null) {
            slowest.giveWay();
            slowest.flushAtOnce();
        }
    }

    private @Nullable OriginStreams withRoom() {
        for (int i = 0; i < connections.size(); i++) {
            OriginStreams connection = connections.get(i);
            if (connection.hasRoom()) {
                return connection;
            }
        }
        return null;
    }

    /** What must not be lost goes out only where something came a moment ago; nothing goes out after a long silence. */
    private boolean isTrusted(OriginStreams connection, OriginConnections.Reuse reuse) {
        long most = reuse.isUnafraid() ? loop.settings().idleNanos() : origin.recentNanos();
        return connection.quietNanos() <= most;
    }

    private boolean mayWait() {
        int coming = 0;
        for (OriginStreams connection : connections) {
            coming += connection.isComing() ? 1 : 0;
        }
        return waiting.size() < (long) coming * spoken.streams();
    }

    /** Begins to make one more. */
    private void open() {
        Http2Settings settings = new Http2Settings()
                .pushEnabled(false)
                .initialWindowSize(spoken.window())
                .maxHeaderListSize(loop.limits().headBytes());
        FrameBudget budget = FrameBudget.ofOrigin(loop.deadlines()::coarseNanos);
        OriginStreams next = new OriginStreams(Codec.client(settings, budget), this, loop);
        connections.add(next);
        next.connect(connectMillis);
    }

    Opening newOpening(OriginStreams owner) {
        return new Opening(origin, loop, NO_HEADER, spoken.protocol().offered(), owner);
    }

    /** Some connection may take streams, or take more. */
    void ready() {
        OriginStreams known = withRoom();
        while (known != null && !waiting.isEmpty()) {
            WaitingAttempt next = waiting.remove();
            next.listener().connected(known.assign(next.listener(), next.method()));
            known = withRoom();
        }
        if (waiting.isEmpty() || isAnyComing()) {
            return;
        }
        if (connections.size() < spoken.connections()) {
            open();
        } else {
            failAll(UpstreamFault.ORIGIN_BUSY);
        }
    }

    /** One couldn't be made. */
    void notMade(OriginStreams connection, UpstreamFault fault) {
        connections.remove(connection);
        failUnlessComing(fault);
    }

    private void failUnlessComing(UpstreamFault fault) {
        if (withRoom() == null && !isAnyComing()) {
            failAll(fault);
        }
    }

    private boolean isAnyComing() {
        return connections.stream().anyMatch(OriginStreams::isComing);
    }

    /**
     * It is connected, and no SETTINGS have come.
     *
     * @param isSure whether something else came, or else it may only be slow, or on its way out
     */
    void notGreeted(OriginStreams connection, boolean isSure) {
        connections.remove(connection);
        if (spoken.protocol() == PoolSettings.Protocol.AUTO) {
            turnToHttp1(isSure ? HTTP1_NANOS : connection.isSecure() ? HTTP1_SLOW_NANOS : HTTP1_UNSURE_NANOS);
        } else {
            failUnlessComing(isSure ? UpstreamFault.PROTOCOL_NOT_SPOKEN : UpstreamFault.CONNECT_TIMED_OUT);
        }
    }

    /** It has agreed on HTTP/1.1, or on nothing. */
    void speaksHttp1(OriginStreams connection, Channel channel) {
        if (spoken.protocol() == PoolSettings.Protocol.AUTO) {
            origin.http1().adopt(channel);
        } else {
            channel.close();
        }
        notGreeted(connection, true);
    }

    private void turnToHttp1(long nanos) {
        http1 = true;
        http1UntilNanos = loop.deadlines().coarseNanos() + nanos;
        for (WaitingAttempt each = waiting.poll(); each != null; each = waiting.poll()) {
            UpstreamAttempt successor = origin.http1()
                    .acquire(OriginConnections.Reuse.RECENT, each.method(), connectMillis, each.listener(), null);
            if (successor == null) {
                each.listener().failed(UpstreamFault.ORIGIN_BUSY);
            } else {
                each.becomes(successor);
                if (successor.isReady()) {
                    each.listener().connected(successor);
                }
            }
        }
    }

    private void failAll(UpstreamFault fault) {
        List<WaitingAttempt> failing = List.copyOf(waiting);
        waiting.clear();
        for (WaitingAttempt each : failing) {
            origin.health().report(fault.outcome(true));
            each.listener().failed(fault);
        }
    }

    /** It waits no longer. */
    void giveUp(WaitingAttempt attempt) {
        waiting.remove(attempt);
    }

    /** It takes no more streams. */
    void forget(OriginStreams connection) {
        connections.remove(connection);
    }

    /** Whether one will still do for any request in {@code nanos} from now; what won't takes no more. */
    boolean isWarm(long nanos) {
        boolean isWarm = false;
        for (OriginStreams connection : List.copyOf(connections)) {
            if (connection.isWorn(nanos)) {
                connection.leave();
            } else {
                isWarm = true;
            }
        }
        return isWarm;
    }

    /** Begins to make one that nobody waits for. */
    void warmUp(int withinMillis) {
        connectMillis = withinMillis;
        if (connections.isEmpty()) {
            open();
        }
    }

    /** Those who wait for the first of an answer, or for a connection, may go elsewhere. */
    void lost() {
        List.copyOf(waiting).forEach(each -> each.listener().originLost());
        List.copyOf(connections).forEach(OriginStreams::originLost);
    }

    void mayBeAstray() {
        List.copyOf(waiting).forEach(each -> each.listener().mayBeAstray());
        List.copyOf(connections).forEach(OriginStreams::mayBeAstray);
    }

    /** Closes what nobody uses; the rest is believed in only after a sign of life. */
    void closeIdle() {
        for (OriginStreams connection : List.copyOf(connections)) {
            if (!isAwaited(connection)) {
                connection.doubt();
            }
        }
    }

    /** What is under way ends, nothing is kept. */
    void retire() {
        for (OriginStreams connection : List.copyOf(connections)) {
            if (!isAwaited(connection)) {
                connection.leave();
            }
        }
    }

    /** It is being made, and attempts wait for it: they get it, and it ends with them. */
    private boolean isAwaited(OriginStreams connection) {
        return connection.isOpening() && !waiting.isEmpty();
    }
}
