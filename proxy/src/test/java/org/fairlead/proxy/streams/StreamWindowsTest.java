package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flow control, from the client's window to the origin's socket and back. */
class StreamWindowsTest {
    private static final int INITIAL_WINDOW_SIZE = 4;
    /** RFC 9113 §6.9.2, of the connection in any case. */
    private static final int INITIAL_WINDOW = 65_535;

    /** RFC 9218 §7.1. */
    private static final int PRIORITY_UPDATE = 0x10;

    private static final int MEBIBYTE = 1024 * 1024;

    @Test
    void areKeptToTheByte() {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client =
                        RawHttp2Client.connect(fleet.at("eqiad")).withholdingWindow()) {
            client.setting(INITIAL_WINDOW_SIZE, 1);
            int stream = client.open();
            client.headers(stream, true, RawHttp2Client.request("GET", "/"));
            client.await(RawHttp2Client.DATA);
            assertThat(client.soFar(stream).body()).isEqualTo("h");

            client.window(stream, 2);
            client.await(RawHttp2Client.DATA);
            assertThat(client.soFar(stream).body()).isEqualTo("hel");

            client.window(stream, 100);
            assertThat(client.answer(stream).body()).isEqualTo("hello");
        }
    }

    /** Small ones go out at once, as long as all of them fit. */
    @Test
    void ofTheConnectionAreKeptToTheByteByManySmallAnswers() {
        int size = 1000;
        try (RawOrigin origin = RawOrigin.answering(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + "x".repeat(size));
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client =
                        RawHttp2Client.connect(fleet.at("eqiad")).withholdingWindow()) {
            List<Integer> streams =
                    IntStream.range(0, 70).map(i -> client.open()).boxed().toList();
            streams.forEach(stream -> client.headers(stream, true, RawHttp2Client.request("GET", "/")));
            while (came(client, streams) < INITIAL_WINDOW) {
                client.read();
            }
            client.frame(RawHttp2Client.PING, 0, 0, new byte[8]).await(RawHttp2Client.PING);
            assertThat(came(client, streams)).isEqualTo(INITIAL_WINDOW);

            client.window(0, 70 * size - INITIAL_WINDOW);
            assertThat(streams)
                    .allSatisfy(
                            stream -> assertThat(client.answer(stream).body()).hasSize(size));
        }
    }

    private static int came(RawHttp2Client client, List<Integer> streams) {
        return streams.stream()
                .mapToInt(stream -> client.soFar(stream).body().length())
                .sum();
    }

    @Test
    void leaveNothingBehindWhenTheConnectionEnds() {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                Fleet fleet = Fleet.alone(origin.port()).start()) {
            for (int i = 0; i < 20; i++) {
                try (RawHttp2Client client =
                        RawHttp2Client.connect(fleet.at("eqiad")).withholdingWindow()) {
                    client.setting(INITIAL_WINDOW_SIZE, 1);
                    client.headers(client.open(), true, RawHttp2Client.request("GET", "/"));
                    client.await(RawHttp2Client.DATA);
                }
            }
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(fleet.metrics("eqiad")).contains("fairlead_client_connections 0.0"));
        }
    }

    @Test
    void holdBackTheOrigin() {
        AtomicLong sent = new AtomicLong();
        byte[] part = new byte[64 * 1024];
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + 64 * MEBIBYTE + "\r\n\r\n");
                    while (sent.get() < 64 * MEBIBYTE) {
                        connection.send(part);
                        sent.addAndGet(part.length);
                    }
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client =
                        RawHttp2Client.connect(fleet.at("eqiad")).withholdingWindow()) {
            int stream = client.open();
            client.headers(stream, true, RawHttp2Client.request("GET", "/"));
            client.await(RawHttp2Client.DATA);

            AtomicLong before = new AtomicLong(-1);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> sent.get() == before.getAndSet(sent.get()));
            assertThat(sent.get()).isLessThan(16L * MEBIBYTE);
        }
    }

    /** A byte now and then: the stream ends, its connection doesn't, and others don't notice. */
    @Test
    void thatAreTinyEndTheStreamOfWhoReadsTooSlowly() {
        ClientLimits paced = new ClientLimits(
                ClientLimits.UNLIMITED,
                List.of(),
                ClientLimits.UNLIMITED,
                ClientLimits.DEFAULT.pipelinedRequests(),
                new ClientLimits.Pace(1000, Duration.ofMillis(300)),
                0);
        try (RawOrigin origin =
                        RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + "x".repeat(20_000));
                Fleet fleet = Fleet.alone(origin.port())
                        .clients(paced)
                        .clientsIdleFor(Duration.ofSeconds(1))
                        .start();
                RawHttp2Client slow = RawHttp2Client.connect(fleet.at("eqiad")).withholdingWindow()) {
            slow.setting(INITIAL_WINDOW_SIZE, 1);
            int stream = slow.open();
            slow.headers(stream, true, RawHttp2Client.request("GET", "/"));
            Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> {
                slow.window(stream, 1);
                return fleet.metrics("eqiad").contains("fairlead_failures_total{failure=\"client-stalled\"");
            });
            assertThat(slow.answer(stream).reset).as("it was ended").isPositive();
            assertThat(slow.get(Fleet.HEALTH_PATH).status).isEqualTo(200);
            try (RawHttp2Client other = RawHttp2Client.connect(fleet.at("eqiad"))) {
                assertThat(other.get("/").body()).hasSize(20_000);
            }
        }
    }

    /** Two large answers wait for the connection's window: it goes to the urgent one first, though that was asked for later. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goToTheMoreUrgentStream(boolean byUpdate) {
        int size = 200_000;
        try (RawOrigin origin = RawOrigin.answering(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + "x".repeat(size));
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client =
                        RawHttp2Client.connect(fleet.at("eqiad")).withholdingWindow()) {
            client.setting(INITIAL_WINDOW_SIZE, MEBIBYTE);
            int usual = client.open();
            client.headers(usual, true, RawHttp2Client.request("GET", "/usual"));
            int urgent = client.open();
            client.headers(
                    urgent, true, RawHttp2Client.request("GET", "/urgent", "priority", byUpdate ? "u=7" : "u=0"));
            if (byUpdate) {
                byte[] update = ByteBuffer.allocate(7)
                        .putInt(urgent)
                        .put(RawHttp2Client.latin1("u=0"))
                        .array();
                client.frame(PRIORITY_UPDATE, 0, 0, update);
            }
            // Both have begun, and the window of the connection is used up.
            while (client.soFar(usual).body().length()
                                    + client.soFar(urgent).body().length()
                            < INITIAL_WINDOW
                    || client.soFar(urgent).status == 0) {
                client.read();
            }
            Awaitility.await().until(() -> origin.requests().size() == 2);
            int before = client.soFar(usual).body().length();
            while (!client.soFar(urgent).ended) {
                client.window(0, 4096).read();
            }

            assertThat(client.soFar(urgent).body()).hasSize(size);
            // In turns it would have come as far.
            assertThat(client.soFar(usual).body().length() - before).isLessThan(size / 4);
        }
    }

    @Test
    void endAtTheOriginWithTheirConnection() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.awaitEnd();
                    ended.countDown();
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, RawHttp2Client.request("POST", "/"));
            client.await(RawHttp2Client.WINDOW_UPDATE);
            assertThat(client.get(Fleet.HEALTH_PATH).status)
                    .as("another stream")
                    .isEqualTo(200);
        }
    }

    /** Who can't send, since all that there is of the connection's is taken by what the origin doesn't take of others, isn't slow. */
    @Test
    void thatOthersUseUpArentHeldAgainstAnUpload() {
        ClientLimits paced = new ClientLimits(
                ClientLimits.UNLIMITED,
                List.of(),
                ClientLimits.UNLIMITED,
                ClientLimits.DEFAULT.pipelinedRequests(),
                new ClientLimits.Pace(1000, Duration.ofMillis(300)),
                0);
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection
                            .greet(INITIAL_WINDOW_SIZE, 1000)
                            .withholdingWindow()
                            .window(0, MEBIBYTE);
                    connection.answerAll((to, request) -> to.ok(request.stream, request.body()));
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .pool(PoolSettings.USUAL.withProtocol(PoolSettings.Protocol.HTTP2))
                        .clients(paced)
                        .start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"));
                RawHttp2Client other = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int upload = client.open();
            client.headers(upload, false, RawHttp2Client.request("POST", "/")).data(upload, false, "a part");
            List<Integer> held =
                    IntStream.range(0, 30).map(i -> client.open()).boxed().toList();
            held.forEach(stream -> client.headers(stream, false, RawHttp2Client.request("POST", "/held")));
            assertThat(client.uploadWhatMay(held)).as("window that is left").isZero();
            for (int i = 0; i < 3; i++) {
                int resting = other.open();
                other.headers(resting, false, RawHttp2Client.request("POST", "/"));
                assertThat(other.answer(resting).status).isEqualTo(408);
            }
            held.forEach(stream -> client.reset(stream, 8));
            client.data(upload, true, " and the rest");

            assertThat(client.answer(upload).body()).isEqualTo("a part and the rest");
        }
    }

    @Test
    void openAgainWhileTheOriginTakesTheBody() {
        int size = 4 * MEBIBYTE;
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.skip(size, () -> {});
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, RawHttp2Client.request("PUT", "/", "content-length", Integer.toString(size)));
            client.upload(stream, size);

            assertThat(client.answer(stream).status).isEqualTo(200);
        }
    }
}
