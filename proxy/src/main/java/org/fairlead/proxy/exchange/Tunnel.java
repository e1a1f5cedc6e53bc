package org.fairlead.proxy.exchange;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fairlead.config.Tunnels;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Until when a tunnel may stay: while bytes pass, and while what it was placed for holds. Looks once a second, by the newest
 * configuration, so that a byte that passes costs one store. Confined to an event loop; reused.
 */
final class Tunnel {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ExchangeLoop loop;
    private final Consumer<Failure> outlived;
    private final Deadline look = new Deadline(this::look);
    private long lastByteNanos;
    private Decision.@Nullable Forward forward;
    private @Nullable Attempt attempt;
    /** Whether it leads to the primary as a write does, and that it is one matters. */
    private boolean wantsPrimary;

    private boolean astray;
    private long astraySinceNanos;

    Tunnel(ExchangeLoop loop, Consumer<Failure> outlived) {
        this.loop = loop;
        this.outlived = outlived;
    }

    void begin(Serving serving, Decision.Forward forward, Attempt attempt) {
        this.forward = forward;
        this.attempt = attempt;
        wantsPrimary = forward.isWrite() && isPrimary(serving.snapshot(), forward);
        astray = false;
        passed();
        loop.deadlines().set(look, LOOK_NANOS);
    }

    /** Bytes did, in either direction. */
    void passed() {
        lastByteNanos = loop.deadlines().coarseNanos();
    }

    private void look() {
        Serving newest = loop.serving();
        Tunnels tunnels = newest.relay().tunnels();
        long now = loop.deadlines().coarseNanos();
        Failure why = whyAstray(newest.snapshot());
        if (why != null && !astray) {
            astraySinceNanos = now;
        }
        astray = why != null;
        if (why != null && now - astraySinceNanos >= tunnels.grace().toNanos()) {
            outlived.accept(why);
        } else if (now - lastByteNanos >= tunnels.idle().toNanos()) {
            outlived.accept(Failure.TUNNEL_IDLE);
        } else {
            loop.deadlines().set(look, LOOK_NANOS);
        }
    }

    /** Why no tunnel would be opened to where it leads any more; null: one would. */
    private @Nullable Failure whyAstray(Snapshot newest) {
        if (forward == null || attempt == null) {
            return null;
        }
        if (wantsPrimary && !isPrimary(newest, forward)) {
            return Failure.TUNNEL_TO_FORMER_PRIMARY;
        }
        return Drained.isAt(newest, forward, attempt) ? Failure.TUNNEL_TO_DRAINED : null;
    }

    private static boolean isPrimary(Snapshot snapshot, Decision.Forward forward) {
        return snapshot.topology()
                .primary()
                .map(Datacenter::name)
                .filter(forward.datacenter().name()::equals)
                .isPresent();
    }

    void end() {
        loop.deadlines().clear(look);
        forward = null;
        attempt = null;
    }
}
