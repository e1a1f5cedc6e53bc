package org.fairlead.proxy.invariants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.fairlead.config.Limits;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit, set tiny: what is answered when it is reached, and where that is counted. */
@OverEveryFront
class EverythingIsBoundedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final int PIPELINED_BYTES = 64 * 1024 * 1024;

    private static Limits heads(Limits usual, int bytes, int fields) {
        return new Limits(
                usual.connections(),
                bytes,
                fields,
                usual.connectionsPerOrigin(),
                usual.pinTableEntries(),
                usual.attempts());
    }

    @Test
    void connectionsOfClients() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).connections(2).start();
                RawClient first = fleet.client()) {
            try (RawClient second = fleet.client()) {
                assertThat(first.get("/").status()).isEqualTo(200);
                assertThat(second.get("/").status()).isEqualTo(200);
                oneMoreIsTurnedAway(fleet);
                assertThat(fleet.metrics("eqiad")).contains("fairlead_client_connections_refused_total 1.0");
            }
            await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_client_connections 1.0"));
            try (RawClient fourth = fleet.client()) {
                assertThat(fourth.get("/").status()).isEqualTo(200);
            }
        }
    }

    private static void oneMoreIsTurnedAway(Fleet fleet) {
        if (Front.current().isHttp2()) {
            try (RawHttp2Client client = fleet.framingClient()) {
                assertThat(client.awaitGoAway()).as("ENHANCE_YOUR_CALM").isEqualTo(11);
            }
        } else {
            try (RawClient client = fleet.client()) {
                assertThat(client.read("GET").status()).isEqualTo(503);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 100, 1, 2000, 431, head-too-large",
        "1024, 100, 1, 100000, 431, head-too-large",
        "32768, 10, 11, 1, 431, too-many-fields",
        "32768, 10, 5000, 1, 431, too-many-fields",
    })
    void headsOfRequests(int bytes, int most, int fields, int length, int status, String failure) {
        boolean isHttp2 = Front.current().isHttp2();
        assumeFalse(isHttp2 && length > 4 * bytes, "four times the limit ends the connection (FloodsTest)");
        // Its list says how long it is before its fields are counted (RFC 9113 §6.5.2).
        String reason = isHttp2 && fields > 1000 ? "head-too-large" : failure;
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .limits(usual -> heads(usual, bytes, most))
                        .start();
                RawClient client = fleet.client()) {
            String field = "X: " + "x".repeat(length) + "\r\n";
            RawClient.Response response = client.send(
                            "GET / HTTP/1.1\r\nHost: wiki.example\r\n" + field.repeat(fields) + "\r\n")
                    .read("GET");

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).contains(reason);
            assertThat(origin.requests()).isEmpty();
            await().until(() ->
                    fleet.metrics("eqiad").contains("fairlead_failures_total{failure=\"" + reason + "\",} 1.0"));
        }
    }

    @Test
    void headsOfAnswers() {
        try (RawOrigin origin = RawOrigin.answering(
                        "HTTP/1.1 200 OK\r\nX: " + "x".repeat(2000) + "\r\nContent-Length: 0\r\n\r\n");
                Fleet fleet = Fleet.alone(origin.port())
                        .limits(usual -> heads(usual, 1024, 100))
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            await().until(() ->
                    fleet.metrics("eqiad").contains("fairlead_failures_total{failure=\"answer-head-too-large\",} 1.0"));
        }
    }

    @Test
    void attempts() {
        RawOrigin.Script closing = RawOrigin.Connection::readRequest;
        try (RawOrigin first = RawOrigin.of(closing);
                RawOrigin second = RawOrigin.of(closing);
                RawOrigin third = RawOrigin.of(closing);
                Fleet fleet = Fleet.alone(first.port(), second.port(), third.port())
                        .attempts(2)
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(first.requests().size()
                            + second.requests().size()
                            + third.requests().size())
                    .isEqualTo(2);
        }
    }

    /** Requests sent ahead of an answer that doesn't come wait in the kernel, not with us. */
    @Test
    void pipelinedInput() throws IOException {
        byte[] request = RawClient.request("GET", "/").getBytes(StandardCharsets.US_ASCII);
        Fleet.Plan plan = Fleet.alone(1);
        try (Fleet fleet = plan.start()) {
            try (RawOrigin origin = RawOrigin.of(RawOrigin.Connection::awaitEnd);
                    SocketChannel client = SocketChannel.open(fleet.at("eqiad"))) {
                plan.datacenter("eqiad", origin.port());
                fleet.reload();
                client.configureBlocking(false);

                assertThat(sentUntilNothingIsTaken(client, request)).isLessThan(PIPELINED_BYTES / 2);
            }
            await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_client_connections 0.0"));
        }
    }

    private static long sentUntilNothingIsTaken(SocketChannel client, byte[] request) throws IOException {
        long sent = 0;
        long taken = System.nanoTime();
        while (sent < PIPELINED_BYTES && System.nanoTime() - taken < 500_000_000) {
            int written = client.write(ByteBuffer.wrap(request));
            sent += written;
            taken = written > 0 ? System.nanoTime() : taken;
        }
        return sent;
    }
}
