package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.ClientLimits;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client in HTTP/2 of which nothing is heard any more. */
@ExtendWith(LeakExtension.class)
class SilentClientsTest {
    private static final ClientLimits ONE_REQUEST = new ClientLimits(
            ClientLimits.UNLIMITED,
            List.of(),
            1,
            ClientLimits.DEFAULT.pipelinedRequests(),
            ClientLimits.DEFAULT.pace(),
            0);

    /** Never answers, and tells when nobody waits for it any more. */
    private static final class Silent implements RawOrigin.Script {
        final CountDownLatch left = new CountDownLatch(1);

        @Override
        public void serve(RawOrigin.Connection connection) throws IOException {
            connection.readRequest();
            connection.awaitEnd();
            left.countDown();
        }

        boolean isLeft() throws InterruptedException {
            return left.await(10, TimeUnit.SECONDS);
        }
    }

    private static Fleet.Plan plan(RawOrigin origin) {
        return Fleet.alone(origin.port()).clientsIdleFor(Duration.ofMillis(300));
    }

    private static void awaitCounted(Fleet fleet) {
        await().until(() -> fleet.metrics("eqiad").contains("=\"http2-ping-unanswered\",} 1.0"));
        awaitGone(fleet);
    }

    private static void awaitGone(Fleet fleet) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> fleet.metrics("eqiad").contains("\nfairlead_client_http2_connections 0.0"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Front.class,
            names = {"H2C", "HTTP2_TLS"})
    void isLetGoWhenItAnswersNoPing(Front front) throws InterruptedException {
        var silent = new Silent();
        try (RawOrigin origin = RawOrigin.of(silent);
                Fleet fleet = plan(origin).front(front).start();
                RawHttp2Client client = fleet.framingClient()) {
            client.headers(client.open(), true, RawHttp2Client.request("GET", "/"));
            client.await(RawHttp2Client.PING);

            assertThat(client.awaitGoAway()).as("the end").isEqualTo(-1);
            assertThat(silent.isLeft()).isTrue();
            awaitCounted(fleet);
        }
    }

    /** What it doesn't read stands before everything else, which never leaves. */
    @ParameterizedTest
    @EnumSource(
            value = Front.class,
            names = {"H2C", "HTTP2_TLS"})
    void isLetGoWhenItReadsNothingEither(Front front) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
                    try {
                        for (int i = 0; i < 1000; i++) {
                            connection.send("x".repeat(100_000));
                        }
                    } finally {
                        left.countDown();
                    }
                });
                Fleet fleet = plan(origin).front(front).start();
                RawHttp2Client client = fleet.framingClient()) {
            int stream = client.open();
            client.window(0, 200_000_000)
                    .setting(4, 200_000_000)
                    .headers(stream, true, RawHttp2Client.request("GET", "/"));

            assertThat(left.await(15, TimeUnit.SECONDS)).isTrue();
            awaitGone(fleet);
        }
    }

    @Test
    void staysAsLongAsItGivesSomeOtherSignOfLife() throws InterruptedException {
        var silent = new Silent();
        try (RawOrigin origin = RawOrigin.of(silent);
                Fleet fleet = plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            client.headers(client.open(), true, RawHttp2Client.request("GET", "/"));
            for (int i = 0; i < 3; i++) {
                client.await(RawHttp2Client.PING);
                client.window(0, 1);
            }
            assertThat(silent.left.getCount()).isEqualTo(1);
            client.await(RawHttp2Client.PING);

            assertThat(client.awaitGoAway()).as("the end").isEqualTo(-1);
            assertThat(silent.isLeft()).isTrue();
        }
    }

    @Test
    void isLetGoThoughItHasBeenToldToGoBefore() throws InterruptedException {
        var silent = new Silent();
        try (RawOrigin origin = RawOrigin.of(silent);
                Fleet fleet = plan(origin).clients(ONE_REQUEST).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, true, RawHttp2Client.request("GET", "/"));
            assertThat(client.await(RawHttp2Client.GOAWAY).lastStream()).isEqualTo(Integer.MAX_VALUE);
            assertThat(client.await(RawHttp2Client.GOAWAY).lastStream()).isEqualTo(stream);
            client.await(RawHttp2Client.PING);

            assertThat(silent.isLeft()).isTrue();
            awaitCounted(fleet);
        }
    }

    /** Who answers is asked again, and stays. */
    @Test
    void isNoneWhoAnswers() throws InterruptedException {
        var silent = new Silent();
        try (RawOrigin origin = RawOrigin.of(silent);
                Fleet fleet = plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            client.headers(client.open(), true, RawHttp2Client.request("GET", "/"));
            for (int i = 0; i < 3; i++) {
                RawHttp2Client.Frame ping = client.await(RawHttp2Client.PING);
                client.frame(RawHttp2Client.PING, RawHttp2Client.ACK, 0, ping.payload());
            }
            assertThat(silent.left.getCount()).isEqualTo(1);
        }
    }
}
