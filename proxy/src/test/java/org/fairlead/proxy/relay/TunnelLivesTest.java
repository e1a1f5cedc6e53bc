package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.fairlead.config.Tunnels;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** A tunnel has its own clock: it ends when nothing passes, and when it leads to a datacenter that is no longer the primary. */
class TunnelLivesTest {
    private static final Duration LONG = Duration.ofHours(1);

    private static RawOrigin switching() {
        return RawOrigin.of(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
            while (true) {
                connection.send(connection.readUntil("ping").replace("ping", "pong"));
            }
        });
    }

    private static RawClient tunnel(Fleet fleet) {
        RawClient client = fleet.client("eqiad");
        assertThat(client.get("/", "Upgrade: x", "Connection: upgrade").status())
                .isEqualTo(101);
        return client;
    }

    private static void awaitFailure(Fleet fleet, String label) {
        await().until(() -> fleet.metrics("eqiad").contains("failure=\"" + label + "\""));
    }

    private static Fleet.Plan two(RawOrigin here, RawOrigin there, Duration grace) {
        return Fleet.plan()
                .withoutPeers()
                .datacenter("eqiad", here.port())
                .datacenter("codfw", there.port())
                .primary("eqiad")
                .tunnels(new Tunnels(LONG, grace));
    }

    @Test
    void endWhenNothingPasses() throws Exception {
        try (RawOrigin origin = switching();
                Fleet fleet = Fleet.alone(origin.port())
                        .tunnels(new Tunnels(Duration.ofSeconds(1), LONG))
                        .start();
                RawClient client = tunnel(fleet)) {
            assertThat(client.send("ping").readUntil("pong")).isEqualTo("pong");
            assertThat(client.isEnded()).isTrue();
            awaitFailure(fleet, "tunnel-idle");
        }
    }

    @Test
    void toAFormerPrimaryEndAfterTheGrace() {
        try (RawOrigin here = switching();
                RawOrigin there = switching();
                Fleet fleet = two(here, there, Duration.ZERO).start();
                RawClient client = tunnel(fleet)) {
            fleet.promote("codfw", "eqiad");

            assertThat(client.isEnded()).isTrue();
            awaitFailure(fleet, "tunnel-to-former-primary");
        }
    }

    @Test
    void haveAGraceAfterThePrimaryHasMoved() throws Exception {
        try (RawOrigin here = switching();
                RawOrigin there = switching();
                Fleet fleet = two(here, there, LONG).start();
                RawClient client = tunnel(fleet)) {
            fleet.promote("codfw", "eqiad");

            assertThat(client.send("ping").readUntil("pong")).isEqualTo("pong");
        }
    }

    @Test
    void stayThroughAReloadThatLeavesThePrimary() throws Exception {
        try (RawOrigin here = switching();
                RawOrigin there = switching();
                Fleet fleet = two(here, there, Duration.ZERO).start();
                RawClient client = tunnel(fleet)) {
            fleet.promote("eqiad", "eqiad");
            assertThat(client.send("ping").readUntil("pong")).isEqualTo("pong");
            fleet.promote("codfw", "eqiad");
            assertThat(client.isEnded()).isTrue();
        }
    }
}
