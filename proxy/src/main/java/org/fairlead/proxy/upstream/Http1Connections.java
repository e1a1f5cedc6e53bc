package org.fairlead.proxy.upstream;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.message.Method;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.telemetry.Gauge;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections in HTTP/1.1 to one origin or peer: those in use are counted, those idle are kept, last in first
 * out, so that the surplus of a busy hour grows old and is closed. Confined to that loop.
 */
final class Http1Connections {
    private static final byte[] UNANNOUNCED = {};

    private final OriginConnections origin;
    private final LoopUpstreams loop;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final ArrayList<UpstreamConnection> inUse = new ArrayList<>();

    Http1Connections(OriginConnections origin, LoopUpstreams loop) {
        this.origin = origin;
        this.loop = loop;
    }

    OriginConnections origin() {
        return origin;
    }

    int inUse() {
        return inUse.size();
    }

    /** As {@link OriginConnections#lasting}. */
    int lasting(long nanos) {
        int count = 0;
        for (UpstreamConnection connection : idle) {
            count += connection.idleNanos() + nanos < origin.recentNanos() && !connection.isWorn(nanos) ? 1 : 0;
        }
        return count;
    }

    /** As {@link OriginConnections#acquireQuiet}. */
    @Nullable
    UpstreamAttempt acquireQuiet(long quietNanos, int stay, int most, AttemptListener listener) {
        int surplus = idle.size() - most;
        for (UpstreamConnection connection : idle) {
            surplus--;
            if (surplus < 0 && connection.idleNanos() > quietNanos && !connection.isWorn(0)) {
                boolean isLasting = connection.idleNanos() < origin.recentNanos();
                if (isLasting && lasting(0) <= stay) {
                    return null;
                }
                removeIdle(connection);
                use(connection);
                return connection.serve(listener, Method.GET);
            }
        }
        return null;
    }

    /** Begins to open one for the floor; false where there are as many as there may be. */
    boolean warmUp(int withinMillis) {
        if (isFull()) {
            return false;
        }
        UpstreamConnection connection = new UpstreamConnection(this, loop, UNANNOUNCED);
        use(connection);
        connection.isForFloor();
        connection.connect(withinMillis);
        return true;
    }

    /** As {@link OriginConnections#acquire}. */
    @Nullable
    UpstreamAttempt acquire(
            OriginConnections.Reuse reuse,
            Method method,
            int connectMillis,
            AttemptListener listener,
            @Nullable Announcement announcement) {
        byte[] header = announcement == null || origin.settings().announced().isEmpty()
                ? UNANNOUNCED
                : announcement.render(origin.settings().announced().get());
        UpstreamConnection connection = reuse == OriginConnections.Reuse.NONE ? null : takeIdle(reuse, header);
        if (connection != null) {
            loop.telemetry().count(Event.UPSTREAM_REUSED);
        } else if (isFull() && !closeOldest() && !(reuse.displaces() && endSlowest())) {
            return null;
        } else {
            connection = new UpstreamConnection(this, loop, header);
        }
        use(connection);
        Http1Attempt attempt = connection.serve(listener, method);
        if (!attempt.isReady()) {
            connection.connect(connectMillis);
        }
        return attempt;
    }

    private boolean isFull() {
        return inUse.size() + idle.size() >= loop.settings().connectionsPerOrigin();
    }

    /** Keeps a connection that was made, and turned out to speak HTTP/1.1. */
    void adopt(Channel channel) {
        if (isFull()) {
            channel.close();
        } else {
            UpstreamConnection connection = new UpstreamConnection(this, loop, UNANNOUNCED);
            use(connection);
            connection.opened(channel);
        }
    }

    private void use(UpstreamConnection connection) {
        connection.place = inUse.size();
        inUse.add(connection);
    }

    /** It is gone, or no longer in use. */
    void leave(UpstreamConnection connection) {
        int place = connection.place;
        if (place != UpstreamConnection.NOWHERE) {
            connection.place = UpstreamConnection.NOWHERE;
            UpstreamConnection last = inUse.remove(inUse.size() - 1);
            if (place < inUse.size()) {
                inUse.set(place, last);
                last.place = place;
            }
        }
    }

    private @Nullable UpstreamConnection takeIdle(OriginConnections.Reuse reuse, byte[] header) {
        UpstreamConnection newest = newestIdle(header);
        if (newest == null || (reuse == OriginConnections.Reuse.RECENT && newest.idleNanos() > origin.recentNanos())) {
            return null;
        }
        idle.removeLastOccurrence(newest);
        loop.telemetry().add(Gauge.UPSTREAM_IDLE, -1);
        return newest;
    }

    /** What was announced as one client's is no other's. */
    private @Nullable UpstreamConnection newestIdle(byte[] header) {
        if (!origin.isAnnounced()) {
            return idle.peekLast();
        }
        for (var newestFirst = idle.descendingIterator(); newestFirst.hasNext(); ) {
            UpstreamConnection connection = newestFirst.next();
            if (connection.isAnnouncedBy(header)) {
                return connection;
            }
        }
        return null;
    }

    private boolean closeOldest() {
        UpstreamConnection oldest = idle.peekFirst();
        if (oldest == null) {
            return false;
        }
        oldest.close();
        return true;
    }

    /** Whether there is room now: of those whose answer nobody takes, the one for which that has held longest is ended. */
    private boolean endSlowest() {
        UpstreamConnection slowest = null;
        long longest = OriginConnections.SLOW_NANOS;
        for (UpstreamConnection connection : inUse) {
            long paused = connection.pausedNanos();
            if (paused >= longest) {
                longest = paused;
                slowest = connection;
            }
        }
        if (slowest != null) {
            slowest.giveWay();
        }
        return !isFull();
    }

    /** It is nobody's now, whole and clean. */
    void release(UpstreamConnection connection) {
        leave(connection);
        idle.addLast(connection);
        loop.telemetry().add(Gauge.UPSTREAM_IDLE, 1);
        if (origin.isRetired()) {
            connection.close();
        }
    }

    /** It was idle, and is gone. */
    void removeIdle(UpstreamConnection connection) {
        if (idle.removeFirstOccurrence(connection)) {
            loop.telemetry().add(Gauge.UPSTREAM_IDLE, -1);
        }
    }

    /** Those who wait for the first of an answer may go elsewhere. */
    void lost() {
        List.copyOf(inUse).forEach(UpstreamConnection::originLost);
    }

    void mayBeAstray() {
        List.copyOf(inUse).forEach(UpstreamConnection::mayBeAstray);
    }

    void closeIdle() {
        while (!idle.isEmpty()) {
            idle.getFirst().close();
        }
    }
}
