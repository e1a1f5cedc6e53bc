package org.fairlead.proxy.telemetry;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.fairlead.config.Operations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log: each event loop renders its lines into chunks of its own, one thread writes them out.
 *
 * <p>When the target is slower than the traffic and all chunks are full, lines are dropped and counted; requests never wait for
 * the log. Lines of one event loop stay in their order.
 */
final class AccessLog implements AutoCloseable {
    /** A thousand lines. What is written in smaller parts costs the kernel twice as much. */
    private static final int CHUNK_BYTES = 1 << 19;
    /** For each event loop: a tenth of a second at the highest rates. */
    private static final int MOST_CHUNKS = 8;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CLOSE_MILLIS = 5000;
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    private final Operations.AccessLog settings;
    private final List<Writer> writers = new CopyOnWriteArrayList<>();
    private final AtomicLong failedWrites = new AtomicLong();
    private final @Nullable LineTarget out;
    private final Thread thread = new Thread(this::writeUntilClosed, "access-log");
    private volatile boolean isClosing;
    private boolean isFailing;

    private AccessLog(Operations.AccessLog settings, @Nullable LineTarget out) {
        this.settings = settings;
        this.out = out;
        thread.setDaemon(true);
    }

    static AccessLog start(Operations.AccessLog settings) {
        AccessLog log = new AccessLog(settings, LogTargets.open(settings.target()));
        if (log.out != null) {
            log.thread.start();
        }
        return log;
    }

    /** A writer for one more event loop; empty: there is no access log. */
    Optional<Writer> newWriter() {
        if (out == null) {
            return Optional.empty();
        }
        Writer writer = new Writer();
        writers.add(writer);
        return Optional.of(writer);
    }

    /** Lines that found no room. */
    long dropped() {
        return writers.stream()
                .mapToLong(writer -> writer.counts.get(Writer.DROPPED))
                .sum();
    }

    long written() {
        return writers.stream()
                .mapToLong(writer -> writer.counts.get(Writer.TAKEN))
                .sum();
    }

    /** Writes to the target that failed, with all the lines they held. */
    long failedWrites() {
        return failedWrites.get();
    }

    private void writeUntilClosed() {
        while (true) {
            boolean wasClosing = isClosing;
            drainAll();
            if (writers.stream().noneMatch(writer -> writer.lines.hasFull())) {
                if (wasClosing) {
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void drainAll() {
        for (Writer writer : writers) {
            try {
                if (writer.lines.drainTo(target())) {
                    isFailing = false;
                }
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    private LineTarget target() {
        if (out == null) {
            throw new IllegalStateException("no access log");
        }
        return out;
    }

    private void failed(IOException e) {
        failedWrites.addAndGet(1L + e.getSuppressed().length);
        if (!isFailing) {
            LOG.error("access log: {} (expected: to be able to write; lines are lost until it is)", e.toString());
        }
        isFailing = true;
    }

    @Override
    public void close() {
        isClosing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
            if (out instanceof Closeable file) {
                file.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            failed(e);
        }
    }

    /** One event loop's way into the log, confined to it. */
    final class Writer {
        private static final int TAKEN = 0;
        private static final int DROPPED = 1;

        private final LineChunks lines = new LineChunks(ByteBuffer::allocateDirect, CHUNK_BYTES, MOST_CHUNKS);
        private final AccessLine line = new AccessLine(settings.queryNames());
        private final Tally counts = new Tally(2);

        void write(ExchangeRecord exchange) {
            JsonLine json = line.render(exchange);
            switch (lines.offer(json.bytes(), json.length())) {
                case TAKEN -> counts.add(TAKEN, 1);
                case TAKEN_BEHIND_FULL -> {
                    counts.add(TAKEN, 1);
                    LockSupport.unpark(thread);
                }
                case REFUSED -> counts.add(DROPPED, 1);
            }
        }
    }
}
