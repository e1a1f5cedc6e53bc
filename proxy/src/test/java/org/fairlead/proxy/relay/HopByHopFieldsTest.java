package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

class HopByHopFieldsTest {
    @Test
    void endAtTheProxyBothWays() {
        String answer = String.join(
                "\r\n",
                "HTTP/1.1 200 Fine",
                "Connection: X-Theirs",
                "X-Theirs: 1",
                "Keep-Alive: timeout=5",
                "Proxy-Authenticate: Basic",
                "Set-Cookie: a=1",
                "Set-Cookie: b=2",
                "Date: Thu, 01 Jan 1970 00:00:00 GMT",
                "X-End: 1",
                "Content-Length: 0",
                "",
                "");
        try (RawOrigin origin = RawOrigin.answering(answer);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get(
                    "/a%2fb//../c?x=%zz",
                    "Connection: X-Mine, Host, Via, X-Forwarded-For",
                    "X-Mine: 1",
                    "Keep-Alive: 5",
                    "Proxy-Connection: keep-alive",
                    "Proxy-Authorization: x",
                    "TE: gzip",
                    "Upgrade: h2c",
                    "HTTP2-Settings: x",
                    "Authorization: secret",
                    "X-End: 1");

            assertThat(response.head())
                    .startsWith("HTTP/1.1 200 Fine\r\n")
                    .doesNotContain("Theirs", "Keep-Alive", "Proxy-", "Connection");
            assertThat(response.fields("Set-Cookie")).containsExactly("a=1", "b=2");
            assertThat(response.field("Date")).startsWith("Thu, 01 Jan 1970");
            assertThat(response.field("Via")).isEqualTo("1.1 test-eqiad");
            assertThat(response.field("X-End")).isEqualTo("1");
            assertThat(origin.requests().get(0))
                    .startsWith("GET /a%2fb//../c?x=%zz HTTP/1.1\r\nHost: wiki.example\r\n")
                    .contains("Authorization: secret\r\n", "X-End: 1\r\n", "X-Forwarded-For: ", "Via: ")
                    .doesNotContain("Mine", "Keep-Alive", "Proxy-", "TE:", "Upgrade", "HTTP2", "Connection");
        }
    }

    @Test
    void anAbsoluteTargetNamesTheHost() {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send("OPTIONS http://wiki.example:81 HTTP/1.1\r\nHost: other\r\nMax-Forwards: 7\r\n\r\n")
                    .read("OPTIONS");

            assertThat(origin.requests().get(0))
                    .startsWith("OPTIONS * HTTP/1.1\r\nHost: wiki.example:81\r\n")
                    .contains("Max-Forwards: 6\r\n");
        }
    }

    @Test
    void maxForwardsEndsHere() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.exchange("OPTIONS", "/", "Max-Forwards: 0");

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("Allow")).contains("GET");
        }
    }

    @Test
    void lengthsWithoutBodiesAreKept() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
                    connection.readRequest();
                    connection.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n");
                    connection.readRequest();
                    connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.exchange("HEAD", "/").field("Content-Length")).isEqualTo("1234");
            assertThat(client.get("/").field("Content-Length")).isEqualTo("99");
            assertThat(client.get("/").field("Content-Length")).isEmpty();
            assertThat(origin.connections()).isEqualTo(1);
        }
    }
}
