package org.fairlead.proxy.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.control.Signals;
import org.fairlead.proxy.log.ProgramLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a command run until its time is over or the process is asked to end (Ctrl-C, SIGTERM), and then end in order and with
 * 0; asked a second time, in a hurry. Where the JVM keeps its signals to itself the process stays until {@link #close} was
 * called, but no longer than a while.
 */
final class Termination implements AutoCloseable {
    private static final List<String> SIGNALS = List.of("TERM", "INT");
    private static final long PATIENCE_SECONDS = 20;
    private static final Duration FOREVER = Duration.ofDays(100_000);
    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch hurried = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Runnable> restorers = new ArrayList<>();
    private final Thread hook = new Thread(this::stop, "stop");

    Termination() {
        try {
            for (String signal : SIGNALS) {
                restorers.add(Signals.on(signal, this::ask));
            }
        } catch (Signals.Unavailable e) {
            LOG.debug("no signals of our own", e);
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    private synchronized void ask() {
        if (asked.getCount() == 0) {
            hurried.countDown();
        }
        asked.countDown();
    }

    private void stop() {
        ask();
        waitFor(ended, Duration.ofSeconds(PATIENCE_SECONDS));
    }

    /** @param time empty: until asked to end */
    void await(Optional<Duration> time) {
        waitFor(asked, time.orElse(FOREVER));
    }

    /** At zero once it was asked for a second time. */
    CountDownLatch hurried() {
        return hurried;
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
            ProgramLog.end();
        } else {
            restorers.forEach(Runnable::run);
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        ended.countDown();
    }
}
