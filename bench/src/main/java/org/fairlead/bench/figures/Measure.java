package org.fairlead.bench.figures;

import java.util.Locale;

/** What a number is, how it is written, and which way is better. */
public enum Measure {
    REQUESTS_PER_SECOND("requests/s", 0, Better.MORE),
    CPU_PER_REQUEST("CPU µs/request", 1, Better.LESS),
    P50("p50 ms", 2, Better.LESS),
    P90("p90 ms", 2, Better.LESS),
    P99("p99 ms", 2, Better.LESS),
    P99_9("p99.9 ms", 2, Better.LESS),
    P99_99("p99.99 ms", 2, Better.LESS),
    GENERATOR_P99("generator late p99 ms", 2, Better.LESS),
    FAILED("failed ‰", 2, Better.LESS),
    START_WALL("start ms", 0, Better.LESS),
    START_CPU("start CPU ms", 0, Better.LESS),
    RSS_FRESH("RSS fresh MiB", 1, Better.LESS),
    RSS_PEAK("RSS peak MiB", 1, Better.LESS),
    RSS_IDLE("RSS idle MiB", 1, Better.LESS),
    IDLE_KIB("KiB/idle connection", 1, Better.LESS),
    IDLE_HEAP_KIB("live heap KiB/idle connection", 1, Better.LESS);

    /** Which direction is an improvement. */
    public enum Better {
        MORE,
        LESS
    }

    private final String label;
    private final int decimals;
    private final Better better;

    Measure(String label, int decimals, Better better) {
        this.label = label;
        this.decimals = decimals;
        this.better = better;
    }

    /** Name and unit. */
    public String label() {
        return label;
    }

    public boolean isBetterWhenMore() {
        return better == Better.MORE;
    }

    public String write(double value) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
