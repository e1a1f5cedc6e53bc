package org.fairlead.proxy.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.BindAddress;
import org.fairlead.config.NameSettings;
import org.fairlead.proxy.testkit.DnsServer;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Origins and peers that are known by their names: names move, go away, and aren't known at the start. */
@ExtendWith(LeakExtension.class)
class OriginNameChangesTest {
    private static final String NAME = "app.example";

    private final DnsServer dns = new DnsServer();

    @AfterEach
    void close() {
        dns.close();
    }

    private NameSettings settings(Duration shortest, Duration longest) {
        return new NameSettings(
                List.of(new BindAddress("127.0.0.1", dns.port())), shortest, longest, Duration.ofSeconds(2));
    }

    private Fleet.Plan at(String host, int port) {
        return Fleet.alone(port).originsAt(host).names(settings(Duration.ofMillis(100), Duration.ofMillis(200)));
    }

    private static RawOrigin saying(String address, int port) {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + address.length() + "\r\n\r\n" + address;
        return RawOrigin.at(address, port, connection -> {
            while (!connection.readRequest().isEmpty()) {
                connection.send(answer);
            }
        });
    }

    @Test
    void eachOfSeveralAddressesIsAnOrigin() {
        dns.answer(NAME, 3600, "127.0.0.2", "127.0.0.1", "::1");
        try (RawOrigin first = saying("127.0.0.1", 0);
                RawOrigin second = saying("127.0.0.2", first.port());
                Fleet fleet = at(NAME, first.port()).start();
                RawClient client = fleet.client()) {
            await().until(() -> {
                assertThat(client.get("/").status()).isEqualTo(200);
                return !first.requests().isEmpty() && !second.requests().isEmpty();
            });
            assertThat(fleet.metrics("eqiad"))
                    .contains("origin=\"app.example:" + first.port() + "(127.0.0.1)\"")
                    .contains("origin=\"app.example:" + first.port() + "(127.0.0.2)\"")
                    .doesNotContain("0:0:0:0:0:0:0:1");
        }
    }

    @Test
    void healthIsThatOfAnAddress() {
        dns.answer(NAME, 3600, "127.0.0.1", "127.0.0.3");
        try (RawOrigin only = saying("127.0.0.1", 0);
                Fleet fleet = at(NAME, only.port()).start();
                RawClient client = fleet.client()) {
            await().until(() -> {
                assertThat(client.get("/").body()).isEqualTo("127.0.0.1");
                return isIn(fleet, "127.0.0.3", "ejected");
            });
            assertThat(isIn(fleet, "127.0.0.1", "up")).isTrue();
        }
    }

    private static boolean isIn(Fleet fleet, String address, String state) {
        return fleet.metrics("eqiad")
                .lines()
                .anyMatch(line ->
                        line.contains(address) && line.contains("state=\"" + state + "\"") && line.endsWith(" 1.0"));
    }

    @Test
    void whatIsUnderWayEndsWhereItBeganAndAllElseMoves() throws InterruptedException {
        CountDownLatch let = new CountDownLatch(1);
        CountDownLatch isUnderWay = new CountDownLatch(1);
        dns.answer(NAME, 0, "127.0.0.1");
        try (RawOrigin first = RawOrigin.of(connection -> {
                    for (String request = connection.readRequest();
                            !request.isEmpty();
                            request = connection.readRequest()) {
                        if (request.contains("/slow")) {
                            isUnderWay.countDown();
                            awaitOrFail(let);
                        }
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
                    }
                });
                RawOrigin second = saying("127.0.0.2", first.port());
                Fleet fleet = at(NAME, first.port()).start();
                RawClient slow = fleet.client();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").body()).isEqualTo("old");
            slow.send(RawClient.request("POST", "/slow", "Content-Length: 0"));
            assertThat(isUnderWay.await(10, TimeUnit.SECONDS)).isTrue();
            dns.answer(NAME, 0, "127.0.0.2");

            await().until(() -> client.get("/").body().equals("127.0.0.2"));
            let.countDown();
            assertThat(slow.read("POST").body()).isEqualTo("old");
            // Of the old address nothing is kept.
            await().until(() -> first.openConnections() == 0);
            assertThat(second.openConnections()).isPositive();
            assertThat(fleet.metrics("eqiad")).contains("fairlead_names_changed_total 2.0");
        }
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNameThatGoesEmptyOrFailsStaysWhereItWas() {
        dns.answer(NAME, 0, "127.0.0.1");
        try (RawOrigin origin = saying("127.0.0.1", 0);
                RawOrigin other = saying("127.0.0.2", origin.port());
                Fleet fleet = at(NAME, origin.port()).start();
                RawClient client = fleet.client()) {
            List<Runnable> troubles = List.of(() -> dns.answer(NAME, 0), () -> dns.fail(NAME), () -> dns.forget(NAME));
            for (Runnable trouble : troubles) {
                trouble.run();
                await().until(() -> fleet.metrics("eqiad").contains("fairlead_names_failing 1.0"));
                assertThat(client.get("/").body()).isEqualTo("127.0.0.1");
                dns.answer(NAME, 0, "127.0.0.1");
                await().until(() -> fleet.metrics("eqiad").contains("fairlead_names_failing 0.0"));
            }
            // Nor does a reload while nobody knows it take anything away.
            dns.forget(NAME);
            fleet.reload();
            assertThat(client.get("/").body()).isEqualTo("127.0.0.1");
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void aServerThatSaysNothingTakesNothingAway() {
        dns.answer(NAME, 0, "127.0.0.1");
        try (RawOrigin origin = saying("127.0.0.1", 0);
                Fleet fleet = at(NAME, origin.port()).start();
                RawClient client = fleet.client()) {
            dns.ignore(NAME);

            await().until(() -> fleet.metrics("eqiad").contains("fairlead_names_failing 1.0"));
            assertThat(client.get("/").body()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void aNameThatNobodyKnowsAtTheStartIsTriedOn() {
        try (RawOrigin origin = saying("127.0.0.1", 0);
                Fleet fleet = at(NAME, origin.port()).start();
                RawClient client = fleet.client()) {
            RawClient.Response refused = client.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(isIn(fleet, NAME, "down")).isTrue();
            dns.answer(NAME, 0, "127.0.0.1");

            await().until(() -> client.get("/").status() == 200);
        }
    }

    @Test
    void anAnswerHoldsForItsTimeWithinBounds() {
        dns.answer(NAME, 3600, "127.0.0.1").answer("calm.example", 0, "127.0.0.1");
        try (RawOrigin origin = saying("127.0.0.1", 0);
                Fleet fleet = at(NAME, origin.port()).start();
                Fleet calm = Fleet.alone(origin.port())
                        .originsAt("calm.example")
                        .names(settings(Duration.ofHours(1), Duration.ofHours(1)))
                        .start()) {
            int reloads = dns.asked("calm.example");
            int before = dns.asked(NAME);

            await().until(() -> dns.asked(NAME) >= before + 3);
            assertThat(dns.asked("calm.example")).isEqualTo(reloads);
            assertThat(fleet.metrics("eqiad")).contains("fairlead_names_failing 0.0");
            assertThat(calm.metrics("eqiad")).contains("fairlead_names_failing 0.0");
        }
    }

    @Test
    void whatTheHostsFileKnowsIsntAskedFor() {
        try (RawOrigin origin = saying("127.0.0.1", 0);
                Fleet fleet = at("localhost", origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(dns.asked("localhost")).isZero();
        }
    }

    @Test
    void peersHaveNamesToo() {
        dns.answer("peers.example", 0, "127.0.0.1");
        try (RawOrigin home = saying("127.0.0.1", 0);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", home.port())
                        .datacenter("codfw", RawOrigin.closedPort())
                        .peersAt("peers.example")
                        .names(settings(Duration.ofMillis(100), Duration.ofMillis(200)))
                        .start();
                RawClient client = fleet.client("codfw")) {
            assertThat(client.exchange("POST", "/", "Content-Length: 0").body()).isEqualTo("127.0.0.1");
            assertThat(fleet.metrics("codfw")).contains("pool=\"(peers)\"").contains("peers.example:");
        }
    }
}
