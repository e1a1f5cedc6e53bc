package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.DatacenterState;
import org.junit.jupiter.api.Test;

/** Every answer of our own says why, in the form that the client prefers. */
@OverEveryFront
class ProblemsAreExplainedTest {
    private static final String UNKNOWN = "GET / HTTP/1.1\r\nHost: elsewhere.example\r\n";

    @Test
    void inJsonByDefault() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.send(UNKNOWN + "\r\n").read("GET");

            assertThat(response.status()).isEqualTo(404);
            assertThat(response.field("Content-Type")).isEqualTo("application/problem+json");
            assertThat(response.body())
                    .contains("\"title\":\"Not Found\"", "\"reason\":\"no-service\"", "\"status\":404", "request-id");
            assertThat(client.send(UNKNOWN + "\r\n").read("GET").status())
                    .as("the connection is kept")
                    .isEqualTo(404);
        }
    }

    @Test
    void inHtmlForABrowser() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.send(
                            UNKNOWN + "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n\r\n")
                    .read("GET");

            assertThat(response.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(response.body()).contains("<h1>404 Not Found</h1>", "no-service");
        }
    }

    @Test
    void withoutABodyForHead() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.send("HEAD / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n")
                    .read("HEAD");

            assertThat(response.status()).isEqualTo(404);
            assertThat(response.field("Content-Length")).isNotEqualTo("0");
            assertThat(client.send(UNKNOWN + "\r\n").read("GET").body()).startsWith("{");
        }
    }

    @Test
    void withRetryAfterWhereItPasses() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort())
                        .state("eqiad", DatacenterState.READ_ONLY)
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.exchange("POST", "/", "Content-Length: 3");

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("Retry-After")).isEqualTo("5");
            assertThat(response.field("Connection"))
                    .as("the rest of the body isn't wanted")
                    .isEqualTo(Front.current().isHttp2() ? "" : "close");
            assertThat(response.body()).contains("\"reason\":\"read-only\"");
        }
    }

    @Test
    void forWhatCannotBeRead() {
        assumeFalse(Front.current().isHttp2(), "such a stream is reset (SmugglingTest)");
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response =
                    client.send("GET / HTTP/1.1\r\nHost : wiki.example\r\n\r\n").read("GET");

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("\"reason\":\"space-before-colon\"");
            assertThat(response.field("Connection")).isEqualTo("close");
            assertThat(client.endOutput().isEnded()).isTrue();
        }
    }

    @Test
    void toThoseWhoMayDebug() {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Fleet fleet = Fleet.alone(origin.port()).debugs("127.0.0.0/8").start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").field("Fairlead-Decision"))
                    .isEqualTo("dc=eqiad, reason=local, treated-as=read, protocol=http1");
            assertThat(client.send(UNKNOWN + "\r\n").read("GET").field("Fairlead-Decision"))
                    .isEqualTo("reason=no-service");
        }
    }

    @Test
    void aListenerSaysThatItIsUp() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get(Fleet.HEALTH_PATH).body()).isEqualTo("ok\n");
            assertThat(client.exchange("HEAD", Fleet.HEALTH_PATH).status()).isEqualTo(200);
        }
    }
}
