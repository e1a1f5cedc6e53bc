package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.fairlead.config.Delivery;
import org.fairlead.config.Patience;
import org.fairlead.config.Retry;
import org.fairlead.proxy.testkit.FaultRelay;
import org.fairlead.proxy.testkit.FaultRelay.Fault;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** Each limit by itself, with its own reason. */
@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class TimeLimitsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n";

    private static UnaryOperator<Delivery> limits(Duration head, Duration body, Duration request) {
        return usual -> new Delivery(
                new Patience(Duration.ofSeconds(1), head, body, Optional.ofNullable(request)), Retry.USUAL);
    }

    private static UnaryOperator<Delivery> limits(Duration head, Duration body) {
        return usual -> new Delivery(new Patience(Duration.ofSeconds(1), head, body, Optional.empty()), Retry.USUAL);
    }

    private static RawOrigin silent() {
        return RawOrigin.of(connection -> {
            connection.readRequest();
            connection.awaitEnd();
        });
    }

    private static RawOrigin stopping() {
        return RawOrigin.of(connection -> {
            connection.readRequest();
            connection.send(HEAD + "half");
            connection.awaitEnd();
        });
    }

    @Test
    void theHeadOfAnAnswer() {
        try (RawOrigin origin = silent();
                Fleet fleet =
                        Fleet.alone(origin.port()).delivery(limits(SHORT, LONG)).start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.get("/");

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("\"reason\":\"answer-timed-out\"");
        }
    }

    @Test
    void moreOfItsBody() {
        try (RawOrigin origin = stopping();
                Fleet fleet =
                        Fleet.alone(origin.port()).delivery(limits(LONG, SHORT)).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", "/"));

            assertThat(client.isReset()).isTrue();
            assertThat(fleet.metrics("eqiad")).contains("fairlead_failures_total{failure=\"body-stalled\",} 1.0");
        }
    }

    /** It may begin before the request is out whole. */
    @Test
    void theBodyOfAnEarlyAnswerHasItsTimeToo() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.send(HEAD);
                    for (char c : "all is well.".toCharArray()) {
                        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                        connection.send(Character.toString(c));
                    }
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .delivery(limits(LONG, Duration.ofSeconds(5)))
                        .start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("POST", "/", "Content-Length: 10") + "12345");

            assertThat(client.read("POST").body()).isEqualTo("all is well.");
        }
    }

    @Test
    void theWholeRequestWhileNothingHasCome() {
        try (RawOrigin origin = silent();
                Fleet fleet = Fleet.alone(origin.port(), origin.port())
                        .delivery(limits(LONG, LONG, SHORT))
                        .pins()
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response answer = client.get("/");
            RawClient.Response write = client.exchange("DELETE", "/");

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("\"reason\":\"request-timed-out\"");
            assertThat(write.status()).isEqualTo(504);
            assertThat(write.field("Set-Cookie")).startsWith("fairlead-pin=");
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void theWholeRequestInTheMidstOfItsAnswer() {
        try (RawOrigin origin = RawOrigin.answering(HEAD + "all is well.");
                FaultRelay relay = FaultRelay.before(origin.port());
                Fleet fleet = Fleet.alone(relay.port())
                        .delivery(limits(LONG, LONG, SHORT))
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            relay.inject(Fault.STALL_IN_BODY);
            client.send(RawClient.request("GET", "/"));

            assertThat(client.isReset()).isTrue();
            assertThat(fleet.metrics("eqiad")).contains("fairlead_failures_total{failure=\"request-timed-out\",} 1.0");
        }
    }

    @Test
    void aRequestThatWasQuickLeavesNoLimitBehind() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send(HEAD + "all is well.");
                    connection.readRequest();
                    java.util.concurrent.locks.LockSupport.parkNanos(400_000_000);
                    connection.send(HEAD + "all is well.");
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .delivery(limits(LONG, LONG, Duration.ofSeconds(1)))
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            java.util.concurrent.locks.LockSupport.parkNanos(700_000_000);

            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }
}
