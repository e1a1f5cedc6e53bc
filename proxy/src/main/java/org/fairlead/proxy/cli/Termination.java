package org.fairlead.proxy.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;

/**
 * Lets a command run until its time is over or the process is asked to end (Ctrl-C, SIGTERM), and then end in order: the
 * process stays until {@link #close} was called, but no longer than a while.
 */
final class Termination implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");

    Termination() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        asked.countDown();
        try {
            boolean isInTime = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assert isInTime : "not stopped after " + PATIENCE_SECONDS + " s";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param time empty: until asked to end */
    void await(Optional<Duration> time) {
        try {
            if (time.isEmpty()) {
                asked.await();
                return;
            }
            boolean wasAsked = asked.await(time.get().toMillis(), TimeUnit.MILLISECONDS);
            assert wasAsked || !Thread.currentThread().isInterrupted();
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
