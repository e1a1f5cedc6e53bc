package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.ClientLimits.Pace;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** A balancer says whom it connects for: that is the client, and nobody else may come. */
class ProxyProtocolTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final String HEADER = "PROXY TCP4 203.0.113.7 198.51.100.1 56324 443\r\n";
    /** Version 2, LOCAL. */
    private static final String LOCAL = "\r\n\r\n\0\r\nQUIT\n \0\0\0";

    private static RawClient balancer(Fleet fleet) {
        return RawClient.connect(fleet.balancersAddress("eqiad"));
    }

    @Test
    void theAddressThatItTellsIsTheConnections() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).balancers("127.0.0.0/8").start();
                RawClient client = balancer(fleet).send(HEADER)) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(origin.requests())
                    .allSatisfy(request -> assertThat(request).contains("X-Forwarded-For: 203.0.113.7\r\n"));
        }
    }

    @Test
    void comesInPiecesAndWithTheFirstRequest() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).balancers("127.0.0.0/8").start();
                RawClient pieces = balancer(fleet);
                RawClient together = balancer(fleet)) {
            for (int i = 0; i < HEADER.length(); i++) {
                pieces.send(HEADER.substring(i, i + 1));
            }
            assertThat(pieces.get("/").status()).isEqualTo(200);
            assertThat(together.send(HEADER + RawClient.request("GET", "/"))
                            .read("GET")
                            .status())
                    .isEqualTo(200);
        }
    }

    /** Trust is a matter of the address that is told: the balancer's own says nothing of what its clients claim. */
    @Test
    void doesNotMakeClientsBelieved() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .balancers("127.0.0.0/8")
                        .trusts("127.0.0.0/8")
                        .start();
                RawClient client = balancer(fleet).send(HEADER)) {
            client.get("/", "X-Forwarded-For: 192.0.2.66");

            assertThat(origin.requests().get(0)).contains("X-Forwarded-For: 203.0.113.7\r\n");
        }
    }

    @Test
    void aBalancerMaySpeakForItself() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).balancers("127.0.0.0/8").start();
                RawClient client = balancer(fleet).send(LOCAL)) {
            assertThat(client.get(Fleet.HEALTH_PATH).body()).isEqualTo("ok\n");
            client.get("/");
            assertThat(origin.requests().get(0)).contains("X-Forwarded-For: 127.0.0.1\r\n");
        }
    }

    @Test
    void withoutAHeaderThereIsNoAnswer() throws IOException {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).balancers("127.0.0.0/8").start();
                RawClient client = balancer(fleet)) {
            client.send(RawClient.request("GET", "/"));

            await().until(() ->
                    fleet.metrics("eqiad").contains("fairlead_limits_reached_total{limit=\"proxy-protocol\",} 1.0"));
            assertThat(client.isEnded() || origin.requests().isEmpty()).isTrue();
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void othersMayNotEvenTry() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).balancers("192.0.2.0/24").start();
                RawClient client = balancer(fleet)) {
            assertThat(client.isEnded()).isTrue();
            assertThat(fleet.metrics("eqiad")).contains("fairlead_client_connections_refused_total 1.0");
        }
    }

    @Test
    void elsewhereItIsNoRequest() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).balancers("127.0.0.0/8").start();
                RawClient client = fleet.client()) {
            assertThat(client.send(HEADER + RawClient.request("GET", "/"))
                            .read("GET")
                            .status())
                    .isGreaterThanOrEqualTo(400);
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void mustBeWholeInTime() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort())
                        .balancers("127.0.0.0/8")
                        .connections(1)
                        .headsWithin(Duration.ofMillis(300))
                        .start();
                RawClient client = balancer(fleet).send("PROXY TCP4 ")) {
            assertThat(client.isEnded()).isTrue();
            // Its place is free again.
            await().until(() -> {
                try (RawClient next = fleet.client()) {
                    return next.send(RawClient.request("GET", Fleet.HEALTH_PATH))
                                    .read("GET")
                                    .status()
                            == 200;
                }
            });
        }
    }

    @Test
    void theLimitOfAnAddressIsOfTheOneThatIsTold() {
        ClientLimits one =
                new ClientLimits(1, List.of(), ClientLimits.UNLIMITED, 32, new Pace(0, Duration.ofSeconds(20)), 0);
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .balancers("127.0.0.0/8")
                        .clients(one)
                        .start();
                RawClient first = balancer(fleet).send(HEADER);
                RawClient same = balancer(fleet);
                RawClient other = balancer(fleet)) {
            assertThat(first.get("/").status()).isEqualTo(200);
            assertThat(same.send(HEADER).read("GET").status()).isEqualTo(429);
            other.send(HEADER.replace("203.0.113.7", "203.0.113.8"));
            assertThat(other.get("/").status()).isEqualTo(200);
        }
    }
}
