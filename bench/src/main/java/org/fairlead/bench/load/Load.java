package org.fairlead.bench.load;

import java.time.Duration;
import java.util.List;

/**
 * What the open-loop generator sends.
 *
 * @param visits taken in turn; each is one or more requests, the next after the answer to the one before
 * @param perSecond visits that begin in a second, evenly spaced
 * @param connections kept open; a visit waits where none is free, and its waiting counts
 */
public record Load(List<List<Request>> visits, int perSecond, int connections, Duration length) {
    public Load {
        visits = visits.stream().map(List::copyOf).toList();
        if (visits.isEmpty() || perSecond < 1 || connections < 1) {
            throw new IllegalArgumentException("load: " + visits.size() + " visits, " + perSecond + "/s, " + connections
                    + " connections (expected: at least one of each)");
        }
    }

    /** Visits of one request each. */
    public static Load ofRequests(List<Request> requests, int perSecond, int connections, Duration length) {
        return new Load(requests.stream().map(List::of).toList(), perSecond, connections, length);
    }

    long intervalNanos() {
        return 1_000_000_000L / perSecond;
    }
}
