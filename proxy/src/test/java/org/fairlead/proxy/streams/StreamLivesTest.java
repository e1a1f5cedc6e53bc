package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** How streams and their connections end: by the client, by its silence, when the process goes. */
class StreamLivesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static final ClientLimits ONE_REQUEST = new ClientLimits(
            ClientLimits.UNLIMITED,
            List.of(),
            1,
            ClientLimits.DEFAULT.pipelinedRequests(),
            ClientLimits.DEFAULT.pace(),
            0);

    @Test
    void endAtTheOriginWhenTheClientResetsThem() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.awaitEnd();
                    ended.countDown();
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, true, RawHttp2Client.request("GET", "/"));
            Awaitility.await().until(() -> origin.requests().size() == 1);
            client.reset(stream, 8);

            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(client.get(Fleet.HEALTH_PATH).status).isEqualTo(200);
        }
    }

    @Test
    void areToldThatTheRestOfTheRequestIsntWanted() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, RawHttp2Client.request("POST", "/")).data(stream, false, "a part");
            RawHttp2Client.Answer answer = client.answer(stream);
            client.await(RawHttp2Client.RST_STREAM);

            assertThat(answer.status).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("no");
            assertThat(answer.reset).as("NO_ERROR").isZero();
        }
    }

    /** RFC 9113 §5.1: it was under way when the stream was reset, so that it is no fault; and the window for it is given back. */
    @Test
    void arentAFaultForWhatCameLate() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            for (int i = 0; i < 10; i++) {
                int stream = client.open();
                client.headers(stream, false, RawHttp2Client.request("POST", "/"))
                        .data(stream, false, "a part");
                assertThat(client.answer(stream).status).isEqualTo(403);
                client.await(RawHttp2Client.RST_STREAM);
                sendRest(client, stream, i % 2 == 0);
            }

            assertThat(client.get(Fleet.HEALTH_PATH).status).isEqualTo(200);
            assertThat(fleet.metrics("eqiad")).doesNotContain("http2-stream-closed", "made-us-reset");
        }
    }

    /** As much as there was window for. */
    private static void sendRest(RawHttp2Client client, int stream, boolean hasTrailers) {
        String part = "x".repeat(400);
        for (int i = 0; i < 300; i++) {
            client.data(stream, false, part);
        }
        if (hasTrailers) {
            client.headers(stream, true, "x-sum", "7");
        } else {
            client.data(stream, true, "");
        }
    }

    /** Whoever opens more than it may learns so while their content is under way. */
    @Test
    void thatWereTooManyArentAFaultForWhatCameLate() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int first = client.open();
            client.headers(first, false, RawHttp2Client.request("POST", "/"));
            int surplus = 0;
            for (int i = 0; i < 100; i++) {
                surplus = client.open();
                client.headers(surplus, false, RawHttp2Client.request("POST", "/"));
            }
            assertThat(client.answer(surplus).reset).as("REFUSED_STREAM").isEqualTo(7);
            client.data(surplus, false, "a part").headers(surplus, true, "x-sum", "7");
            client.data(first, true, "");

            assertThat(client.answer(first).body()).isEqualTo("ok");
        }
    }

    @Test
    void endWithTheirConnectionWhenItIsIdle() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .timeouts(StreamLivesTest::idleFor300Millis)
                        .start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            assertThat(client.get("/").status).isEqualTo(200);

            assertThat(client.await(RawHttp2Client.GOAWAY).goAwayCode()).isZero();
        }
    }

    /** After a second without streams nothing is kept for the next ones: what serves them then served others meanwhile. */
    @Test
    void areServedAsBeforeAfterARest() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    for (String request = connection.readRequest();
                            !request.isEmpty();
                            request = connection.readRequest()) {
                        String path = request.split(" ", -1)[1];
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                    }
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client one = RawHttp2Client.connect(fleet.at("eqiad"));
                RawHttp2Client two = RawHttp2Client.connect(fleet.at("eqiad"))) {
            assertThat(one.get("/one").body()).isEqualTo("/one");
            Awaitility.await().pollDelay(Duration.ofMillis(1400)).until(() -> true);
            int open = two.open();
            two.headers(open, false, RawHttp2Client.request("POST", "/two"));
            assertThat(one.get("/one/again").body()).isEqualTo("/one/again");
            two.data(open, true, "");

            assertThat(two.answer(open).body()).isEqualTo("/two");
            assertThat(one.get("/one/then").body()).isEqualTo("/one/then");
        }
    }

    @Test
    void endWithTheirConnectionWhenItHasRestedForLong() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .clientsIdleFor(Duration.ofMillis(1300))
                        .start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            long began = System.nanoTime();
            assertThat(client.get("/").status).isEqualTo(200);

            assertThat(client.await(RawHttp2Client.GOAWAY).goAwayCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1100));
        }
    }

    private static Timeouts idleFor300Millis(Timeouts usual) {
        return new Timeouts(
                usual.connect(),
                usual.requestHead(),
                usual.responseHead(),
                Duration.ofMillis(300),
                usual.upstreamIdle());
    }

    @Test
    void areAskedForASignOfLife() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .timeouts(StreamLivesTest::idleFor300Millis)
                        .start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            client.headers(client.open(), true, RawHttp2Client.request("GET", "/"));

            assertThat(client.await(RawHttp2Client.PING).flags()).isZero();
        }
    }

    @Test
    void goInTwoSteps() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    while (!connection.readRequest().isEmpty()) {
                        try {
                            answer.await(5, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            return;
                        }
                        connection.send(OK);
                    }
                });
                Fleet fleet = Fleet.alone(origin.port()).clients(ONE_REQUEST).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int first = client.open();
            client.headers(first, true, RawHttp2Client.request("GET", "/"));
            assertThat(client.await(RawHttp2Client.GOAWAY).lastStream()).isEqualTo(Integer.MAX_VALUE);

            int second = client.open();
            client.headers(second, true, RawHttp2Client.request("GET", "/"));
            assertThat(client.await(RawHttp2Client.GOAWAY).lastStream()).isEqualTo(second);

            answer.countDown();
            assertThat(client.answer(first).body()).isEqualTo("ok");
            assertThat(client.answer(second).body()).isEqualTo("ok");
            assertThat(client.awaitGoAway()).as("the end").isEqualTo(-1);
        }
    }

    /** A reload may lower the limit below what a connection has served: it goes with the next request, and is counted once. */
    @Test
    void goWhereTheyArePastALimitThatWasLowered() {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            Fleet.Plan plan = Fleet.alone(origin.port());
            try (Fleet fleet = plan.start();
                    RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
                assertThat(client.get("/").status).isEqualTo(200);
                assertThat(client.get("/").status).isEqualTo(200);
                plan.clients(ONE_REQUEST);
                fleet.reload();

                int third = client.open();
                client.headers(third, true, RawHttp2Client.request("GET", "/"));
                assertThat(client.await(RawHttp2Client.GOAWAY).lastStream()).isEqualTo(Integer.MAX_VALUE);
                int fourth = client.open();
                client.headers(fourth, true, RawHttp2Client.request("GET", "/"));
                assertThat(client.await(RawHttp2Client.GOAWAY).lastStream()).isEqualTo(fourth);
                assertThat(client.answer(third).body()).isEqualTo("ok");
                assertThat(client.answer(fourth).body()).isEqualTo("ok");
                assertThat(fleet.metrics("eqiad"))
                        .contains("fairlead_limits_reached_total{limit=\"requests-per-connection\",} 1.0");
            }
        }
    }
}
