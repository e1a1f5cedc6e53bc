package org.fairlead.bench.machine;

/** The unit of times in /proc. */
public final class Ticks {
    /** USER_HZ: what Linux shows to programs on every architecture this runs on, whatever its own clock (time(7)). */
    public static final long PER_SECOND = 100;

    private Ticks() {}

    public static double toMicros(long ticks) {
        return ticks * (1e6 / PER_SECOND);
    }

    public static double toSeconds(long ticks) {
        return (double) ticks / PER_SECOND;
    }
}
