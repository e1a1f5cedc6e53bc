package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.PoolSettings.Protocol;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** With {@code warm} one connection in HTTP/2 is there before it is needed, and stays. */
@ExtendWith(LeakExtension.class)
class WarmStreamsTest {
    private static PoolSettings warm(Optional<Duration> longest) {
        return PoolSettings.USUAL.withConnections(new PoolSettings.Connections(
                1,
                longest,
                Optional.empty(),
                Optional.empty(),
                PoolSettings.Spoken.USUAL.withProtocol(Protocol.HTTP2)));
    }

    private static RawHttp2Origin origin() {
        return RawHttp2Origin.answering((to, request) -> to.ok(request.stream, "ok"));
    }

    private static boolean isOpen(Fleet fleet) {
        return fleet.metrics("eqiad").contains("\nfairlead_upstream_http2_connections 1.0");
    }

    @Test
    void oneIsThereBeforeTheFirstRequestAndStays() {
        try (RawHttp2Origin origin = origin();
                Fleet fleet = Fleet.alone(origin.port())
                        .pool(warm(Optional.empty()))
                        .originsIdleFor(Duration.ofMillis(300))
                        .start();
                RawClient client = fleet.client()) {
            await().until(() -> origin.connections() == 1 && isOpen(fleet));
            assertThat(origin.requests()).isEmpty();

            assertThat(client.get("/").status()).isEqualTo(200);
            // Longer than a connection without streams stays that nobody keeps.
            await().pollDelay(Duration.ofMillis(1200)).until(() -> isOpen(fleet));
            assertThat(client.exchange("POST", "/", "Content-Length: 0").status())
                    .isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void anotherTakesItsPlaceWhenItIsLost() {
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    RawHttp2Origin.Request request = connection.next();
                    connection.ok(request.stream, "ok").goAway(request.stream, 0);
                    connection.awaitEnd();
                });
                Fleet fleet =
                        Fleet.alone(origin.port()).pool(warm(Optional.empty())).start();
                RawClient client = fleet.client()) {
            await().until(() -> origin.connections() == 1 && isOpen(fleet));
            assertThat(client.get("/").status()).isEqualTo(200);

            await().until(() -> origin.connections() == 2 && isOpen(fleet));
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void itIsReplacedWhenItIsTooOld() {
        try (RawHttp2Origin origin = origin();
                Fleet fleet = Fleet.alone(origin.port())
                        .pool(warm(Optional.of(Duration.ofMillis(1500))))
                        .start();
                RawClient client = fleet.client()) {
            await().until(() -> {
                assertThat(client.get("/").status()).isEqualTo(200);
                return origin.connections() >= 3;
            });
            await().until(() -> isOpen(fleet));
        }
    }
}
