package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSocket over HTTP/2 (RFC 8441): extended CONNECT here, an upgrade at the origin. */
class StreamTunnelsTest {
    private static final ClientLimits PACED = new ClientLimits(
            ClientLimits.UNLIMITED,
            List.of(),
            ClientLimits.UNLIMITED,
            ClientLimits.DEFAULT.pipelinedRequests(),
            new ClientLimits.Pace(1000, Duration.ofMillis(300)),
            0);
    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final String SWITCH = String.join(
            "\r\n",
            "HTTP/1.1 101 Switching Protocols",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Accept: x",
            "Sec-WebSocket-Protocol: chat",
            "",
            "");

    @TempDir
    private Path logs;

    private static String[] connect() {
        return new String[] {
            ":method", "CONNECT",
            ":protocol", "websocket",
            ":scheme", "http",
            ":path", "/chat",
            ":authority", "wiki.example",
            "sec-websocket-version", "13",
            "sec-websocket-protocol", "chat"
        };
    }

    @Test
    void areOffered() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            byte[] settings = client.await(RawHttp2Client.SETTINGS).payload();
            boolean offered = false;
            for (int at = 0; at < settings.length; at += 6) {
                offered |= settings[at + 1] == ENABLE_CONNECT_PROTOCOL && settings[at + 5] == 1;
            }
            assertThat(offered).isTrue();
        }
    }

    @Test
    void carryBytesBothWays() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send(SWITCH + "hello");
                    connection.send(connection.readUntil("!").replace('?', '.'));
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, connect()).data(stream, false, "early? ");
            while (client.soFar(stream).body().length() < 5) {
                client.read();
            }
            client.data(stream, false, "late?!");
            while (!client.soFar(stream).body().endsWith("!")) {
                client.read();
            }
            RawHttp2Client.Answer answer = client.soFar(stream);

            assertThat(answer.status).isEqualTo(200);
            assertThat(answer.fields("sec-websocket-accept")).isEmpty();
            assertThat(answer.field("sec-websocket-protocol")).isEqualTo("chat");
            assertThat(answer.body()).isEqualTo("helloearly. late.!");
            assertThat(origin.requests().get(0))
                    .startsWith("GET /chat HTTP/1.1\r\nHost: wiki.example\r\n")
                    .contains("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
                    .containsPattern("\r\nsec-websocket-key: [A-Za-z0-9+/]{22}==\r\n");

            client.data(stream, true, "");
            assertThat(client.answer(stream).ended).isTrue();
        }
    }

    @Test
    void endWithTheOrigin() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send(SWITCH + "bye");
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, connect());

            assertThat(client.answer(stream).body()).isEqualTo("bye");
            assertThat(client.get(Fleet.HEALTH_PATH).status).isEqualTo(200);
        }
    }

    @Test
    void areRefusedAsTheOriginRefusesThem() {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, connect());

            assertThat(client.answer(stream).status).isEqualTo(403);
        }
    }

    /** RFC 8441 §5: to the client any success is a tunnel. What the origin sends instead, however long, goes nowhere. */
    @Test
    void arentPretendedWhereTheOriginOpensNone() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        byte[] part = new byte[64 * 1024];
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\n\r\n");
                    try {
                        while (true) {
                            connection.send(part);
                        }
                    } finally {
                        left.countDown();
                    }
                });
                Fleet fleet = Fleet.alone(origin.port()).accessLogs(logs).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            client.headers(stream, false, connect());

            RawHttp2Client.Answer answer = client.answer(stream);
            assertThat(answer.status).isEqualTo(502);
            assertThat(answer.body()).contains("tunnel-not-opened");
            assertThat(left.await(5, TimeUnit.SECONDS))
                    .as("its connection ends")
                    .isTrue();
            assertThat(fleet.metrics("eqiad"))
                    .contains(
                            "fairlead_failures_total{failure=\"tunnel-not-opened\",} 1.0", "\nfairlead_exchanges 0.0");
            await().untilAsserted(() -> assertThat(Files.readString(logs.resolve("eqiad")))
                    .contains("\"status\":502", "\"failure\":\"tunnel-not-opened\""));
        }
    }

    /** Nor where the answer is our own. */
    @Test
    void arentPretendedWhereTheListenerAnswers() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            String[] lines = connect();
            lines[7] = Fleet.HEALTH_PATH;
            client.headers(stream, false, lines);

            assertThat(client.answer(stream).status).isEqualTo(502);
            assertThat(fleet.metrics("eqiad")).contains("{failure=\"tunnel-not-opened\",} 1.0");
        }
    }

    /** Until they are open the client has nothing to say: how long that takes is the origin's affair. */
    @Test
    void mayTakeLongerToOpenThanABodyMayRest() {
        AtomicBoolean isTime = new AtomicBoolean();
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    if (connection.readHead().startsWith("GET /chat ")) {
                        await().untilTrue(isTime);
                        connection.send(SWITCH + "hello");
                    }
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port()).clients(PACED).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int tunnel = client.open();
            client.headers(tunnel, false, connect());
            for (int i = 0; i < 2; i++) {
                int resting = client.open();
                client.headers(resting, false, RawHttp2Client.request("POST", "/"));
                assertThat(client.answer(resting).status).isEqualTo(408);
            }
            isTime.set(true);
            while (client.soFar(tunnel).body().length() < 5 && client.soFar(tunnel).reset < 0) {
                client.read();
            }

            assertThat(client.soFar(tunnel).status).isEqualTo(200);
            assertThat(client.soFar(tunnel).body()).isEqualTo("hello");
        }
    }

    @Test
    void haveToBeOpenedWithinTheTimeOfAnAnswersHead() {
        try (RawOrigin origin = RawOrigin.of(RawOrigin.Connection::awaitEnd);
                Fleet fleet = Fleet.alone(origin.port())
                        .timeouts(usual -> new Timeouts(
                                usual.connect(),
                                usual.requestHead(),
                                Duration.ofMillis(300),
                                usual.clientIdle(),
                                usual.upstreamIdle()))
                        .start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int tunnel = client.open();
            client.headers(tunnel, false, connect());

            assertThat(client.answer(tunnel).status).isEqualTo(504);
        }
    }
}
