package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** Where a datacenter has no peers, its origins are spoken to from afar. */
class CrossingToOriginsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";

    @Test
    void tellsTheApplicationWhereItIs() {
        try (RawOrigin eqiad = RawOrigin.answering(OK + "eqiad");
                RawOrigin codfw = RawOrigin.answering(OK + "codfw");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .withoutPeers()
                        .start();
                RawClient client = fleet.client("codfw")) {
            assertThat(client.exchange("DELETE", "/page").body()).isEqualTo("eqiad");
            assertThat(client.get("/page").body()).isEqualTo("codfw");
            assertThat(eqiad.requests().get(0))
                    .contains("Fairlead-Request: dc=eqiad, role=primary, treated-as=write, epoch=1\r\n")
                    .containsOnlyOnce("Via: 1.1 test-codfw")
                    .doesNotContain("Fairlead-Hop");
            assertThat(codfw.requests().get(0))
                    .contains("Fairlead-Request: dc=codfw, role=replica, treated-as=read, epoch=1\r\n");
        }
    }
}
