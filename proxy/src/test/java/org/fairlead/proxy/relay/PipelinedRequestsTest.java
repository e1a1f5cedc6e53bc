package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/** Requests that are sent ahead of the answers are answered in their order. */
class PipelinedRequestsTest {
    private static RawOrigin echo() {
        return RawOrigin.of(connection -> {
            for (String request = connection.readRequest(); !request.isEmpty(); request = connection.readRequest()) {
                String path = request.substring(request.indexOf(' ') + 1, request.indexOf(" HTTP/"));
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
            }
        });
    }

    @Test
    void oneByOne() {
        try (RawOrigin origin = echo();
                Fleet fleet = Fleet.alone(origin.port(), origin.port()).start();
                RawClient client = fleet.client()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                requests.append(
                        i % 3 == 0
                                ? RawClient.request("POST", "/" + i, "Content-Length: 5") + "hello"
                                : RawClient.request("GET", "/" + i));
            }
            client.send(requests.toString());

            for (int i = 0; i < 500; i++) {
                assertThat(client.read("GET").body()).isEqualTo("/" + i);
            }
        }
    }

    @Test
    void splitAtEveryByte() {
        try (RawOrigin origin = echo();
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            String both = RawClient.request("POST", "/1", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n"
                    + RawClient.request("GET", "/2");
            for (int i = 0; i < both.length(); i++) {
                client.send(both.substring(i, i + 1));
            }

            assertThat(client.read("POST").body()).isEqualTo("/1");
            assertThat(client.read("GET").body()).isEqualTo("/2");
        }
    }

    @Test
    void answeredByUsWithoutLosingCount() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", Fleet.HEALTH_PATH).repeat(5_000));

            for (int i = 0; i < 5_000; i++) {
                assertThat(client.read("GET").body()).isEqualTo("ok\n");
            }
        }
    }

    @Test
    void endWithTheOneThatCloses() {
        try (RawOrigin origin = echo();
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", "/1", "Connection: close") + RawClient.request("GET", "/2"));

            assertThat(client.read("GET").body()).isEqualTo("/1");
            assertThat(client.isEnded()).isTrue();
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void behindOneThatCannotBeReadAreDropped() {
        try (RawOrigin origin = echo();
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("GET", "/1") + "GET / HTTP/1.1\r\nBad Header: x\r\n\r\n"
                    + RawClient.request("GET", "/3"));

            assertThat(client.read("GET").body()).isEqualTo("/1");
            assertThat(client.read("GET").status()).isEqualTo(400);
            assertThat(client.isEnded()).isTrue();
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void areNotAnsweredAheadOfAClientThatDoesNotRead() {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000);
        try (RawOrigin origin = RawOrigin.answering(answer);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = RawClient.connect(fleet.at("eqiad"), 4096)) {
            client.send(RawClient.request("GET", "/").repeat(1_000));
            // Kernel buffers hold a few megabytes at most: most of the 100 MB must never be asked for.
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> origin.requests().size(), Matchers.lessThan(500));

            for (int i = 0; i < 1_000; i++) {
                assertThat(client.read("GET").body()).hasSize(100_000);
            }
        }
    }
}
