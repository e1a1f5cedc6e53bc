package org.fairlead.proxy.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Writes lines on a thread of its own, so that a slow reader of stderr stops no event loop: no more than
 * {@value #MOST_WAITING} wait, further ones are dropped and counted.
 */
public final class LineHandler extends Handler {
    static final int MOST_WAITING = 1024;
    private static final long PATIENCE_MILLIS = 2000;

    private final BlockingQueue<LogRecord> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final OutputStream out;
    private final Thread thread = new Thread(this::run, "log");

    /** To stderr. {@link java.util.logging.LogManager} makes it, by its name. */
    public LineHandler() {
        this(new FileOutputStream(FileDescriptor.err));
        begin();
    }

    /** @param out is never closed */
    LineHandler(OutputStream out) {
        this.out = out;
        thread.setDaemon(true);
        setFormatter(new LineFormatter());
    }

    void begin() {
        thread.start();
    }

    /** From any thread; never waits. */
    @Override
    public void publish(LogRecord logged) {
        if (isLoggable(logged) && !waiting.offer(logged)) {
            dropped.incrementAndGet();
        }
    }

    /** Nothing waits for it: each line goes out as soon as it can. */
    @Override
    public void flush() {}

    private void run() {
        try {
            while (true) {
                print(waiting.take());
            }
        } catch (InterruptedException e) {
            // The end: what waits is all there will be.
            for (LogRecord next = waiting.poll(); next != null; next = waiting.poll()) {
                print(next);
            }
            tellOfDropped();
        }
    }

    private void print(LogRecord logged) {
        tellOfDropped();
        write(logged);
    }

    private void tellOfDropped() {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            LogRecord told = new LogRecord(
                    Level.WARNING, lost + " lines were dropped here (expected: somebody who reads stderr)");
            told.setLoggerName(LineHandler.class.getName());
            write(told);
        }
    }

    private void write(LogRecord logged) {
        try {
            out.write(getFormatter().format(logged).getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // Nobody reads stderr any more, and there is nowhere else to say so.
            dropped.incrementAndGet();
        } catch (RuntimeException e) {
            // Of what was thrown not even a text can be had; the next line may well be written.
            dropped.incrementAndGet();
        }
    }

    /** Returns when all is written, or after two seconds. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
