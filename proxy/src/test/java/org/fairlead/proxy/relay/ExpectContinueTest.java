package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

class ExpectContinueTest {
    private static final String EXPECTING = RawClient.request("POST", "/", "Content-Length: 3", "Expect: 100-continue");

    @Test
    void isAnsweredByTheOrigin() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    assertThat(connection.readHead()).contains("Expect: 100-continue\r\n");
                    connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                    String body = connection.readUntil("abc");
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + body);
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.send(EXPECTING).read("POST").status()).isEqualTo(100);
            assertThat(client.send("abc").read("POST").body()).isEqualTo("abc");
        }
    }

    @Test
    void isAnsweredHereWhereTheOriginSaysNothing() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    assertThat(connection.readHead()).contains("Expect: 100-continue\r\n");
                    String body = connection.readUntil("abc");
                    connection.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + body);
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.send(EXPECTING).readUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            RawClient.Response response = client.send("abc").read("POST");

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("abc");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void letsNoBodyPassBehindAFinalAnswer() {
        Latch sent = new Latch();
        Latch ended = new Latch();
        AtomicBoolean came = new AtomicBoolean();
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\n");
                    sent.await();
                    connection.send("no");
                    try {
                        came.set(connection.skip(1, () -> {}) > 0);
                    } finally {
                        ended.open();
                    }
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.send(EXPECTING).readUntil("\r\n\r\n")).startsWith("HTTP/1.1 413 ");
            client.send("abc");
            sent.open();
            assertThat(client.readToEnd()).isEqualTo("no");
            ended.await();
            assertThat(came).isFalse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void mayBeRefusedBeforeTheBody() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
                    connection.awaitEnd();
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.send(EXPECTING).read("POST");

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("no");
            assertThat(response.field("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }
}
