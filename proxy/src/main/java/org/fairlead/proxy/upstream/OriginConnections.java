package org.fairlead.proxy.upstream;

import java.net.InetSocketAddress;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.fairlead.message.Method;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.health.OriginState;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections to one origin, in HTTP/1.1 and in HTTP/2, whichever is spoken. Confined to that loop.
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

    private static final int WARM_UP_MILLIS = 2_000;

    private final OriginPool.Member member;
    private final LoopUpstreams loop;
    private final Http1Connections http1;
    /** In HTTP/2; null where only HTTP/1.1 is spoken. */
    private final @Nullable SharedConnections shared;

    private final WarmFloor floor;
    private final long recentNanos;
    private final OpeningPace openings = new OpeningPace();
    private boolean isRetired;
    private boolean isRemoved;
    /** Requests that have a connection while their body is still to come. */
    private int uploads;

    OriginConnections(OriginPool.Member member, LoopUpstreams loop) {
        this.member = member;
        this.loop = loop;
        http1 = new Http1Connections(this, loop);
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
        return http1.lasting(nanos);
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
        return http1.acquireQuiet(quietNanos, stay, most, listener);
    }

    /** Begins to open one for the floor; false where there are as many as there may be. */
    boolean warmUp() {
        if (shared != null && shared.isSpoken()) {
            shared.warmUp(WARM_UP_MILLIS);
            return false;
        }
        return http1.warmUp(WARM_UP_MILLIS);
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
        return shared == null ? http1.inUse() : http1.inUse() + shared.load();
    }

    boolean isRetired() {
        return isRetired;
    }

    /** Whether the newest configuration has nothing of that host and port in its pool. */
    void isRemoved(boolean now) {
        isRemoved = now;
    }

    /** Whether nothing new goes there, and what is under way is to come to its end. */
    boolean isDrained() {
        return isRemoved || health().status().state() == OriginState.DRAINED;
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
        /** The same, and nobody gives way for it: for what can do without. */
        SPARE,
        /** Only one used a moment ago: for what must not be sent twice. */
        RECENT,
        /** None: an idle one has just turned out to be dead. */
        NONE;

        /** Whether what was silent for longer than a moment will do. */
        boolean isUnafraid() {
            return this == ANY || this == SPARE;
        }

        /** Whether whoever takes nothing of its answer may be ended for it. */
        boolean displaces() {
            return this != SPARE;
        }
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
        return http1.acquire(reuse, method, connectMillis, listener, announcement);
    }

    /** Those in HTTP/1.1. */
    Http1Connections http1() {
        return http1;
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

    /** It is found to be dead: those who wait for the first of an answer are told so, and may go elsewhere. */
    public void lost() {
        assert loop.eventLoop().inEventLoop();
        http1.lost();
        if (shared != null) {
            shared.lost();
        }
    }

    /** Those under way look whether they have stayed for too long where nothing new may go. */
    void mayBeAstray() {
        http1.mayBeAstray();
        if (shared != null) {
            shared.mayBeAstray();
        }
    }

    void closeIdle() {
        http1.closeIdle();
        if (shared != null) {
            shared.closeIdle();
        }
    }
}
