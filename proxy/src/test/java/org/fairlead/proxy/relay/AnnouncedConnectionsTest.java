package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.PoolSettings.ProxyProtocol;
import org.fairlead.proxy.health.OriginState;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** With {@code send-proxy-protocol} each connection to an origin begins by saying for whom it is, and is nobody else's. */
@ExtendWith(LeakExtension.class)
class AnnouncedConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    /** The header of version 2 that says that a connection is for nobody. */
    private static final String LOCAL = "0d0a0d0a000d0a515549540a20000000";

    private final List<String> headers = new CopyOnWriteArrayList<>();

    private static Fleet.Plan plan(ProxyProtocol version, Integer... origins) {
        return Fleet.alone(origins).pool(announced(version));
    }

    private static PoolSettings announced(ProxyProtocol version) {
        return PoolSettings.USUAL.withConnections(PoolSettings.Connections.USUAL.withAnnounced(version));
    }

    private RawOrigin lines() {
        return RawOrigin.of(connection -> {
            headers.add(connection.readUntil("\r\n"));
            answer(connection);
        });
    }

    private RawOrigin binary(int length) {
        return RawOrigin.of(connection -> {
            headers.add(HexFormat.of().formatHex(connection.readBytes(length)));
            answer(connection);
        });
    }

    private RawOrigin closingTheFirst() {
        return RawOrigin.of(connection -> {
            headers.add(connection.readUntil("\r\n"));
            connection.readRequest();
            if (headers.size() > 1) {
                connection.send(OK);
            }
        });
    }

    @Test
    void ofChecksAreForNobody() {
        var check = PoolSettings.Check.ofPath("/healthz", PoolSettings.Pace.USUAL);
        try (RawOrigin origin = binary(16);
                Fleet fleet = Fleet.alone(origin.port())
                        .pool(announced(ProxyProtocol.V2).withCheck(check.withAnnounced(ProxyProtocol.V2)))
                        .start()) {
            await().until(() -> !origin.requests().isEmpty());

            await().until(() -> isUp(fleet));
            assertThat(headers).contains(LOCAL);
            assertThat(origin.requests().get(0)).startsWith("GET /healthz HTTP/1.1\r\n");
        }
    }

    @Test
    void ofChecksAreForNobodyInVersion1() {
        var check = PoolSettings.Check.ofPath("/healthz", PoolSettings.Pace.USUAL);
        try (RawOrigin origin = lines();
                Fleet fleet = Fleet.alone(origin.port())
                        .pool(announced(ProxyProtocol.V1).withCheck(check.withAnnounced(ProxyProtocol.V1)))
                        .start()) {
            await().until(() -> !origin.requests().isEmpty());

            await().until(() -> isUp(fleet));
            assertThat(headers).contains("PROXY UNKNOWN\r\n");
        }
    }

    /** Whoever waits for the header must not take the check for a broken one. */
    @Test
    void ofChecksWithoutARequestAreForNobody() {
        var check = new PoolSettings.Check(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                PoolSettings.Pace.USUAL,
                Optional.of(ProxyProtocol.V1));
        try (RawOrigin origin = lines();
                Fleet fleet = Fleet.alone(origin.port())
                        .pool(announced(ProxyProtocol.V1).withCheck(check))
                        .start()) {
            await().until(() -> isUp(fleet));
            await().untilAsserted(() -> assertThat(headers).contains("PROXY UNKNOWN\r\n"));
        }
    }

    private static boolean isUp(Fleet fleet) {
        return fleet.proxy("eqiad").health().pools().stream()
                .flatMap(pool -> pool.origins().stream())
                .anyMatch(origin -> origin.status().state() == OriginState.UP);
    }

    private static void answer(RawOrigin.Connection connection) throws IOException {
        while (!connection.readRequest().isEmpty()) {
            connection.send(OK);
        }
    }

    private static String line(RawClient client, Fleet fleet) {
        return "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.port() + " "
                + fleet.at("eqiad").getPort() + "\r\n";
    }

    @Test
    void beginWithTheClientsAddressAndPort() {
        try (RawOrigin origin = lines();
                Fleet fleet = plan(ProxyProtocol.V1, origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/one").status()).isEqualTo(200);

            assertThat(headers).containsExactly(line(client, fleet));
            assertThat(origin.requests().get(0)).startsWith("GET /one HTTP/1.1\r\n");
        }
    }

    @Test
    void areUsedAgainForTheSameClientOnly() {
        try (RawOrigin origin = lines();
                Fleet fleet = plan(ProxyProtocol.V1, origin.port()).start();
                RawClient first = fleet.client();
                RawClient second = fleet.client()) {
            first.get("/");
            second.get("/");
            first.get("/");
            second.exchange("POST", "/", "Content-Length: 0");
            first.get("/");

            assertThat(headers).containsExactly(line(first, fleet), line(second, fleet));
            assertThat(origin.requests()).hasSize(5);
        }
    }

    @Test
    void speakVersion2() {
        try (RawOrigin origin = binary(28);
                Fleet fleet = plan(ProxyProtocol.V2, origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);

            assertThat(headers)
                    .containsExactly("0d0a0d0a000d0a515549540a2111000c7f0000017f000001"
                            + String.format(
                                    "%04x%04x", client.port(), fleet.at("eqiad").getPort()));
        }
    }

    @Test
    void passOnWhatABalancerTold() {
        try (RawOrigin origin = lines();
                Fleet fleet = plan(ProxyProtocol.V1, origin.port())
                        .balancers("127.0.0.0/8")
                        .start();
                RawClient four = RawClient.connect(fleet.balancersAddress("eqiad"))
                        .send("PROXY TCP4 203.0.113.7 198.51.100.1 56324 443\r\n");
                RawClient six = RawClient.connect(fleet.balancersAddress("eqiad"))
                        .send("PROXY TCP6 2001:db8::7 2001:db8::1 56325 443\r\n")) {
            assertThat(four.get("/").status()).isEqualTo(200);
            assertThat(six.get("/").status()).isEqualTo(200);

            int port = fleet.balancersAddress("eqiad").getPort();
            assertThat(headers)
                    .containsExactly(
                            "PROXY TCP4 203.0.113.7 127.0.0.1 56324 " + port + "\r\n",
                            "PROXY TCP6 2001:db8:0:0:0:0:0:7 ::ffff:127.0.0.1 56325 " + port + "\r\n");
        }
    }

    @Test
    void passOnWhatABalancerToldInVersion2() {
        try (RawOrigin origin = binary(52);
                Fleet fleet = plan(ProxyProtocol.V2, origin.port())
                        .balancers("127.0.0.0/8")
                        .start();
                RawClient six = RawClient.connect(fleet.balancersAddress("eqiad"))
                        .send("PROXY TCP6 2001:db8::7 2001:db8::1 56325 443\r\n")) {
            assertThat(six.get("/").status()).isEqualTo(200);

            int port = fleet.balancersAddress("eqiad").getPort();
            assertThat(headers)
                    .containsExactly("0d0a0d0a000d0a515549540a21210024" + "20010db8000000000000000000000007"
                            + "00000000000000000000ffff7f000001" + String.format("%04x%04x", 56325, port));
        }
    }

    /** Of whom a proxy forwards for the port isn't known. */
    @Test
    void nameTheClientThatIsForwardedFor() {
        try (RawOrigin origin = lines();
                Fleet fleet = plan(ProxyProtocol.V1, origin.port())
                        .trusts("127.0.0.0/8")
                        .start();
                RawClient proxy = fleet.client()) {
            proxy.get("/", "X-Forwarded-For: 203.0.113.7");
            proxy.get("/", "X-Forwarded-For: 203.0.113.8");
            proxy.get("/", "X-Forwarded-For: 203.0.113.7");

            int port = fleet.at("eqiad").getPort();
            assertThat(headers)
                    .containsExactly(
                            "PROXY TCP4 203.0.113.7 127.0.0.1 0 " + port + "\r\n",
                            "PROXY TCP4 203.0.113.8 127.0.0.1 0 " + port + "\r\n");
        }
    }

    @Test
    void sayItInEveryAttempt() {
        try (RawOrigin origin = closingTheFirst();
                RawOrigin same = closingTheFirst();
                Fleet fleet = plan(ProxyProtocol.V1, origin.port(), same.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);

            assertThat(headers).containsExactly(line(client, fleet), line(client, fleet));
        }
    }
}
