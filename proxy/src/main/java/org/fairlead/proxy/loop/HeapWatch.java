package org.fairlead.proxy.loop;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How tight the heap is, by what its last collection left: what is in use between two collections is mostly garbage and says
 * nothing. What one found holds for a while; where the heap is still as full, there will soon be another. One thread samples, any
 * may ask.
 */
public final class HeapWatch {
    /** There is no more room than is needed: everything is shed. */
    public static final int FULL = 3;

    private static final Logger LOG = LoggerFactory.getLogger(HeapWatch.class);
    private static final int WHOLE = 10_000;
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long HOLDS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final DoubleSupplier afterCollection;
    private final IntSupplier limitHundredths;
    private double found;
    private long foundNanos;
    private long lookedNanos;
    private boolean isFirst = true;
    private volatile int tightness;

    /**
     * @param afterCollection the share of the heap, 0 to 1, that the last collection left in use
     * @param limitHundredths of a percent; asked anew each time, so that a reload counts
     */
    public HeapWatch(DoubleSupplier afterCollection, IntSupplier limitHundredths) {
        this.afterCollection = afterCollection;
        this.limitHundredths = limitHundredths;
    }

    /** Of this process. */
    public static HeapWatch ofProcess(IntSupplier limitHundredths) {
        return new HeapWatch(HeapWatch::share, limitHundredths);
    }

    /** Of the pool where what lives long ends up, the last collection of it; 0 before there was one. */
    public static double share() {
        return LongLived.POOL
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(usage -> usage.getMax() > 0)
                .map(usage -> (double) usage.getUsed() / usage.getMax())
                .orElse(0.0);
    }

    /** Looked for once, when it is first asked for: that takes milliseconds. */
    private static final class LongLived {
        static final Optional<MemoryPoolMXBean> POOL = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .filter(pool -> pool.getCollectionUsage() != null)
                .max(Comparator.comparingLong(HeapWatch::size));
    }

    private static long size(MemoryPoolMXBean pool) {
        MemoryUsage usage = pool.getCollectionUsage();
        return usage == null ? 0 : usage.getMax();
    }

    /** A tick; most of them do nothing. */
    public void sample(long nowNanos) {
        if (!isFirst && nowNanos - lookedNanos < EVERY_NANOS) {
            return;
        }
        isFirst = false;
        lookedNanos = nowNanos;
        double now = afterCollection.getAsDouble();
        if (now != found) {
            found = now;
            foundNanos = nowNanos;
        }
        int before = tightness;
        tightness = nowNanos - foundNanos < HOLDS_NANOS ? tightness(found) : 0;
        if (tightness != before) {
            LOG.warn(
                    "heap: {} % in use after a collection, limit {} %: {} shed",
                    Math.round(found * 100),
                    limitHundredths.getAsInt() / 100,
                    switch (tightness) {
                        case 0 -> "nothing is";
                        case 1 -> "reads for others and of anonymous clients are";
                        case 2 -> "reads are";
                        default -> "all requests are";
                    });
        }
    }

    private int tightness(double share) {
        double limit = (double) limitHundredths.getAsInt() / WHOLE;
        if (share < limit || share <= 0) {
            return 0;
        }
        double rest = 1 - limit;
        return rest <= 0 ? FULL : Math.min(FULL, 1 + (int) ((share - limit) / rest * FULL));
    }

    /** 0: there is room; 1 to {@link #FULL}: the more, the more is to be shed. */
    public int tightness() {
        return tightness;
    }
}
