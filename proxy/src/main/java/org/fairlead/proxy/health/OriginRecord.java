package org.fairlead.proxy.health;

import java.time.Duration;
import java.time.Instant;
import org.fairlead.config.PoolSettings;

/**
 * All that is known of one origin, and what follows from it: an operator's word comes first, then the check, then requests that
 * failed. Confined to the health loop; publishes to {@link OriginHealth}.
 */
final class OriginRecord {
    private static final long NEVER = Long.MIN_VALUE;
    private static final int MOST_DOUBLINGS = 20;

    private final OriginHealth published;
    private PoolSettings settings;

    private boolean isEjected;
    private long ejectedUntilNanos = NEVER;
    private int ejections;
    private String ejectedFor = "";

    OriginRecord(OriginHealth published, PoolSettings settings) {
        this.published = published;
        this.settings = settings;
    }

    OriginHealth published() {
        return published;
    }

    void use(PoolSettings settings) {
        this.settings = settings;
        published.ejectAfter(settings.ejection().after());
    }

    /** Requests failed: it is out for a while, each time for twice as long, up to a limit. */
    void eject(Outcome why, long nowNanos) {
        PoolSettings.Ejection limits = settings.ejection();
        boolean isCalm = ejectedUntilNanos != NEVER
                && nowNanos - ejectedUntilNanos > limits.longest().toNanos();
        ejections = isCalm ? 0 : ejections;
        Duration length = limits.first().multipliedBy(1L << Math.min(ejections, MOST_DOUBLINGS));
        length = length.compareTo(limits.longest()) > 0 ? limits.longest() : length;
        ejections++;
        isEjected = true;
        ejectedUntilNanos = nowNanos + length.toNanos();
        ejectedFor = why.label() + ", " + limits.after() + " in a row; out for " + length.toSeconds() + " s";
    }

    /** Lets it in again where its time is over. One more failure takes it out again. */
    void tick(long nowNanos) {
        if (isEjected && nowNanos - ejectedUntilNanos >= 0) {
            isEjected = false;
            published.forgive(settings.ejection().after() - 1);
        }
    }

    OriginState state() {
        return isEjected ? OriginState.EJECTED : OriginState.UP;
    }

    private String reason() {
        return switch (state()) {
            case EJECTED -> ejectedFor;
            case UP -> ejections > 0 ? "its time out is over" : "nothing speaks against it";
            case UNKNOWN, DOWN, DRAINED -> "";
        };
    }

    /** Whether what is published has changed its state. */
    boolean publish(Instant now) {
        OriginStatus before = published.status();
        OriginState state = state();
        boolean isNew = state != before.state();
        if (isNew) {
            published.publish(new OriginStatus(state, reason(), now), state == OriginState.UP ? OriginHealth.WHOLE : 0);
        }
        return isNew;
    }
}
