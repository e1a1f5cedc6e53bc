package org.fairlead.proxy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.Operations.Stopping;
import org.fairlead.proxy.loop.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a proxy ends without losing a request: it says that it isn't ready and waits for balancers to notice, accepts nothing
 * new, lets each connection go with its next answer or after a grace, and cuts off what isn't over by the deadline. For one
 * thread that may wait.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);
    /** What a second request to end leaves to what is under way. */
    private static final Duration HURRY = Duration.ofSeconds(1);
    /** For the last words to those who are cut off. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private static final long PAUSE_MILLIS = 20;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final ProxyServer server;
    private final CountDownLatch hurry;

    /** @param hurry at zero: all waits are over */
    Departure(ProxyServer server, CountDownLatch hurry) {
        this.server = server;
        this.hurry = hurry;
    }

    /** Returns once no connection is left, or at the deadline. */
    void run(Stopping stopping) {
        server.turnTo(Stage.LEAVING);
        if (!stopping.drainDelay().isZero()) {
            LOG.info(
                    "stopping: not ready any more; still accepting for {} ms",
                    stopping.drainDelay().toMillis());
            pause(stopping.drainDelay().toMillis(), hurry);
        }
        server.closeListeners();
        server.turnTo(Stage.CLOSING);
        LOG.info("stopping: accepting nothing new; {} connections are open", server.connections());
        awaitEmpty(stopping.drainTimeout(), hurry);
        if (hurry.getCount() == 0) {
            server.turnTo(Stage.HURRYING);
            LOG.info("stopping: in a hurry; {} connections are open", server.connections());
            awaitEmpty(HURRY, NEVER);
        }
        if (server.connections() > 0) {
            LOG.warn("stopping: cut off {} exchanges, at the deadline", server.cutOff());
            awaitEmpty(FAREWELL, NEVER);
        }
        LOG.info("stopped");
    }

    private void awaitEmpty(Duration time, CountDownLatch orUntil) {
        long deadline = System.nanoTime() + time.toNanos();
        while (server.connections() > 0 && System.nanoTime() < deadline && orUntil.getCount() > 0) {
            pause(PAUSE_MILLIS, orUntil);
        }
    }

    private static void pause(long millis, CountDownLatch orUntil) {
        try {
            if (orUntil.await(millis, TimeUnit.MILLISECONDS)) {
                LOG.debug("waiting no longer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
