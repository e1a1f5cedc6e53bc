package org.fairlead.proxy.health;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fairlead.config.PoolSettings;
import org.jspecify.annotations.Nullable;

/** Asks one origin again and again whether it is well, each time on a connection of its own. Confined to the health loop. */
final class OriginCheck {
    private final CheckTarget target;
    private final EventLoop loop;
    private final Consumer<CheckFinding> ended;
    private @Nullable ScheduledFuture<?> next;
    private @Nullable CheckAttempt current;
    /** The last check ended well, and in HTTP/1.1 where HTTP/2 might have been spoken. */
    private boolean knowsBetter;

    OriginCheck(CheckTarget target, Consumer<CheckFinding> ended) {
        this.target = target;
        this.loop = target.surroundings().bootstrap().config().group().next();
        this.ended = ended;
    }

    /** Whether it asks for what {@code check} says, as it is spoken there. */
    boolean isFor(PoolSettings.Check check, PoolSettings.Protocol protocol) {
        return target.check().equals(check) && target.protocol() == protocol;
    }

    /** The first at once. */
    void start() {
        ask();
    }

    void stop() {
        if (next != null) {
            next.cancel(false);
        }
        CheckAttempt running = current;
        current = null;
        if (running != null) {
            running.stop();
        }
    }

    private void ask() {
        CheckAttempt attempt = new CheckAttempt(target, knowsBetter, loop, this::ended);
        current = attempt;
        attempt.begin();
    }

    private void ended(CheckAttempt attempt) {
        if (attempt == current) {
            current = null;
            knowsBetter = attempt.knowsBetter() && attempt.finding().isWell();
            next = loop.schedule(this::ask, pauseMillis(), TimeUnit.MILLISECONDS);
            ended.accept(attempt.finding());
        }
    }

    /** Give or take a tenth, so that those of a fleet don't come all at once. */
    private long pauseMillis() {
        long interval = target.check().pace().interval().toMillis();
        long tenth = Math.max(1, interval / 10);
        return interval - tenth + ThreadLocalRandom.current().nextLong(2 * tenth);
    }
}
