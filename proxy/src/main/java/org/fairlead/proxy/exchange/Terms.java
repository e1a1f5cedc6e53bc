package org.fairlead.proxy.exchange;

import java.util.Set;
import org.fairlead.config.Delivery;
import org.fairlead.config.Patience;
import org.fairlead.config.Retry;

/** What a service wants of the delivery of its requests, in the form in which exchanges ask for it. Immutable. */
final class Terms {
    /** A request may take as long as it takes. */
    static final long NO_LIMIT = 0;

    private static final int FIRST_STATUS = 500;

    private final int connectMillis;
    private final long responseHeadNanos;
    private final long responseBodyNanos;
    private final long requestNanos;
    private final long withinNanos;
    private final long backOffNanos;
    private final boolean hedges;
    private final boolean[] retriedStatuses = new boolean[100];

    Terms(Delivery delivery) {
        Patience patience = delivery.patience();
        connectMillis = Math.toIntExact(patience.connect().toMillis());
        responseHeadNanos = patience.responseHead().toNanos();
        responseBodyNanos = patience.responseBody().toNanos();
        requestNanos = patience.request().map(whole -> whole.toNanos()).orElse(NO_LIMIT);
        Retry retry = delivery.retry();
        withinNanos = retry.within().toNanos();
        backOffNanos = retry.backOff().toNanos();
        hedges = retry.hedges();
        Set<Integer> on = retry.on();
        on.forEach(status -> retriedStatuses[status - FIRST_STATUS] = true);
    }

    int connectMillis() {
        return connectMillis;
    }

    long responseHeadNanos() {
        return responseHeadNanos;
    }

    long responseBodyNanos() {
        return responseBodyNanos;
    }

    /** For the whole exchange, or {@link #NO_LIMIT}. */
    long requestNanos() {
        return requestNanos;
    }

    /** Whether no further attempt may begin {@code nanos} after the request did. */
    boolean isTooLate(long nanos) {
        return nanos > withinNanos;
    }

    long backOffNanos() {
        return backOffNanos;
    }

    /** Whether a read that waits for longer than nearly all do is sent to a second origin as well. */
    boolean hedges() {
        return hedges;
    }

    /** Whether a read that is answered so is tried elsewhere. */
    boolean isRetried(int status) {
        return status >= FIRST_STATUS
                && status < FIRST_STATUS + retriedStatuses.length
                && retriedStatuses[status - FIRST_STATUS];
    }
}
