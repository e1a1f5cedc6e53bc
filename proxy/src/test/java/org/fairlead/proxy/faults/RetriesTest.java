package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.Retry;
import org.fairlead.proxy.testkit.FaultRelay;
import org.fairlead.proxy.testkit.FaultRelay.Fault;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often, how long and after what a request is sent again. */
@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class RetriesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final String UNAVAILABLE =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 5\r\nX-From: origin\r\n\r\nbusy.";
    private static final Retry ON_503 = new Retry(Set.of(503), Duration.ofSeconds(10), Duration.ZERO);

    private static final PoolSettings NEVER_EJECTED = PoolSettings.USUAL.withEjection(
            new PoolSettings.Ejection(1_000_000, Duration.ofSeconds(10), Duration.ofSeconds(10), 0));

    private static RawOrigin closing() {
        return RawOrigin.of(RawOrigin.Connection::readRequest);
    }

    @Test
    void aStatusThatIsNamedIsTriedElsewhere() {
        try (RawOrigin busy = RawOrigin.answering(UNAVAILABLE);
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", busy.port())
                        .datacenter("codfw", codfw.port())
                        .retry(ON_503)
                        .start();
                RawClient client = fleet.client("eqiad")) {
            assertThat(client.get("/").status()).isEqualTo(200);

            assertThat(fleet.metrics("eqiad")).contains("fairlead_retried_total{reason=\"status-retried\",} 1.0");
        }
    }

    @Test
    void isPassedOnAsItIsWhereNobodyElseCanAnswer() {
        try (RawOrigin busy = RawOrigin.answering(UNAVAILABLE);
                Fleet fleet = Fleet.alone(busy.port()).retry(ON_503).start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.get("/");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("X-From")).isEqualTo("origin");
            assertThat(busy.requests()).hasSize(1);
        }
    }

    @Test
    void isPassedOnWhereNoStatusIsNamedAndToAWriteAlways() {
        try (RawOrigin busy = RawOrigin.answering(UNAVAILABLE);
                RawOrigin other = RawOrigin.answering(UNAVAILABLE);
                Fleet fleet = Fleet.alone(busy.port(), other.port()).start();
                Fleet retrying =
                        Fleet.alone(busy.port(), other.port()).retry(ON_503).start();
                RawClient client = fleet.client();
                RawClient writer = retrying.client()) {
            assertThat(client.get("/").status()).isEqualTo(503);
            assertThat(writer.exchange("DELETE", "/").status()).isEqualTo(503);
            assertThat(busy.requests().size() + other.requests().size()).isEqualTo(2);
        }
    }

    /** Two in a row that close: the first failure is made good, as long as there is a budget. */
    @Test
    void endWithTheBudget() {
        try (RawOrigin first = closing();
                RawOrigin second = closing();
                Fleet fleet = Fleet.alone(first.port(), second.port())
                        .budget(0, 1)
                        .pool(NEVER_EJECTED)
                        .start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/").status()).isEqualTo(502);
            }

            // Ten seconds with one a second.
            assertThat(first.requests().size() + second.requests().size()).isEqualTo(30);
            assertThat(fleet.metrics("eqiad"))
                    .contains("fairlead_retried_total{reason=\"closed-before-answer\",} 10.0")
                    .contains("fairlead_retries_refused_total 10.0");
        }
    }

    /** It has done nobody any work, and the write isn't to suffer for what others have used up. */
    @Test
    void areNotRefusedForTheBudgetWhereNothingHasLeft() {
        try (RawOrigin live = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(RawOrigin.closedPort(), live.port())
                        .budget(0, 0)
                        .start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.exchange("DELETE", "/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void endWithTheTimeForAllOfThem() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                RawOrigin other = RawOrigin.answering(OK);
                FaultRelay relay = FaultRelay.before(origin.port());
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", relay.port())
                        .datacenter("codfw", other.port())
                        .timeouts(OriginFaultsTest::quick)
                        .retry(new Retry(Set.of(), Duration.ofMillis(50), Duration.ZERO))
                        .start();
                RawClient client = fleet.client("eqiad")) {
            relay.inject(Fault.BLACK_HOLE);

            assertThat(client.get("/").status()).isEqualTo(504);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void waitBeforeTheThirdAttemptAtOnePlace() {
        try (RawOrigin first = closing();
                RawOrigin second = closing();
                RawOrigin third = closing();
                Fleet fleet = Fleet.alone(first.port(), second.port(), third.port())
                        .retry(new Retry(Set.of(), Duration.ofSeconds(10), Duration.ofMillis(50)))
                        .start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").status()).isEqualTo(502);
            }
            assertThat(first.requests().size()
                            + second.requests().size()
                            + third.requests().size())
                    .isEqualTo(9);
        }
    }

    @Test
    void endWhenTheClientHasGoneMeanwhile() {
        try (RawOrigin first = closing();
                RawOrigin second = closing();
                RawOrigin third = closing();
                Fleet fleet = Fleet.alone(first.port(), second.port(), third.port())
                        .retry(new Retry(Set.of(), Duration.ofSeconds(10), Duration.ofMinutes(1)))
                        .start()) {
            RawClient client = fleet.client();
            client.send(RawClient.request("GET", "/"));
            org.awaitility.Awaitility.await()
                    .until(() -> first.requests().size()
                                    + second.requests().size()
                                    + third.requests().size()
                            == 2);
            client.reset();
            org.awaitility.Awaitility.await().until(() -> fleet.metrics("eqiad").contains("fairlead_exchanges 0.0"));
        }
    }

    @Test
    void areToldInTheAccessLog(@TempDir Path logs) throws IOException {
        int closed = RawOrigin.closedPort();
        try (RawOrigin eqiad = closing();
                RawOrigin codfw = RawOrigin.answering(OK)) {
            try (Fleet fleet = Fleet.plan()
                            .datacenter("eqiad", eqiad.port())
                            .datacenter("codfw", closed, codfw.port())
                            .withoutPeers()
                            .accessLogs(logs)
                            .start();
                    RawClient client = fleet.client("eqiad")) {
                for (int i = 0; i < 20; i++) {
                    client.get("/");
                }
            }
            String line = Files.readString(logs.resolve("eqiad"));

            assertThat(line)
                    .contains("\"attempts\":2,\"tried\":\"127.0.0.1:" + eqiad.port()
                            + " closed-before-answer, 127.0.0.1:" + codfw.port() + "\"")
                    .contains("\"attempts\":3,\"tried\":\"127.0.0.1:" + eqiad.port()
                            + " closed-before-answer, 127.0.0.1:" + closed + " connect-failed, 127.0.0.1:"
                            + codfw.port() + "\"");
        }
    }
}
