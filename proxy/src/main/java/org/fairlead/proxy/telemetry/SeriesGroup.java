package org.fairlead.proxy.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The series of all event loops for one service at one datacenter. For any thread. */
final class SeriesGroup {
    /** Names as labels. */
    record Key(String service, String datacenter) {}

    private final Key key;
    private final List<Series> parts = new CopyOnWriteArrayList<>();

    SeriesGroup(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    /** A series for one more event loop, which is its only writer. */
    Series newPart() {
        Series part = new Series();
        parts.add(part);
        return part;
    }

    List<Series> parts() {
        return parts;
    }

    long requests(int cell) {
        // Asked for hundreds of cells at a time.
        long sum = 0;
        for (Series part : parts) {
            sum += part.requests.get(cell);
        }
        return sum;
    }

    long total(Series.Total total) {
        return parts.stream()
                .mapToLong(part -> part.totals.get(total.ordinal()))
                .sum();
    }
}
