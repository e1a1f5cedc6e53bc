package org.fairlead.proxy.telemetry;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sampled exchanges on their way to a collector of spans: each event loop puts them into a queue of its own, one thread sends
 * them in batches. Nobody waits: where a queue is full they are dropped, where the collector doesn't take them they are lost,
 * and both are counted.
 */
public final class Spans implements AutoCloseable {
    /** For each event loop. */
    static final int QUEUE = 2048;

    static final int BATCH = 512;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_MILLIS = 5000;
    private static final Logger LOG = LoggerFactory.getLogger(Spans.class);

    private final SpanExport export;
    private final List<Share> shares = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Thread thread = new Thread(this::sendUntilClosed, "spans");
    private volatile boolean isClosing;
    private boolean isFailing;

    private Spans(SpanExport export) {
        this.export = export;
        thread.setDaemon(true);
    }

    /** Takes ownership of {@code export}. */
    static Spans start(SpanExport export) {
        Spans spans = new Spans(export);
        spans.thread.start();
        return spans;
    }

    /**
     * Sends to {@code collector}, by whichever module can.
     *
     * @param about who sends
     * @throws IOException where there is no such module; its message says how to get one
     */
    public static Spans to(URI collector, Map<String, String> about) throws IOException {
        Optional<SpanExport.Provider> provider =
                ServiceLoader.load(SpanExport.Provider.class).findFirst();
        if (provider.isEmpty()) {
            throw new IOException(
                    "tracing.otlp: " + collector + " (expected: the module tracing-otlp beside the program, which "
                            + "`mvn -pl proxy/tracing-otlp -am package` builds into proxy/target/fairlead/otlp; or no tracing.otlp)");
        }
        return start(provider.get().open(collector, about));
    }

    /** For one more event loop. */
    Share newShare() {
        Share share = new Share();
        shares.add(share);
        return share;
    }

    /** Spans that the collector took. */
    long sent() {
        return sent.get();
    }

    /** Spans that it didn't. */
    long failed() {
        return failed.get();
    }

    /** Spans that found no room. */
    long dropped() {
        return shares.stream().mapToLong(share -> share.dropped.get(0)).sum();
    }

    private void sendUntilClosed() {
        boolean isLastRound = false;
        while (!isLastRound) {
            isLastRound = isClosing;
            // Until all are empty, so that a batch that took long isn't followed by a pause.
            while (sendBatch()) {
                isLastRound = isClosing;
            }
            if (!isLastRound) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private boolean sendBatch() {
        List<FinishedExchange> batch = new ArrayList<>();
        for (Share share : shares) {
            share.queue.drainTo(batch, BATCH);
        }
        if (batch.isEmpty()) {
            return false;
        }
        long spans = batch.stream().mapToLong(FinishedExchange::spans).sum();
        try {
            export.send(batch);
            sent.addAndGet(spans);
            isFailing = false;
        } catch (IOException | RuntimeException e) {
            failed.addAndGet(spans);
            if (!isFailing) {
                LOG.warn(
                        "spans: {} (expected: a collector that takes them; they are lost until it does)",
                        e.getMessage() == null ? e.toString() : e.getMessage());
            }
            isFailing = true;
        }
        return true;
    }

    /** Sends what there still is, if that is quick. */
    @Override
    public void close() {
        isClosing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        export.close();
    }

    /** One event loop's way out, confined to it. */
    final class Share {
        private final SpanQueue queue = new SpanQueue(QUEUE);
        private final Tally dropped = new Tally(1);

        /** Borrows {@code exchange}, which has ended. */
        void offer(ExchangeRecord exchange) {
            byte[] trace = exchange.trace();
            if (trace == null || !exchange.isSampled()) {
                return;
            }
            FinishedExchange finished = FinishedExchange.of(exchange, trace, System.currentTimeMillis());
            if (!queue.offer(finished)) {
                dropped.add(0, finished.spans());
            } else if (queue.isHalfFull()) {
                LockSupport.unpark(thread);
            }
        }
    }
}
