package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What isn't whole never looks whole. */
@OverEveryFront
class OriginClosesMidResponseTest {
    private static RawOrigin sendingOnly(String part) {
        return RawOrigin.of(connection -> {
            connection.readRequest();
            connection.send(part);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha",
            })
    void isA502WhileNothingOfItHasLeft(String part) {
        try (RawOrigin origin = sendingOnly(part);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            // Part and end may come in one read or in two; a clean end is what must not be.
            client.send(RawClient.request("GET", "/"));
            try {
                RawClient.Response response = client.read("GET");
                assertThat(response.status()).isEqualTo(502);
            } catch (java.io.UncheckedIOException e) {
                assertThat(e).hasMessageContaining("Connection reset");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
            })
    void isAResetOnceAPartHasLeft(String part) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send(part);
                    await(seen);
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", "/"));
            assertThat(client.readUntil("half")).endsWith("half");
            seen.countDown();

            assertThat(client.isReset()).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aResetInABodyThatLastsUntilTheEndIsNoEnd() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\n\r\nhalf");
                    await(seen);
                    connection.resetAtClose();
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", "/"));
            assertThat(client.readUntil("half")).endsWith("half");
            seen.countDown();

            assertThat(client.isReset()).isTrue();
        }
    }

    @Test
    void aReadThatGotNoAnswerIsTriedAgain() {
        try (RawOrigin silent = RawOrigin.of(RawOrigin.Connection::readRequest);
                RawOrigin answering = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                Fleet fleet = Fleet.alone(silent.port(), answering.port()).start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            assertThat(silent.requests()).isNotEmpty();
        }
    }

    /** Its head and what can't be its body come in one segment, so that nothing of it is with the client. */
    @Test
    void aReadOfWhoseAnswerNothingHasLeftIsTriedAgain(@TempDir Path logs) throws IOException {
        try (RawOrigin broken = RawOrigin.of(connection -> {
                    while (!connection.readRequest().isEmpty()) {
                        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nno size\r\n");
                    }
                });
                RawOrigin answering = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")) {
            try (Fleet fleet = Fleet.alone(broken.port(), answering.port())
                            .accessLogs(logs)
                            .start();
                    RawClient client = fleet.client()) {
                for (int i = 0; i < 20; i++) {
                    RawClient.Response response = client.get("/");
                    assertThat(response.status()).isEqualTo(200);
                    assertThat(response.body()).isEqualTo("hi");
                    assertThat(response.fields("Transfer-Encoding")).isEmpty();
                }
                assertThat(broken.requests()).isNotEmpty();
                assertThat(fleet.metrics("eqiad")).contains("fairlead_retried_total{reason=\"body-broken\",}");
            }
            assertThat(Files.readString(logs.resolve("eqiad")))
                    .contains("\"tried\":\"127.0.0.1:" + broken.port() + " body-broken, 127.0.0.1:" + answering.port())
                    .contains("\"bytes_out\":2,")
                    .doesNotContain("\"bytes_out\":5,");
        }
    }

    @Test
    void aReadOfWhoseAnswerNothingHasLeftGoesToTheOtherDatacenter() {
        try (RawOrigin broken = sendingOnly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n");
                RawOrigin codfw = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", broken.port())
                        .datacenter("codfw", codfw.port())
                        .start();
                RawClient client = fleet.client("eqiad")) {
            assertThat(client.get("/").body()).isEqualTo("hi");
            assertThat(broken.requests()).hasSize(1);
        }
    }

    @Test
    void aWriteOfWhoseAnswerNothingHasLeftIsNot() {
        try (RawOrigin broken = sendingOnly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n");
                RawOrigin other = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", broken.port(), broken.port())
                        .datacenter("codfw", other.port())
                        .pins()
                        .start();
                RawClient client = fleet.client("eqiad")) {
            RawClient.Response response = client.exchange("DELETE", "/");

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).contains("\"reason\":\"body-broken\"");
            assertThat(response.field("Set-Cookie")).startsWith("fairlead-pin=");
            assertThat(broken.requests()).hasSize(1);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void aWriteThatGotNoAnswerIsNot() {
        try (RawOrigin silent = RawOrigin.of(RawOrigin.Connection::readRequest);
                Fleet fleet = Fleet.alone(silent.port(), silent.port()).pins().start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.send(RawClient.request("POST", "/", "Content-Length: 3") + "abc")
                    .read("POST");

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).contains("\"reason\":\"closed-before-answer\"");
            assertThat(response.field("Set-Cookie")).startsWith("fairlead-pin=");
            assertThat(silent.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nA: b\u0000c\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nCont",
            })
    void whatIsNoAnswerIsA502(String bytes) {
        try (RawOrigin origin = sendingOnly(bytes);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(client.get("/").status())
                    .as("the client's connection is kept")
                    .isEqualTo(502);
        }
    }

    @Test
    void aFloodOfInterimAnswersIsA502() {
        try (RawOrigin origin = sendingOnly("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100));
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/");
            for (int i = 0; i < 100 && response.status() == 103; i++) {
                response = client.read("GET");
            }

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).contains("too-many-interim-answers");
        }
    }
}
