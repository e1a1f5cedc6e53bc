package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.FaultRelay;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** With connections to peers kept warm, TLS and all, a crossing makes none: from the first request on. */
class CrossingIsWarmTest {
    private static final int REQUESTS = 20;

    @TempDir
    static Path folder;

    private static Pki pki;
    private static CertificateFiles certificate;

    @BeforeAll
    static void issue() {
        pki = new Pki(folder);
        certificate = pki.store("peer", pki.issueFor("127.0.0.1"));
    }

    private static final class Distance implements AutoCloseable {
        private final List<FaultRelay> relays = new ArrayList<>();
        private final Duration oneWay;

        Distance(Duration oneWay) {
            this.oneWay = oneWay;
        }

        int before(int port) {
            FaultRelay relay = FaultRelay.before(port);
            relay.delay(oneWay);
            relays.add(relay);
            return relay.port();
        }

        int accepted() {
            return relays.stream().mapToInt(FaultRelay::accepted).sum();
        }

        @Override
        public void close() {
            relays.forEach(FaultRelay::close);
        }
    }

    private static Fleet fleet(RawOrigin home, Distance distance, int warm) {
        return Fleet.plan()
                .datacenter("eqiad", home.port())
                .datacenter("codfw", RawOrigin.closedPort())
                .peersTls(Pki.listener(certificate), pki.trusting())
                .peers(PoolSettings.USUAL.withConnections(
                        new PoolSettings.Connections(warm, Optional.empty(), Optional.empty(), Optional.empty())))
                .timeouts(usual -> new Timeouts(
                        Duration.ofSeconds(5),
                        usual.requestHead(),
                        usual.responseHead(),
                        usual.clientIdle(),
                        Duration.ofMinutes(5)))
                .peersBehind(distance::before)
                .start();
    }

    @Test
    void fromTheFirstRequestOn() {
        try (RawOrigin home = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Distance distance = new Distance(Duration.ZERO);
                Fleet fleet = fleet(home, distance, 2);
                RawClient client = fleet.client("codfw")) {
            await().until(() -> idle(fleet) >= 2);
            int before = distance.accepted();
            // Two each way, before the last reload and after it.
            assertThat(before).isLessThanOrEqualTo(8);

            for (int i = 0; i < REQUESTS; i++) {
                String method = i % 2 == 0 ? "POST" : "DELETE";
                assertThat(client.exchange(method, "/", "Content-Length: 0").status())
                        .isEqualTo(200);
            }
            assertThat(distance.accepted()).isEqualTo(before);
        }
    }

    private static double idle(Fleet fleet) {
        return fleet.metrics("codfw")
                .lines()
                .filter(line -> line.startsWith("fairlead_upstream_connections_idle "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    /** For docs/performance.md: what a write from codfw takes, with the primary so many milliseconds away. */
    @Test
    @EnabledIfSystemProperty(named = "fairlead.crossing.milliseconds", matches = "\\d+")
    void costs() {
        Duration oneWay = Duration.ofMillis(Integer.getInteger("fairlead.crossing.milliseconds"))
                .dividedBy(2);
        for (int warm : new int[] {0, 2}) {
            List<Long> first = new ArrayList<>();
            List<Long> second = new ArrayList<>();
            for (int round = 0; round < 11; round++) {
                try (RawOrigin home = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                        Distance distance = new Distance(oneWay);
                        Fleet fleet = fleet(home, distance, warm);
                        RawClient client = fleet.client("codfw")) {
                    await().until(() -> idle(fleet) >= warm);
                    first.add(micros(client));
                    second.add(micros(client));
                }
            }
            System.out.printf(
                    "crossing, warm: %d: first %.1f ms, second %.1f ms (medians of 11)%n",
                    warm, median(first), median(second));
        }
    }

    private static long micros(RawClient client) {
        long began = System.nanoTime();
        assertThat(client.exchange("POST", "/", "Content-Length: 0").status()).isEqualTo(200);
        return (System.nanoTime() - began) / 1000;
    }

    private static double median(List<Long> micros) {
        Collections.sort(micros);
        return micros.get(micros.size() / 2) / 1000.0;
    }
}
