package org.fairlead.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/** What is noted of the attempts of one exchange: the first are told one by one, all are counted. Confined to an event loop; reused. */
final class AttemptNotes {
    private static final int MOST_TOLD = 16;

    private final @Nullable String[] origins = new @Nullable String[MOST_TOLD];
    private final @Nullable String[] outcomes = new @Nullable String[MOST_TOLD];
    private final @Nullable Spoken[] spoken = new @Nullable Spoken[MOST_TOLD];
    private final long[] began = new long[MOST_TOLD];
    private final long[] ended = new long[MOST_TOLD];
    private int count;

    void clear() {
        count = 0;
    }

    /** One more, at that origin; times are since the exchange began. Returns which it is, from 0. */
    int began(String origin, long nanos) {
        if (count < MOST_TOLD) {
            origins[count] = origin;
            outcomes[count] = null;
            spoken[count] = null;
            began[count] = nanos;
            ended[count] = ExchangeRecord.NEVER;
        }
        return count++;
    }

    void ended(int index, String outcome, long nanos) {
        if (index < told()) {
            outcomes[index] = outcome;
            ended[index] = nanos;
        }
    }

    void spoke(int index, Spoken protocol) {
        if (index < told()) {
            spoken[index] = protocol;
        }
    }

    int count() {
        return count;
    }

    /** Of how many there is more than the count. */
    int told() {
        return Math.min(count, MOST_TOLD);
    }

    /** Where that one went. */
    @Nullable
    String origin(int index) {
        return origins[index];
    }

    /** What became of it; null: it was answered with, or left by the client. */
    @Nullable
    String outcome(int index) {
        return outcomes[index];
    }

    /** What it was made in; null: it had no connection. */
    @Nullable
    Spoken spoken(int index) {
        return spoken[index];
    }

    long beganNanos(int index) {
        return began[index];
    }

    /** {@link ExchangeRecord#NEVER}: with the exchange. */
    long endedNanos(int index) {
        return ended[index];
    }
}
