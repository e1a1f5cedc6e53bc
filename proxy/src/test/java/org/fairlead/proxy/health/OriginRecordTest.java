package org.fairlead.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.junit.jupiter.api.Test;

class OriginRecordTest {
    private static final PoolSettings SETTINGS = PoolSettings.USUAL.withEjection(
            new PoolSettings.Ejection(3, Duration.ofSeconds(10), Duration.ofMinutes(5), 10_000));

    private final List<Outcome> told = new ArrayList<>();
    private final OriginHealth health = new OriginHealth(
            new OriginId(
                    new PoolId("eqiad", "appservers"),
                    new Origin("127.0.0.1", 80),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 80)),
            new OriginStatus(OriginState.UP, "", Instant.EPOCH),
            SETTINGS.ejection().after(),
            new OriginHealth.Listener() {
                @Override
                public void failedTooOften(OriginHealth origin, Outcome last) {
                    told.add(last);
                }

                @Override
                public void says(OriginHealth origin, OwnWord word) {}
            });
    private final OriginRecord record = new OriginRecord(health, SETTINGS);
    private long now;

    @Test
    void failuresInARowAreToldOnce() {
        health.report(Outcome.CONNECT_FAILED);
        health.report(Outcome.RESET);
        assertThat(told).isEmpty();

        health.report(Outcome.SERVER_ERROR);
        health.report(Outcome.SERVER_ERROR);
        assertThat(told).containsExactly(Outcome.SERVER_ERROR);
    }

    @Test
    void oneSuccessAmongThemIsEnough() {
        for (int i = 0; i < 10; i++) {
            health.report(Outcome.RESET);
            health.report(Outcome.RESET);
            health.report(Outcome.SUCCESS);
        }

        assertThat(told).isEmpty();
    }

    @Test
    void whatSaysNothingCountsNeitherWay() {
        health.report(Outcome.RESET);
        health.report(Outcome.RESET);
        health.report(Outcome.NOTHING);
        assertThat(told).isEmpty();

        health.report(Outcome.RESET);
        assertThat(told).hasSize(1);
    }

    @Test
    void isOutTwiceAsLongEachTimeUpToALimit() {
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            seconds.add(secondsOut());
        }

        assertThat(seconds).containsExactly(10L, 20L, 40L, 80L, 160L, 300L, 300L);
    }

    @Test
    void aLongTimeWithoutFailureIsForgiven() {
        secondsOut();
        secondsOut();
        now += Duration.ofMinutes(6).toNanos();

        assertThat(secondsOut()).isEqualTo(10);
    }

    @Test
    void afterItsTimeOneFailureIsEnough() {
        secondsOut();

        health.report(Outcome.TIMED_OUT);

        assertThat(told).containsExactly(Outcome.TIMED_OUT);
    }

    /** Until it is in again. */
    private long secondsOut() {
        record.eject(Outcome.RESET, now);
        record.publish(Instant.EPOCH, now);
        assertThat(health.isUsable()).isFalse();
        long began = now;
        while (record.state() == OriginState.EJECTED) {
            now += Duration.ofSeconds(1).toNanos();
            record.tick(now);
        }
        record.publish(Instant.EPOCH, now);
        assertThat(health.isUsable()).isTrue();
        return Duration.ofNanos(now - began).toSeconds();
    }
}
