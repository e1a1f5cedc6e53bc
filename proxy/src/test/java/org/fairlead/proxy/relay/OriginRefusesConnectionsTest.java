package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

@OverEveryFront
class OriginRefusesConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    @Test
    void isA502WhereItIsTheOnlyOne() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/");

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).contains("\"reason\":\"connect-failed\"");
            assertThat(client.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void isMadeGoodByAnother() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(RawOrigin.closedPort(), origin.port()).start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
                // Not one byte has left: a write may try another origin of the primary too, with its body.
                assertThat(client.send(RawClient.request("POST", "/", "Content-Length: 3") + "abc")
                                .read("POST")
                                .status())
                        .isEqualTo(200);
            }
            assertThat(origin.requests())
                    .hasSize(40)
                    .filteredOn(r -> r.endsWith("abc"))
                    .hasSize(20);
        }
    }

    @Test
    void sendsAReadToAnotherDatacenterAndAWriteNowhere() {
        try (RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", RawOrigin.closedPort())
                        .datacenter("codfw", codfw.port())
                        .start();
                RawClient client = fleet.client("eqiad")) {
            assertThat(client.get("/").status()).isEqualTo(200);
            RawClient.Response write = client.send(RawClient.request("POST", "/", "Content-Length: 3") + "abc")
                    .read("POST");

            assertThat(write.status()).isEqualTo(502);
            assertThat(codfw.requests()).hasSize(1).first().asString().startsWith("GET ");
        }
    }

    @Test
    void isTriedOnlySoOften() {
        try (Fleet fleet = Fleet.alone(
                                RawOrigin.closedPort(),
                                RawOrigin.closedPort(),
                                RawOrigin.closedPort(),
                                RawOrigin.closedPort())
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(fleet.metrics("eqiad")).contains("fairlead_upstream_connections_failed_total 3.0");
        }
    }

    @Test
    void anEmptyPoolIsA503() {
        try (Fleet fleet = Fleet.alone().start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/");

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body()).contains("\"reason\":\"no-origin\"");
        }
    }

    /** Its queue is full: the kernel answers nothing to those who connect. */
    @Test
    void isA504WhereNothingComesBackAndNothingCanHaveBeenDone() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
                Fleet fleet = Fleet.alone(full.getLocalPort())
                        .pins()
                        .connectsWithin(Duration.ofMillis(200))
                        .start();
                RawClient client = fleet.client()) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            RawClient.Response read = client.get("/");
            assertThat(read.status()).isEqualTo(504);
            assertThat(read.body()).contains("connect-timed-out");
            RawClient.Response write = client.exchange("POST", "/", "Content-Length: 0");
            assertThat(write.status()).isEqualTo(504);
            assertThat(write.fields("Set-Cookie")).isEmpty();
        }
    }
}
