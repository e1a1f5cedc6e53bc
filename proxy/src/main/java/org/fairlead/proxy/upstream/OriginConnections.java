package org.fairlead.proxy.upstream;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.fairlead.message.Method;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.proxy.telemetry.Gauge;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections to one origin: those in use are counted, those idle are kept, last in first out, so that the
 * surplus of a busy hour grows old and is closed. Confined to that loop.
 */
public final class OriginConnections {
    /**
     * A request that must not be lost goes out only on a connection that was used within this time, or on a fresh one: an
     * origin closes connections that were idle for its own time-out, which is seconds (Node and Apache: 5), so that within one
     * second its FIN is hardly ever under way already.
     */
    private static final long RECENT_NANOS = 1_000_000_000;

    /** Who takes nothing of 128 KiB for so long reads slower than nearly all do; less would be any hiccup of a network. */
    static final long SLOW_NANOS = 1_000_000_000;

    private static final byte[] UNANNOUNCED = {};
    private static final int WARM_UP_MILLIS = 2_000;

    private final OriginPool.Member member;
    private final LoopUpstreams loop;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final ArrayList<UpstreamConnection> inUse = new ArrayList<>();
    /** In HTTP/2; null where only HTTP/1.1 is spoken. */
    private final @Nullable SharedConnections shared;

    private final WarmFloor floor;
    private final long recentNanos;
    private final OpeningPace openings = new OpeningPace();
    private boolean isRetired;
    /** Requests that have a connection while their body is still to come. */
    private int uploads;

    OriginConnections(OriginPool.Member member, LoopUpstreams loop) {
        this.member = member;
        this.loop = loop;
        shared = member.connections().spoken().protocol() == PoolSettings.Protocol.HTTP1
                ? null
                : new SharedConnections(this, loop);
        floor = new WarmFloor(this, loop, member.question().orElse(null));
        // Where connections are kept warm, whoever runs it knows for how long the other side keeps them.
        recentNanos = member.connections().warm() > 0
                ? Math.max(RECENT_NANOS, loop.settings().idleNanos() / 4 * 3)
                : RECENT_NANOS;
        if (member.connections().warm() > 0) {
            floor.start();
        }
    }

    /** How those that are being made take turns. */
    OpeningPace openings() {
        return openings;
    }

    Origin address() {
        return member.origin();
    }

    InetSocketAddress socketAddress() {
        return member.address();
    }

    PoolSettings.Connections settings() {
        return member.connections();
    }

    /** How many idle ones will still do for any request in {@code nanos} from now. */
    int lasting(long nanos) {
        if (shared != null && shared.isSpoken()) {
            return shared.isWarm(nanos) ? settings().warm() : 0;
        }
        int count = 0;
        for (UpstreamConnection connection : idle) {
            count += connection.idleNanos() + nanos < recentNanos && !connection.isWorn(nanos) ? 1 : 0;
        }
        return count;
    }

    /**
     * One that was idle for {@code quietNanos}, for a question on it; null where none is to be asked.
     *
     * @param stay so many that will do for any request must be left
     * @param most of the newest ones are looked at: the surplus grows old
     */
    @Nullable
    UpstreamAttempt acquireQuiet(long quietNanos, int stay, int most, AttemptListener listener) {
        if (shared != null && shared.isSpoken()) {
            return shared.acquireQuiet(quietNanos, listener);
        }
        int surplus = idle.size() - most;
        for (UpstreamConnection connection : idle) {
            surplus--;
            if (surplus < 0 && connection.idleNanos() > quietNanos && !connection.isWorn(0)) {
                boolean isLasting = connection.idleNanos() < recentNanos;
                if (lasting(0) - (isLasting ? 1 : 0) < stay) {
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
    boolean warmUp() {
        if (shared != null && shared.isSpoken()) {
            shared.warmUp(WARM_UP_MILLIS);
            return false;
        }
        if (isFull()) {
            return false;
        }
        UpstreamConnection connection = new UpstreamConnection(this, loop, UNANNOUNCED);
        use(connection);
        connection.isForFloor();
        connection.connect(WARM_UP_MILLIS);
        return true;
    }

    /** One that was opened for the floor waits for a request now, its TLS handshake done; or it never will. */
    void warmed(boolean isReady) {
        floor.opened(isReady);
    }

    /** {@code host:port}, as configured; the same String always. */
    public String name() {
        return member.name();
    }

    /** Whether each connection says for whom it is made. */
    public boolean isAnnounced() {
        return member.connections().announced().isPresent();
    }

    /** What is known of it. */
    public OriginHealth health() {
        return member.health();
    }

    int load() {
        return shared == null ? inUse.size() : inUse.size() + shared.load();
    }

    boolean isRetired() {
        return isRetired;
    }

    /** For how long what was heard of a connection is as good as new. */
    long recentNanos() {
        return recentNanos;
    }

    /** Whether one more request may have a connection while its body is still to come: half of the connections are for others. */
    public boolean takesUploads() {
        int most = shared != null && shared.isSpoken()
                ? shared.mostStreams()
                : loop.settings().connectionsPerOrigin();
        return uploads < Math.max(1, most / 2);
    }

    public void uploadBegan() {
        uploads++;
    }

    /** The body is whole, or won't come. */
    public void uploadEnded() {
        uploads--;
    }

    /** How a connection for an attempt may be had. */
    public enum Reuse {
        ANY,
        /** Only one used a moment ago: for what must not be sent twice. */
        RECENT,
        /** None: an idle one has just turned out to be dead. */
        NONE
    }

    /**
     * An attempt of that listener's: ready, or with a connection that is being made ({@link UpstreamAttempt#isReady()}); null where there are as many as there may be.
     *
     * @param isUpgrade whether the request offers other protocols
     * @param connectMillis how long making a connection may take
     * @param announcement for whom it is; null where the origin isn't told
     */
    public @Nullable UpstreamAttempt acquire(
            Reuse reuse,
            Method method,
            boolean isUpgrade,
            int connectMillis,
            AttemptListener listener,
            @Nullable Announcement announcement) {
        assert loop.eventLoop().inEventLoop();
        // A tunnel has a connection for itself in any case, and hardly any origin takes one in HTTP/2 (RFC 8441).
        if (shared != null && !isUpgrade && shared.isSpoken()) {
            return shared.acquire(reuse, method, connectMillis, listener);
        }
        return acquireHttp1(reuse, method, connectMillis, listener, announcement);
    }

    /** The same, in HTTP/1.1. */
    @Nullable
    UpstreamAttempt acquireHttp1(
            Reuse reuse,
            Method method,
            int connectMillis,
            AttemptListener listener,
            @Nullable Announcement announcement) {
        byte[] header = announcement == null || member.connections().announced().isEmpty()
                ? UNANNOUNCED
                : announcement.render(member.connections().announced().get());
        UpstreamConnection connection = reuse == Reuse.NONE ? null : takeIdle(reuse, header);
        if (connection != null) {
            loop.telemetry().count(Event.UPSTREAM_REUSED);
        } else if (isFull() && !closeOldest() && !endSlowest()) {
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

    private void leave(UpstreamConnection connection) {
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

    private @Nullable UpstreamConnection takeIdle(Reuse reuse, byte[] header) {
        UpstreamConnection newest = newestIdle(header);
        if (newest == null || (reuse == Reuse.RECENT && newest.idleNanos() > recentNanos)) {
            return null;
        }
        idle.removeLastOccurrence(newest);
        loop.telemetry().add(Gauge.UPSTREAM_IDLE, -1);
        return newest;
    }

    /** What was announced as one client's is no other's. */
    private @Nullable UpstreamConnection newestIdle(byte[] header) {
        if (!isAnnounced()) {
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
        long longest = SLOW_NANOS;
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

    /** The newest configuration no longer has this origin, or not at this address: what is under way ends, nothing is kept. */
    void retire() {
        isRetired = true;
        floor.stop();
        closeIdle();
        if (shared != null) {
            shared.retire();
        }
    }

    /** It is nobody's now, whole and clean. */
    void release(UpstreamConnection connection) {
        leave(connection);
        idle.addLast(connection);
        loop.telemetry().add(Gauge.UPSTREAM_IDLE, 1);
        if (isRetired) {
            connection.close();
        }
    }

    /** It was idle, and is gone. */
    void removeIdle(UpstreamConnection connection) {
        if (idle.removeFirstOccurrence(connection)) {
            loop.telemetry().add(Gauge.UPSTREAM_IDLE, -1);
        }
    }

    /** It was in use, and is gone or won't be used again. */
    void forget(UpstreamConnection connection) {
        leave(connection);
    }

    /** It is found to be dead: those who wait for the first of an answer are told so, and may go elsewhere. */
    public void lost() {
        assert loop.eventLoop().inEventLoop();
        List.copyOf(inUse).forEach(UpstreamConnection::originLost);
        if (shared != null) {
            shared.lost();
        }
    }

    /** Those under way look whether they have stayed for too long where nothing new may go. */
    void mayBeAstray() {
        List.copyOf(inUse).forEach(UpstreamConnection::mayBeAstray);
        if (shared != null) {
            shared.mayBeAstray();
        }
    }

    void closeIdle() {
        while (!idle.isEmpty()) {
            idle.getFirst().close();
        }
        if (shared != null) {
            shared.closeIdle();
        }
    }
}
