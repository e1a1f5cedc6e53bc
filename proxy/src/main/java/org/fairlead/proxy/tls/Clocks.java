package org.fairlead.proxy.tls;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What time it is.
 *
 * @param wall by which certificates expire
 * @param nanos for durations, from no particular moment on
 */
public record Clocks(InstantSource wall, LongSupplier nanos) {
    public static Clocks ofSystem() {
        return new Clocks(InstantSource.system(), System::nanoTime);
    }
}
