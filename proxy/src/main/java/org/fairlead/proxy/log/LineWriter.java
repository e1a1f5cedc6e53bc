package org.fairlead.proxy.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.event.Level;

/**
 * Writes lines on a thread of its own, so that a slow reader of stderr stops no event loop: no more than
 * {@value #MOST_WAITING} wait, further ones are dropped and counted.
 */
final class LineWriter {
    static final int MOST_WAITING = 1024;
    private static final long PATIENCE_MILLIS = 2000;

    private final BlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final OutputStream out;
    private final Thread thread = new Thread(this::run, "log");

    /** @param out is never closed */
    LineWriter(OutputStream out) {
        this.out = out;
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    /** From any thread; never waits. */
    void write(LogLine line) {
        if (!waiting.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    private void run() {
        try {
            while (true) {
                print(waiting.take());
            }
        } catch (InterruptedException e) {
            // The end: what waits is all there will be.
            for (LogLine line = waiting.poll(); line != null; line = waiting.poll()) {
                print(line);
            }
            tellOfDropped();
        }
    }

    private void print(LogLine line) {
        tellOfDropped();
        print(line.render());
    }

    private void tellOfDropped() {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            String message = lost + " lines were dropped here (expected: somebody who reads stderr)";
            print(new LogLine(System.currentTimeMillis(), Level.WARN, "LineWriter", message, null).render());
        }
    }

    private void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // Nobody reads stderr any more, and there is nowhere else to say so.
            dropped.incrementAndGet();
        }
    }

    /** Returns when all is written, or after a while. */
    void end() {
        thread.interrupt();
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
