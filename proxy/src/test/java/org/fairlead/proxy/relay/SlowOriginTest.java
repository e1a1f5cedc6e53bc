package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class SlowOriginTest {
    private static Timeouts quick(Timeouts usual) {
        return new Timeouts(
                usual.connect(), usual.requestHead(), Duration.ofMillis(300), usual.clientIdle(), usual.upstreamIdle());
    }

    @Test
    void isA504() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .timeouts(SlowOriginTest::quick)
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/");

            assertThat(response.status()).isEqualTo(504);
            assertThat(response.body()).contains("\"reason\":\"answer-timed-out\"");
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void givesAWriteOfUnknownOutcomeItsPin() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .pins()
                        .timeouts(SlowOriginTest::quick)
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.exchange("DELETE", "/page");

            assertThat(response.status()).isEqualTo(504);
            assertThat(response.field("Set-Cookie")).startsWith("fairlead-pin=");
        }
    }

    @Test
    void whoStopsInTheMidstOfABodyIsCutOff() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .timeouts(SlowOriginTest::quick)
                        .start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", "/"));

            assertThat(client.isReset()).isTrue();
        }
    }

    @Test
    void whoDoesNotTakeAnUploadIsA504() {
        Latch never = new Latch();
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    never.await();
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .clientsIdleFor(Duration.ofMillis(500))
                        .start();
                RawClient client = fleet.client()) {
            // At once: a client that is late with its head has been idle for too long.
            client.send(RawClient.request("POST", "/", "Content-Length: 100000000"));
            Thread uploading = new Thread(() -> {
                try {
                    String part = "x".repeat(100_000);
                    for (int i = 0; i < 1000; i++) {
                        client.send(part);
                    }
                } catch (java.io.UncheckedIOException e) {
                    // The proxy has had enough.
                }
            });
            uploading.start();
            RawClient.Response response = client.read("POST");

            assertThat(response.status()).isEqualTo(504);
            assertThat(response.body()).contains("request-not-taken");
            never.open();
        }
    }
}
