package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.DatacenterState;
import org.junit.jupiter.api.Test;

/** A crossing is one signed hop: the receiver serves it or says, signed, that it has done nothing. */
@OverEveryFront
class CrossingThroughPeerTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nFairlead-Pin: 7s\r\nContent-Length: 5\r\n\r\n";

    private static String post(String path) {
        return RawClient.request("POST", path, "Content-Length: 3") + "abc";
    }

    @Test
    void reachesTheOriginOnce() {
        try (RawOrigin eqiad = RawOrigin.answering(OK + "eqiad");
                RawOrigin codfw = RawOrigin.answering(OK + "codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .pins()
                        .start();
                RawClient client = fleet.client("codfw")) {
            RawClient.Response response = client.send(post("/w?a=b%20c")).read("POST");

            assertThat(response.body()).isEqualTo("eqiad");
            assertThat(response.fields("Via")).containsExactly("1.1 test-eqiad", "2.0 test-codfw");
            assertThat(response.field("Set-Cookie")).startsWith("fairlead-pin=").contains("Max-Age=7");
            assertThat(response.head()).doesNotContain("Fairlead-");
            assertThat(codfw.requests()).isEmpty();
            assertThat(eqiad.requests()).hasSize(1);
            assertThat(eqiad.requests().get(0))
                    .startsWith("POST /w?a=b%20c HTTP/1.1\r\nHost: wiki.example\r\n")
                    .endsWith("\r\n\r\nabc")
                    .contains("X-Forwarded-For: 127.0.0.1\r\n")
                    .contains("\r\nvia: " + Front.current().version() + " test-codfw\r\n")
                    .contains("\r\nVia: 2.0 test-eqiad\r\n")
                    .contains("\r\ncdn-loop: test-codfw\r\n", "\r\nCDN-Loop: test-eqiad\r\n")
                    .contains("Fairlead-Request: dc=eqiad, role=primary, treated-as=write, epoch=1\r\n")
                    .doesNotContain("Fairlead-Hop");
        }
    }

    @Test
    void ofAWriteIsRefusedByAReceiverUnderAnotherEpoch() {
        try (RawOrigin eqiad = RawOrigin.answering(OK + "eqiad");
                RawOrigin codfw = RawOrigin.answering(OK + "codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .pins()
                        .start();
                RawClient client = fleet.client("codfw")) {
            fleet.promote("codfw", "eqiad");
            RawClient.Response response = client.send(post("/")).read("POST");

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body()).contains("\"reason\":\"peer-refused\"", "hop-stale");
            assertThat(response.head()).doesNotContain("Fairlead-Hop").doesNotContain("Set-Cookie");
            assertThat(eqiad.requests()).isEmpty();
            assertThat(codfw.requests()).isEmpty();
        }
    }

    @Test
    void ofAReadMovesOnWhereThePeerCannotTakeIt() {
        try (RawOrigin eqiad = RawOrigin.answering(OK + "eqiad");
                RawOrigin codfw = RawOrigin.answering(OK + "codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .policy(Policies.READS_AT_PRIMARY)
                        .start();
                RawClient client = fleet.client("codfw")) {
            assertThat(client.get("/").body()).isEqualTo("eqiad");

            fleet.promote("codfw", "eqiad");

            assertThat(client.get("/").body()).isEqualTo("codfw");
        }
    }

    @Test
    void toADatacenterWithoutOriginsIsMarkedAsNotProcessed() {
        try (RawOrigin codfw = RawOrigin.answering(OK + "codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", RawOrigin.closedPort())
                        .datacenter("codfw", codfw.port())
                        .policy(Policies.READS_AT_PRIMARY)
                        .start();
                RawClient client = fleet.client("codfw")) {
            assertThat(client.get("/").body()).isEqualTo("codfw");
            RawClient.Response write = client.send(post("/")).read("POST");

            assertThat(write.status()).isEqualTo(503);
            assertThat(write.body()).contains("peer-refused", "hop-unavailable");
        }
    }

    @Test
    void withoutAHopIsRefusedByAListenerForPeers() {
        try (RawOrigin eqiad = RawOrigin.answering(OK + "eqiad");
                Fleet fleet = Fleet.alone(eqiad.port()).start();
                RawClient client = RawClient.connect(fleet.peersAddress("eqiad"))) {
            assertThat(client.get("/").status()).isEqualTo(403);
            assertThat(client.get(
                                    "/",
                                    "Fairlead-Hop: from=codfw, to=eqiad, primary=eqiad, epoch=1, as=write,"
                                            + " service=wiki, at=1, mac=x")
                            .status())
                    .isEqualTo(403);
            assertThat(eqiad.requests()).isEmpty();
        }
    }

    @Test
    void thatAClientForgesIsRemoved() {
        try (RawOrigin eqiad = RawOrigin.answering(OK + "eqiad");
                Fleet fleet = Fleet.alone(eqiad.port()).start();
                RawClient client = fleet.client()) {
            client.get("/", "Fairlead-Hop: x", "Fairlead-Request: role=primary", "fairlead-anything: y");

            assertThat(eqiad.requests().get(0))
                    .doesNotContain("Hop", "anything")
                    .containsOnlyOnce("Fairlead-Request");
        }
    }

    @Test
    void ofAReadThatIsDrainedAway() {
        try (RawOrigin eqiad = RawOrigin.answering(OK + "eqiad");
                RawOrigin codfw = RawOrigin.answering(OK + "codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .state("codfw", DatacenterState.DRAINED)
                        .start();
                RawClient client = fleet.client("codfw")) {
            assertThat(List.of(client.get("/").body(), client.get("/").body())).containsOnly("eqiad");
        }
    }
}
