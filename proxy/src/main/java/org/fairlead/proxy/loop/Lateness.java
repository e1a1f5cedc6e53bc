package org.fairlead.proxy.loop;

/**
 * How late an event loop is: by how much its last ticks came later than they should have, the older the less. What the loop has
 * to do by then waits as long. Confined to that loop.
 */
public final class Lateness {
    private long expectedNanos;
    private long lateNanos;

    public Lateness(long nowNanos) {
        expectedNanos = nowNanos + Deadlines.TICK_NANOS;
    }

    /** A tick. Those that make up for others that were missed tell nothing. */
    public void tick(long nowNanos) {
        if (nowNanos < expectedNanos - Deadlines.TICK_NANOS / 2) {
            return;
        }
        long late = Math.max(0, nowNanos - expectedNanos);
        lateNanos = Math.max(late, lateNanos / 2);
        expectedNanos = nowNanos + Deadlines.TICK_NANOS;
    }

    public long nanos() {
        return lateNanos;
    }
}
