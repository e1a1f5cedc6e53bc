package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain HTTP sent to https, and requests that may have been replayed. */
@OverEveryFront({Front.HTTP1, Front.H2C})
class HttpsIsAskedForTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @ParameterizedTest
    @CsvSource({
        "443, GET, /a?b=c, https://wiki.example/a?b=c",
        "8443, POST, /a, https://wiki.example:8443/a",
        "443, OPTIONS, *, https://wiki.example/",
        "443, GET, http://wiki.example:80/x?, https://wiki.example/x?",
    })
    void redirects(int port, String method, String target, String location) {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).redirectToHttps(port).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.exchange(method, target, "Content-Length: 0");
            assertThat(response.status()).isEqualTo(308);
            assertThat(response.field("Location")).isEqualTo(location);
            assertThat(origin.requests()).isEmpty();
            assertThat(client.get(Fleet.HEALTH_PATH).status()).isEqualTo(200);
        }
    }

    @Test
    void servesWhatCameByHttpsAtATrustedProxy() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .redirectToHttps(443)
                        .trusts("127.0.0.0/8")
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/", "X-Forwarded-Proto: https").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(308);
        }
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).redirectToHttps(443).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/", "X-Forwarded-Proto: https").status()).isEqualTo(308);
        }
    }

    @Test
    void holdsBackWhatMayHaveBeenReplayed() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.exchange("POST", "/", "Early-Data: 1", "Content-Length: 0")
                            .status())
                    .isEqualTo(425);
            assertThat(origin.requests()).isEmpty();
            assertThat(client.get("/", "Early-Data: 1").status()).isEqualTo(200);
            assertThat(origin.requests().get(0)).containsIgnoringCase("Early-Data: 1\r\n");
        }
    }

    @Test
    void passesOnThatTheApplicationHoldsBack() {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 425 Too Early\r\nContent-Length: 0\r\n\r\n");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/", "Early-Data: 1").status()).isEqualTo(425);
            assertThat(origin.requests()).hasSize(1);
        }
    }
}
