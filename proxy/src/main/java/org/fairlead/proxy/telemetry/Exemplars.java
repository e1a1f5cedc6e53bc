package org.fairlead.proxy.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * For each bucket of a histogram a sampled trace that fell into it, to go from a slow bucket to a slow request. One writer, any
 * reader; an object is made for sampled traces only, and for a bucket once a second at most.
 */
final class Exemplars {
    private static final long PAUSE_MILLIS = 1000;

    /**
     * One such trace.
     *
     * @param nanos how long it took
     * @param wallMillis when, since 1970
     */
    record Exemplar(String traceId, String spanId, long nanos, long wallMillis) {}

    private final AtomicReferenceArray<@Nullable Exemplar> last = new AtomicReferenceArray<>(Latencies.BUCKETS);

    /** Keeps it, if there is none of the last second. Borrows {@code traceparent}. */
    void offer(int bucket, byte[] traceparent, long nanos, long wallMillis) {
        Exemplar before = last.getPlain(bucket);
        if (before == null || wallMillis - before.wallMillis() >= PAUSE_MILLIS) {
            last.lazySet(
                    bucket,
                    new Exemplar(
                            text(traceparent, Traceparent.TRACE_START, Traceparent.TRACE_END),
                            text(traceparent, Traceparent.SPAN_START, Traceparent.SPAN_END),
                            nanos,
                            wallMillis));
        }
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
    }

    @Nullable
    Exemplar get(int bucket) {
        return last.getAcquire(bucket);
    }
}
