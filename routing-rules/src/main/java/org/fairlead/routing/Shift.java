package org.fairlead.routing;

import java.util.List;
import java.util.Optional;

/**
 * A share of a service's eligible reads that goes to another datacenter than the service's default.
 *
 * @param to empty: the local datacenter
 * @param hundredths of a percent, 0 to {@link #WHOLE}
 * @param by the first of these that a request has gives its bucket
 * @param salt keeps the buckets of two services apart
 */
public record Shift(Optional<Datacenter> to, int hundredths, List<ClientKey> by, String salt) {
    /** 100 %. */
    public static final int WHOLE = 10_000;

    public Shift {
        by = List.copyOf(by);
        if (hundredths < 0 || hundredths > WHOLE) {
            throw new IllegalArgumentException(hundredths + " hundredths of a percent (expected: 0 to " + WHOLE + ")");
        }
    }

    public Shift withHundredths(int other) {
        return new Shift(to, other, by, salt);
    }
}
