package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.ClientLimits.Pace;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Half of the connections to an origin are for requests that are whole: those whose bodies come slowly can't take them. */
class SlowBodiesTest {
    private static final int CONNECTIONS = 20;
    private static final int ATTACKERS = 300;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    private final List<RawClient> attackers = new ArrayList<>();

    @AfterEach
    void letGo() {
        attackers.forEach(RawClient::close);
    }

    private static Fleet.Plan plan(RawOrigin origin) {
        return Fleet.alone(origin.port()).connectionsPerOrigin(CONNECTIONS);
    }

    /** Has as many bodies on their way as may be, and as many more waiting as {@code count} allows. */
    private void attack(Fleet fleet, int count) {
        for (int i = 0; i < count; i++) {
            attackers.add(fleet.client().send(RawClient.request("POST", "/slow", "Content-Length: 8192") + "x"));
        }
        int waiting = Math.max(0, count - CONNECTIONS / 2);
        await().until(() ->
                fleet.metrics("eqiad").contains("\nfairlead_exchanges " + count + ".0") && isAwaited(fleet, waiting));
    }

    private static boolean isAwaited(Fleet fleet, int count) {
        return fleet.metrics("eqiad").contains("\nfairlead_bodies_awaited " + count + ".0");
    }

    private void goOn() {
        for (RawClient attacker : attackers) {
            try {
                attacker.send("x");
            } catch (UncheckedIOException e) {
                // It was cut off, as it should.
            }
        }
    }

    @Test
    void hundredsOfThemDisturbNobody() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = plan(origin).start();
                RawClient other = fleet.client()) {
            attack(fleet, ATTACKERS);
            for (int i = 0; i < 20; i++) {
                goOn();
                assertThat(other.get("/").status()).isEqualTo(200);
                assertThat(other.send(RawClient.request("POST", "/", "Content-Length: 4") + "body")
                                .read("POST")
                                .status())
                        .isEqualTo(200);
                String chunked = RawClient.request("POST", "/", "Transfer-Encoding: chunked");
                assertThat(other.send(chunked)
                                .send("4\r\nbody\r\n")
                                .send("0\r\n\r\n")
                                .read("POST")
                                .status())
                        .isEqualTo(200);
            }
            assertThat(fleet.metrics("eqiad")).doesNotContain("origins-busy");
        }
    }

    @Test
    void thoseThatWaitAreToldInTimeToo() {
        Pace pace = new Pace(200, Duration.ofMillis(500));
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = plan(origin)
                        .clients(new ClientLimits(
                                ClientLimits.UNLIMITED, List.of(), ClientLimits.UNLIMITED, 32, pace, 0))
                        .start()) {
            for (int i = 0; i < 40; i++) {
                attackers.add(fleet.client().send(RawClient.request("POST", "/slow", "Content-Length: 8192") + "x"));
            }
            for (RawClient attacker : attackers) {
                assertThat(attacker.read("POST").status()).isEqualTo(408);
                assertThat(attacker.isEnded()).isTrue();
            }
            await().until(() -> isAwaited(fleet, 0));
            assertThat(fleet.metrics("eqiad")).contains("{failure=\"request-body-stalled\",} 40.0");
        }
    }

    @Test
    void whatWaitedArrivesWholeOnceItIs() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = plan(origin).start();
                RawClient counted = fleet.client();
                RawClient chunked = fleet.client()) {
            attack(fleet, CONNECTIONS / 2);
            counted.send(RawClient.request("POST", "/counted", "Content-Length: 11") + "hello ");
            chunked.send(RawClient.request("POST", "/chunked", "Transfer-Encoding: chunked", "Trailer: X") + "5\r\nhe");
            await().until(() -> isAwaited(fleet, 2));
            counted.send("world");
            chunked.send("llo\r\n0\r\nX: y\r\n\r\n");

            assertThat(counted.read("POST").status()).isEqualTo(200);
            assertThat(chunked.read("POST").status()).isEqualTo(200);
            assertThat(origin.requests())
                    .anySatisfy(request ->
                            assertThat(request).startsWith("POST /counted ").endsWith("\r\n\r\nhello world"));
            assertThat(origin.requests())
                    .anySatisfy(request -> assertThat(request)
                            .startsWith("POST /chunked ")
                            .contains("\r\n\r\n5\r\nhello\r\n0\r\n")
                            .endsWith("X: y\r\n\r\n"));
            assertThat(isAwaited(fleet, 0)).isTrue();
        }
    }

    @Test
    void whatWaitedGoesOnWhenAPlaceIsFree() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = plan(origin).start();
                RawClient client = fleet.client()) {
            attack(fleet, CONNECTIONS / 2);
            client.send(RawClient.request("POST", "/", "Content-Length: 100000") + "x".repeat(1000));
            await().until(() -> isAwaited(fleet, 1));
            attackers.forEach(RawClient::close);
            await().until(() -> isAwaited(fleet, 0));

            assertThat(client.send("x".repeat(99_000)).read("POST").status()).isEqualTo(200);
        }
    }

    @Test
    void moreThanMayWaitIsRefused() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = plan(origin).start();
                RawClient large = fleet.client();
                RawClient asking = fleet.client()) {
            attack(fleet, CONNECTIONS / 2);
            RawClient.Response refused = large.send(
                            RawClient.request("POST", "/", "Content-Length: 100000") + "x".repeat(20_000))
                    .read("POST");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("origins-busy");
            assertThat(refused.field("Retry-After")).isNotEmpty();
            // It won't send its body before it is told something.
            assertThat(asking.exchange("POST", "/", "Content-Length: 10", "Expect: 100-continue")
                            .status())
                    .isEqualTo(503);
            assertThat(isAwaited(fleet, 0)).isTrue();
        }
    }

    @Test
    void whoGoesWhileWaitingLeavesNothing() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = plan(origin).start()) {
            attack(fleet, CONNECTIONS);
            attackers.forEach(RawClient::close);
            await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_exchanges 0.0") && isAwaited(fleet, 0));
            // All places are free again.
            attackers.clear();
            attack(fleet, CONNECTIONS / 2);
        }
    }

    /** A write that waited for its body goes to whoever is the primary when it is sent. */
    @Test
    void whatWaitedGoesWhereItBelongsByThen() {
        try (RawOrigin before = RawOrigin.answering(OK);
                RawOrigin after = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", before.port())
                        .datacenter("codfw", after.port())
                        .withoutPeers()
                        .connectionsPerOrigin(CONNECTIONS)
                        .start();
                RawClient client = fleet.client()) {
            attack(fleet, CONNECTIONS / 2);
            client.send(RawClient.request("POST", "/waited", "Content-Length: 5") + "he");
            await().until(() -> isAwaited(fleet, 1));
            fleet.promote("codfw", "eqiad");
            await().until(() -> isAwaited(fleet, 0));

            assertThat(client.send("llo").read("POST").status()).isEqualTo(200);
            assertThat(after.requests()).singleElement().asString().startsWith("POST /waited ");
        }
    }
}
