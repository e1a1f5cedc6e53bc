package org.fairlead.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** However many are turned away, the log tells of it at once, and then once in a while. */
class LimitLogTest {
    /** Near its end the count of nanoseconds turns negative, as it may on a real machine. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - LimitLog.PERIOD_NANOS / 2);

    private final LimitLog log = new LimitLog(nanos::get);

    private int lines(Limit limit, int times) {
        int lines = 0;
        for (int i = 0; i < times; i++) {
            lines += log.reached(limit) ? 1 : 0;
        }
        return lines;
    }

    @Test
    void theFirstIsToldAtOnce() {
        assertThat(log.reached(Limit.CONNECTIONS)).isTrue();
    }

    @Test
    void aLineInTenSecondsIsAll() {
        assertThat(lines(Limit.CONNECTIONS, 10_000)).isEqualTo(1);
        nanos.addAndGet(LimitLog.PERIOD_NANOS - 1);
        assertThat(lines(Limit.CONNECTIONS, 10_000)).isZero();
        nanos.addAndGet(1);
        assertThat(lines(Limit.CONNECTIONS, 10_000)).isEqualTo(1);
        nanos.addAndGet(100 * LimitLog.PERIOD_NANOS);
        assertThat(lines(Limit.CONNECTIONS, 10_000)).isEqualTo(1);
    }

    @Test
    void limitsAreToldApart() {
        assertThat(log.reached(Limit.CONNECTIONS)).isTrue();
        assertThat(log.reached(Limit.MEMORY)).isTrue();
        assertThat(log.reached(Limit.PER_ADDRESS)).isTrue();
        assertThat(log.reached(Limit.MEMORY)).isFalse();
    }
}
