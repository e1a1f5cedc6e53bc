package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.ClientLimits.Pace;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The four shapes of slowhttptest: each attacker is cut off in time, and nobody else notices. */
@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class SlowAttacksTest {
    private static final int ATTACKERS = 40;
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    private final List<RawClient> attackers = new ArrayList<>();

    @AfterEach
    void letGo() {
        attackers.forEach(RawClient::close);
    }

    private static Fleet fleet(RawOrigin origin) {
        Pace pace = new Pace(200, Duration.ofMillis(500));
        return Fleet.alone(origin.port())
                .timeouts(usual -> new Timeouts(
                        usual.connect(),
                        Duration.ofSeconds(1),
                        usual.responseHead(),
                        Duration.ofSeconds(2),
                        usual.upstreamIdle()))
                .clients(new ClientLimits(ClientLimits.UNLIMITED, List.of(), ClientLimits.UNLIMITED, 32, pace, 0))
                .start();
    }

    private void attack(Fleet fleet, String opening) {
        for (int i = 0; i < ATTACKERS; i++) {
            attackers.add(fleet.client("eqiad", 4096).send(opening));
        }
    }

    private static void trySend(RawClient client, String text) {
        try {
            client.send(text);
        } catch (java.io.UncheckedIOException e) {
            // It was cut off, as it should.
        }
    }

    /** Goes on with the attack until the proxy has but one connection, that of a client which is served all the time. */
    private void untilCutOff(Fleet fleet, Consumer<RawClient> goOn) {
        try (RawClient other = fleet.client()) {
            await().pollInterval(BETWEEN).atMost(Duration.ofSeconds(20)).until(() -> {
                attackers.forEach(goOn);
                assertThat(other.get("/other").status()).isEqualTo(200);
                return fleet.metrics("eqiad").contains("\nfairlead_client_connections 1.0");
            });
        }
    }

    private static void assertFailed(Fleet fleet, String failure) {
        assertThat(fleet.metrics("eqiad"))
                .contains("fairlead_failures_total{failure=\"" + failure + "\",} " + ATTACKERS + ".0");
    }

    @Test
    void slowHeads() {
        assumeTrue(!Front.current().isHttp2(), "HTTP/2 has no half a head: a block comes in frames");
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin)) {
            attack(fleet, "GET / HTTP/1.1\r\nHost: wiki.example\r\n");
            untilCutOff(fleet, attacker -> trySend(attacker, "X: 1\r\n"));

            assertFailed(fleet, "request-head-timed-out");
        }
    }

    @Test
    void slowHeadsBehindAGoodRequest() {
        assumeTrue(!Front.current().isHttp2(), "HTTP/2 has no half a head: a block comes in frames");
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin)) {
            attack(fleet, RawClient.request("GET", "/") + "GET / HT");
            untilCutOff(fleet, attacker -> trySend(attacker, "T"));

            // An unknown version may be refused before it is too late.
            assertThat(fleet.metrics("eqiad")).containsAnyOf("request-head-timed-out", "unsupported-version");
        }
    }

    @Test
    void slowBodies() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin)) {
            attack(fleet, RawClient.request("POST", "/", "Content-Length: 100000"));
            untilCutOff(fleet, attacker -> trySend(attacker, "x"));

            assertFailed(fleet, "request-body-stalled");
        }
    }

    @Test
    void slowChunks() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin)) {
            attack(fleet, RawClient.request("POST", "/", "Transfer-Encoding: chunked") + "fffff\r\n");
            untilCutOff(fleet, attacker -> trySend(attacker, "x"));

            assertFailed(fleet, "request-body-stalled");
        }
    }

    /** A thousand ranges are one field that a proxy passes on as it is, if the head may be as large. */
    @Test
    void manyRanges() {
        StringBuilder ranges = new StringBuilder("Range: bytes=0-");
        for (int i = 1; i < 1000; i++) {
            ranges.append(",5-").append(i);
        }
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin)) {
            attack(fleet, RawClient.request("HEAD", "/", ranges.toString()));
            untilCutOff(fleet, attacker -> {});

            assertThat(origin.requests()).hasSizeGreaterThan(ATTACKERS);
        }
    }

    @Test
    void slowReaders() {
        byte[] block = new byte[64 * 1024];
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    for (String request = connection.readRequest();
                            !request.isEmpty();
                            request = connection.readRequest()) {
                        boolean isLarge = !request.contains("/other");
                        connection.send(isLarge ? "HTTP/1.1 200 OK\r\n\r\n" : OK);
                        while (isLarge) {
                            connection.send(block);
                        }
                    }
                });
                Fleet fleet = fleet(origin)) {
            attack(fleet, RawClient.request("GET", "/"));
            untilCutOff(fleet, attacker -> {
                try {
                    attacker.input().read();
                } catch (java.io.IOException e) {
                    // It was cut off, as it should.
                }
            });

            assertFailed(fleet, "client-stalled");
        }
    }

    /** Slow, but faster than the limit: that is a bad line, not an attack. */
    @Test
    void aBodyThatKeepsItsPaceIsTaken() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin);
                RawClient slow = fleet.client()) {
            slow.send(RawClient.request("POST", "/", "Content-Length: 30000"));
            int[] sent = {0};
            await().pollInterval(BETWEEN).until(() -> {
                slow.send("x".repeat(500));
                return ++sent[0] == 60;
            });

            assertThat(slow.read("POST").status()).isEqualTo(200);
        }
    }
}
