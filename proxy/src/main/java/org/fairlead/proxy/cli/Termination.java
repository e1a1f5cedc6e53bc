package org.fairlead.proxy.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a command run until its time is over or the process is asked to end (Ctrl-C, SIGTERM), and then end in order: the
 * process stays until {@link #close} was called, but no longer than a while.
 */
final class Termination implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    private static final Duration FOREVER = Duration.ofDays(100_000);
    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");

    Termination() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        asked.countDown();
        waitFor(ended, Duration.ofSeconds(PATIENCE_SECONDS));
    }

    /** @param time empty: until asked to end */
    void await(Optional<Duration> time) {
        waitFor(asked, time.orElse(FOREVER));
    }

    private static void waitFor(CountDownLatch latch, Duration atMost) {
        try {
            if (!latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("{} s are over", atMost.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All has been stopped: the process may go. */
    @Override
    public void close() {
        boolean isGoing = asked.getCount() == 0;
        if (isGoing) {
            LogManager.shutdown();
        } else {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        ended.countDown();
    }
}
