package org.fairlead.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What happens when there is more to do than can be done.
 *
 * @param concurrency requests under way at one pool of one datacenter, in the whole process; the most, where it is adaptive;
 *     empty: as many as come
 * @param adaptive whether fewer are let through when answers take longer
 * @param queue requests that wait for their turn at one pool, in the whole process
 * @param queueTime how long one waits at most
 * @param heapHundredths of a percent of the heap that may be in use after a collection; above it what costs least to lose is shed
 * @param loopDelay an event loop that is as late as this sheds what costs least to lose; empty: it isn't looked at
 */
public record Overload(
        Optional<Integer> concurrency,
        boolean adaptive,
        int queue,
        Duration queueTime,
        Optional<Duration> loopDelay,
        int heapHundredths) {
    /** Of the heap, where nothing is said. */
    public static final int USUAL_HEAP = 9_000;

    /** Where nothing is said. */
    public static final Overload USUAL =
            new Overload(Optional.empty(), false, 100, Duration.ofSeconds(1), Optional.empty());

    /** With the usual limit on the heap. */
    public Overload(
            Optional<Integer> concurrency,
            boolean adaptive,
            int queue,
            Duration queueTime,
            Optional<Duration> loopDelay) {
        this(concurrency, adaptive, queue, queueTime, loopDelay, USUAL_HEAP);
    }

    public Overload {
        concurrency.ifPresent(most -> {
            if (most < 1) {
                throw new IllegalArgumentException("overload.concurrency: " + most + " (expected: 1 or more)");
            }
        });
        if (queue < 0 || queueTime.isNegative()) {
            throw new IllegalArgumentException(
                    "overload: queue " + queue + ", queue-time " + queueTime + " (expected: 0 or more)");
        }
    }
}
