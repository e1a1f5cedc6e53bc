package org.fairlead.proxy.exchange;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fairlead.config.Tunnels;
import org.fairlead.proxy.loop.Deadline;
import org.fairlead.routing.Decision;

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
    /** Where it leads to as a write does; empty: it may stay wherever it leads to. */
    private String home = "";

    private boolean astray;
    private long astraySinceNanos;

    Tunnel(ExchangeLoop loop, Consumer<Failure> outlived) {
        this.loop = loop;
        this.outlived = outlived;
    }

    void begin(Serving serving, Decision.Forward forward) {
        String datacenter = forward.datacenter().name();
        home = forward.isWrite() && isPrimary(serving, datacenter) ? datacenter : "";
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
        boolean isAstray = !home.isEmpty() && !isPrimary(newest, home);
        if (isAstray && !astray) {
            astraySinceNanos = now;
        }
        astray = isAstray;
        if (astray && now - astraySinceNanos >= tunnels.grace().toNanos()) {
            outlived.accept(Failure.TUNNEL_TO_FORMER_PRIMARY);
        } else if (now - lastByteNanos >= tunnels.idle().toNanos()) {
            outlived.accept(Failure.TUNNEL_IDLE);
        } else {
            loop.deadlines().set(look, LOOK_NANOS);
        }
    }

    private static boolean isPrimary(Serving serving, String datacenter) {
        return serving.snapshot()
                .topology()
                .primary()
                .filter(primary -> primary.name().equals(datacenter))
                .isPresent();
    }

    void end() {
        loop.deadlines().clear(look);
    }
}
