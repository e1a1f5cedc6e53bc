package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections are there before they are needed, and go before they are too old. */
@ExtendWith(LeakExtension.class)
class WarmConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static Fleet fleet(RawOrigin origin, PoolSettings.Connections connections) {
        return Fleet.alone(origin.port())
                .pool(PoolSettings.USUAL.withConnections(connections))
                .start();
    }

    private static PoolSettings.Connections warm(int count) {
        return new PoolSettings.Connections(count, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void areThereBeforeTheFirstRequest() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin, warm(3))) {
            await().until(() -> idle(fleet) >= 3);
            assertThat(origin.requests()).isEmpty();

            try (RawClient client = fleet.client()) {
                assertThat(client.get("/").status()).isEqualTo(200);
                // Nor does a request that must not be lost wait for another.
                assertThat(client.exchange("POST", "/", "Content-Length: 0").status())
                        .isEqualTo(200);
            }
            assertThat(fleet.metrics("eqiad")).contains("fairlead_upstream_connections_reused_total 2.0");
        }
    }

    @Test
    void areReplacedBeforeTheyAreTooOldToBeUsed() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin, warm(1))) {
            await().until(() -> idle(fleet) >= 1);

            await().until(() -> origin.connections() >= 3);

            assertThat(idle(fleet)).isBetween(1.0, 4.0);
        }
    }

    @Test
    void areEndedAfterSoManyRequests() {
        var connections = new PoolSettings.Connections(0, Optional.empty(), Optional.of(2), Optional.empty());
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin, connections);
                RawClient client = fleet.client()) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }

            assertThat(origin.connections()).isBetween(3, 6);
        }
    }

    @Test
    void areEndedAfterSoLong() {
        var connections = new PoolSettings.Connections(
                0, Optional.of(Duration.ofMillis(300)), Optional.empty(), Optional.empty());
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin, connections);
                RawClient client = fleet.client()) {
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                assertThat(client.get("/").status()).isEqualTo(200);
                return origin.connections() >= 3;
            });
        }
    }

    private static double idle(Fleet fleet) {
        return fleet.metrics("eqiad")
                .lines()
                .filter(line -> line.startsWith("fairlead_upstream_connections_idle "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElse(0);
    }
}
