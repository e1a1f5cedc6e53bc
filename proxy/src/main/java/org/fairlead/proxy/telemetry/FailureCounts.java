package org.fairlead.proxy.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Exchanges that failed, by the label of the failure. For any thread; failures are rare enough for a shared map. */
final class FailureCounts {
    /** The relay's list is closed and far shorter. */
    private static final int LIMIT = 200;

    private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    void count(String label) {
        LongAdder known = counts.get(label);
        if (known == null) {
            String bounded = counts.size() < LIMIT ? label : SeriesBook.OTHER;
            known = counts.computeIfAbsent(bounded, any -> new LongAdder());
        }
        known.increment();
    }

    Map<String, LongAdder> counts() {
        return counts;
    }
}
