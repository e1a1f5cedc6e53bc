package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.config.ClientLimits;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is one connection too many is told so in the protocol that it speaks, at little cost, and others don't notice. */
@ExtendWith(LeakExtension.class)
class RefusedConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final int ENHANCE_YOUR_CALM = 11;
    /** Of those that are turned away, by one event loop at once. */
    private static final int MOST_HANDSHAKING = 16;

    private static final ClientLimits ONE_OF_AN_ADDRESS =
            new ClientLimits(1, List.of(), ClientLimits.UNLIMITED, 32, ClientLimits.DEFAULT.pace(), 0);

    private static boolean isCounted(Fleet fleet, String limit, int times) {
        return fleet.metrics("eqiad")
                .contains("fairlead_limits_reached_total{limit=\"" + limit + "\",} " + times + ".0");
    }

    @ParameterizedTest
    @EnumSource(
            value = Front.class,
            names = {"H2C", "HTTP2_TLS"})
    void aGoAwayInHttp2(Front front) {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .front(front)
                        .clients(ONE_OF_AN_ADDRESS)
                        .start();
                RawHttp2Client first = fleet.framingClient()) {
            assertThat(first.get("/").status).isEqualTo(200);
            try (RawHttp2Client second = fleet.framingClient()) {
                second.headers(second.open(), true, RawHttp2Client.request("GET", "/"));
                RawHttp2Client.Frame goAway = second.await(RawHttp2Client.GOAWAY);
                assertThat(goAway.goAwayCode()).isEqualTo(ENHANCE_YOUR_CALM);
                assertThat(goAway.lastStream()).as("nothing was looked at").isZero();
                assertThat(second.awaitGoAway()).as("the end").isEqualTo(-1);
            }
            assertThat(isCounted(fleet, "per-address", 1)).isTrue();
            assertThat(fleet.metrics("eqiad")).contains("fairlead_client_connections_refused_total 1.0");
            assertThat(first.get("/").status).isEqualTo(200);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Front.class,
            names = {"HTTP1", "HTTP1_TLS"})
    void anAnswerInHttp1(Front front) {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).front(front).connections(1).start();
                RawClient first = fleet.client()) {
            assertThat(first.get("/").status()).isEqualTo(200);
            try (RawClient second = fleet.client()) {
                RawClient.Response refused =
                        second.send(RawClient.request("GET", "/")).read("GET");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.field("Retry-After")).isEqualTo("5");
                assertThat(second.isEnded()).isTrue();
            }
            assertThat(isCounted(fleet, "connections", 1)).isTrue();
            assertThat(first.get("/").status()).isEqualTo(200);
        }
    }

    /** What begins like the preface and isn't one; nothing at all. */
    @ParameterizedTest
    @ValueSource(strings = {"POST / HTTP/1.1\r\n", "PRO", "G", ""})
    void whatIsNoHttp2IsAnsweredInHttp1(String start) {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).connections(1).start();
                RawClient first = RawClient.connect(fleet.at("eqiad"))) {
            await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_client_connections 1.0"));
            try (RawClient second = RawClient.connect(fleet.at("eqiad"))) {
                for (int i = 0; i < start.length(); i++) {
                    second.send(start.substring(i, i + 1));
                }
                assertThat(second.read("GET").status()).isEqualTo(503);
                assertThat(second.isEnded()).isTrue();
            }
            assertThat(first.get(Fleet.HEALTH_PATH).status()).isEqualTo(200);
        }
    }

    /** Handshakes are dear: beyond a few nobody who isn't let in gets one. */
    @Test
    void overTlsOnlyAFewAreTold() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .front(Front.HTTP1_TLS)
                        .connections(1)
                        .start();
                RawClient first = fleet.client()) {
            assertThat(first.get("/").status()).isEqualTo(200);
            InetSocketAddress address = fleet.frontAddress("eqiad");
            for (int i = 0; i < MOST_HANDSHAKING; i++) {
                silent.add(connected(address));
            }
            await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_tls_handshaking 16.0"));

            try (Socket late = connected(address)) {
                assertThat(late.getInputStream().read()).as("closed at once").isEqualTo(-1);
            }
            assertThat(first.get("/").status()).isEqualTo(200);
            for (Socket each : silent) {
                each.close();
            }
            await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_tls_handshaking 0.0"));
            try (RawClient next = fleet.client()) {
                assertThat(next.send(RawClient.request("GET", "/")).read("GET").status())
                        .isEqualTo(503);
            }
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
    }

    private static Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(address, 10_000);
        return socket;
    }
}
