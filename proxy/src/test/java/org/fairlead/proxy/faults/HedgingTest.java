package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.Overload;
import org.fairlead.config.Retry;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin that is slow at times: where hedging is on, a read that waits for long is sent to another one as well. */
@ExtendWith(LeakExtension.class)
class HedgingTest {
    private static final Retry HEDGING = new Retry(Set.of(), Duration.ofSeconds(10), Duration.ZERO, true);

    private final CountDownLatch let = new CountDownLatch(1);
    /** Who got a slow request first, by its path. */
    private final Map<String, String> holders = new ConcurrentHashMap<>();
    /** What the second to get it answers; empty: it hangs up. */
    private volatile String hasty = ok("hasty");

    private final RawOrigin one = origin("one");
    private final RawOrigin two = origin("two");

    private RawOrigin origin(String name) {
        return RawOrigin.of(connection -> {
            for (String request = connection.readRequest(); !request.isEmpty(); request = connection.readRequest()) {
                String path = request.split(" ", -1)[1];
                if (path.equals("/large")) {
                    sendMuch(connection);
                }
                if (!path.startsWith("/slow")) {
                    connection.send(ok(name));
                } else if (holders.putIfAbsent(path, name) == null) {
                    awaitLet();
                    connection.send(ok("held"));
                } else if (hasty.isEmpty()) {
                    return;
                } else {
                    connection.send(hasty);
                }
            }
        });
    }

    private static void sendMuch(RawOrigin.Connection connection) throws IOException {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
        byte[] part = new byte[64 * 1024];
        for (int i = 0; i < 10_000; i++) {
            connection.send(part);
        }
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void awaitLet() {
        try {
            assertThat(let.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        let.countDown();
        one.close();
        two.close();
    }

    private Fleet.Plan plan() {
        return Fleet.alone(one.port(), two.port()).retry(HEDGING);
    }

    /** Until the proxy knows how long answers take. */
    private static void getToKnow(RawClient client) {
        for (int i = 0; i < 120; i++) {
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    private static double metric(Fleet fleet, String name) {
        return fleet.metrics("eqiad")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private int requests(String path) {
        return (int) java.util.stream.Stream.of(one, two)
                .flatMap(origin -> origin.requests().stream())
                .filter(request -> request.contains(" " + path + " "))
                .count();
    }

    private static Overload atOnce(int most) {
        return new Overload(Optional.of(most), false, 10, Duration.ofSeconds(20), Optional.empty());
    }

    /** There is one connection to each: one waits for its answer, one for its reader. */
    @Test
    void nobodyGivesWayForASecondAttempt() {
        try (Fleet fleet = plan().connectionsPerOrigin(1).start();
                RawClient client = fleet.client();
                RawClient reader = fleet.client("eqiad", 4096);
                RawClient other = fleet.client()) {
            getToKnow(client);
            reader.send(RawClient.request("GET", "/large"));
            await().until(() -> requests("/large") == 1);
            // Who has read nothing for a second is in the way of who needs a connection.
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
            client.send(RawClient.request("GET", "/slow"));
            await().until(() -> requests("/slow") == 1);
            await().during(Duration.ofMillis(300)).until(() -> requests("/slow") == 1);
            assertThat(fleet.metrics("eqiad")).doesNotContain("reader-gave-way");

            assertThat(other.get("/").status()).as("who needs it").isEqualTo(200);
            assertThat(fleet.metrics("eqiad")).contains("{failure=\"reader-gave-way\",} 1.0");
        }
    }

    @Test
    void aSecondAttemptNeedsAPlaceOfItsOwn() {
        try (Fleet fleet = plan().overload(atOnce(1)).start();
                RawClient client = fleet.client()) {
            getToKnow(client);
            client.send(RawClient.request("GET", "/slow"));
            await().until(() -> requests("/slow") == 1);
            await().during(Duration.ofMillis(300)).until(() -> requests("/slow") == 1);
            let.countDown();

            assertThat(client.read("GET").body()).isEqualTo("held");
            assertThat(metric(fleet, "fairlead_hedges_total")).isZero();
        }
    }

    @Test
    void aSecondAttemptGivesItsPlaceBack() {
        try (Fleet fleet = plan().overload(atOnce(2)).start();
                RawClient client = fleet.client()) {
            getToKnow(client);
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/slow/" + i).body()).isEqualTo("hasty");
            }
        }
    }

    @Test
    void theFirstAnswerCountsAndTheOtherAttemptIsCancelled(@TempDir Path logs) throws IOException {
        try (Fleet fleet = plan().accessLogs(logs).start();
                RawClient client = fleet.client()) {
            getToKnow(client);
            double before = metric(fleet, "fairlead_hedges_won_total");

            assertThat(client.get("/slow").body()).isEqualTo("hasty");
            assertThat(metric(fleet, "fairlead_hedges_won_total")).isEqualTo(before + 1);
            assertThat(fleet.metrics("eqiad")).contains("fairlead_retried_total{reason=\"hedged\",}");
            boolean isOne = "one".equals(holders.get("/slow"));
            int held = (isOne ? one : two).port();
            int other = (isOne ? two : one).port();
            await().until(() -> Files.readString(logs.resolve("eqiad"))
                    .contains("\"tried\":\"127.0.0.1:" + held + " outrun, 127.0.0.1:" + other + "\""));
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "nonsense\r\n\r\n", ""})
    void anErrorOfTheSecondLeavesTheFirst(String answer) {
        hasty = answer;
        try (Fleet fleet = plan().start();
                RawClient client = fleet.client()) {
            getToKnow(client);
            client.send(RawClient.request("GET", "/slow"));
            await().until(() -> requests("/slow") == 2);
            // Another one comes back: what the second said has been read.
            try (RawClient other = fleet.client()) {
                getToKnow(other);
            }
            let.countDown();

            assertThat(client.read("GET").body()).isEqualTo("held");
        }
    }

    /** What is hedged on another connection meanwhile shows that there was time for it. */
    @Test
    void whatIsNoReadWithoutABodyIsSentOnce() {
        try (Fleet fleet = plan().start();
                RawClient client = fleet.client();
                RawClient writer = fleet.client();
                RawClient talker = fleet.client();
                RawClient upgrader = fleet.client()) {
            getToKnow(client);
            writer.send(RawClient.request("POST", "/slow/post", "Content-Length: 0"));
            talker.send(RawClient.request("GET", "/slow/body", "Content-Length: 2") + "hi");
            upgrader.send(RawClient.request("GET", "/slow/upgrade", "Upgrade: x", "Connection: upgrade"));
            await().until(() -> holders.size() == 3);

            await().until(() -> {
                assertThat(client.get("/slow/read/" + holders.size()).status()).isEqualTo(200);
                return metric(fleet, "fairlead_hedges_total") >= 3;
            });
            assertThat(requests("/slow/post")).isEqualTo(1);
            assertThat(requests("/slow/body")).isEqualTo(1);
            assertThat(requests("/slow/upgrade")).isEqualTo(1);
            let.countDown();
            assertThat(writer.read("POST").body()).isEqualTo("held");
        }
    }

    @Test
    void withoutABudgetNothingIsSentTwice() {
        try (Fleet fleet = plan().budget(0, 0).start();
                RawClient client = fleet.client()) {
            getToKnow(client);
            client.send(RawClient.request("GET", "/slow"));

            await().until(() -> metric(fleet, "fairlead_retries_refused_total") >= 1);
            assertThat(metric(fleet, "fairlead_hedges_total")).isZero();
            let.countDown();
            assertThat(client.read("GET").body()).isEqualTo("held");
        }
    }

    @Test
    void whoLeavesMeanwhileLeavesBoth() {
        hasty = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n";
        try (Fleet fleet = plan().start();
                RawClient client = fleet.client();
                RawClient gone = fleet.client()) {
            getToKnow(client);
            gone.send(RawClient.request("GET", "/slow"));
            await().until(() -> metric(fleet, "fairlead_hedges_total") >= 1);
            gone.reset();

            await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_exchanges 0.0"));
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void itIsOffUnlessAskedFor() {
        try (Fleet fleet = Fleet.alone(one.port(), two.port()).start();
                RawClient client = fleet.client();
                RawClient other = fleet.client()) {
            getToKnow(client);
            client.send(RawClient.request("GET", "/slow"));
            await().until(() -> holders.size() == 1);
            getToKnow(other);

            assertThat(requests("/slow")).isEqualTo(1);
            let.countDown();
            assertThat(client.read("GET").body()).isEqualTo("held");
        }
    }
}
