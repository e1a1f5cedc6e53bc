package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.ClientKey;
import org.fairlead.routing.PinSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After a client's write its reads go to the primary, for as long as the pin lasts. */
@OverEveryFront
class OwnWritesAreSeenTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";

    private static Fleet.Plan plan(RawOrigin eqiad, RawOrigin codfw) {
        return Fleet.plan()
                .datacenter("eqiad", eqiad.port())
                .datacenter("codfw", codfw.port())
                .pins();
    }

    @Test
    void byACookie() {
        try (RawOrigin eqiad = RawOrigin.answering(OK + "eqiad");
                RawOrigin codfw = RawOrigin.answering(OK + "codfw");
                Fleet fleet = plan(eqiad, codfw).start();
                RawClient client = fleet.client("codfw")) {
            assertThat(client.get("/").body()).isEqualTo("codfw");
            String setCookie = client.exchange("DELETE", "/").field("Set-Cookie");
            String cookie = setCookie.substring(0, setCookie.indexOf(';'));

            assertThat(setCookie)
                    .endsWith("; Path=/; Max-Age=10; HttpOnly; SameSite=Lax"
                            + (Front.current().isSecure() ? "; Secure" : ""));
            RawClient.Response pinned = client.get("/", "Cookie: a=b; " + cookie);
            assertThat(pinned.body()).isEqualTo("eqiad");
            assertThat(pinned.field("Set-Cookie"))
                    .as("a pinned read renews nothing")
                    .isEmpty();
            assertThat(client.get("/", "Cookie: " + cookie + "x").body()).isEqualTo("codfw");
        }
    }

    @ParameterizedTest
    @CsvSource({"200, true", "302, true", "404, false", "409, false", "500, true", "503, true"})
    void dependsOnTheAnswer(int status, boolean pins) {
        try (RawOrigin eqiad = RawOrigin.answering("HTTP/1.1 " + status + " x\r\nContent-Length: 0\r\n\r\n");
                Fleet fleet = Fleet.alone(eqiad.port()).pins().start();
                RawClient client = fleet.client()) {
            assertThat(client.exchange("DELETE", "/").fields("Set-Cookie")).hasSize(pins ? 1 : 0);
            assertThat(client.get("/").fields("Set-Cookie")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"none, ''", "5s, Max-Age=5", "100h, Max-Age=10", "500s, Max-Age=60"})
    void asLongAsTheApplicationSays(String asked, String expected) {
        try (RawOrigin eqiad = RawOrigin.answering(
                        "HTTP/1.1 200 OK\r\nFairlead-Pin: " + asked + "\r\nContent-Length: 0\r\n\r\n");
                Fleet fleet = Fleet.alone(eqiad.port()).pins().start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.exchange("DELETE", "/");

            assertThat(String.join("", response.fields("Set-Cookie"))).contains(expected);
            assertThat(response.fields("Set-Cookie")).hasSize(expected.isEmpty() ? 0 : 1);
            assertThat(response.head()).doesNotContain("Fairlead-Pin");
        }
    }

    @Test
    void forClientsThatKeepNoCookies() {
        PinSettings cookieless = new PinSettings(
                List.of(),
                Optional.of(Duration.ofSeconds(10)),
                Duration.ofMinutes(1),
                List.of(new ClientKey.OfHeader("X-Api-Key")),
                PinSettings.Cookie.DEFAULT,
                PinSettings.Failover.REFUSE);
        try (RawOrigin eqiad = RawOrigin.answering(OK + "eqiad");
                RawOrigin codfw = RawOrigin.answering(OK + "codfw");
                Fleet fleet = plan(eqiad, codfw).pin(cookieless).start();
                RawClient client = fleet.client("codfw")) {
            client.exchange("DELETE", "/", "X-Api-Key: robot");

            assertThat(client.get("/", "X-Api-Key: robot").body()).isEqualTo("eqiad");
            assertThat(client.get("/", "X-Api-Key: other").body()).isEqualTo("codfw");
            assertThat(client.get("/", "X-Api-Key: robot", "Cookie: a=b").body())
                    .isEqualTo("codfw");
        }
    }

    @Test
    void secureWhereTheClientCameByHttps() {
        try (RawOrigin eqiad = RawOrigin.answering(OK + "eqiad");
                Fleet fleet =
                        Fleet.alone(eqiad.port()).pins().trusts("127.0.0.0/8").start();
                RawClient client = fleet.client()) {
            assertThat(client.exchange("DELETE", "/", "X-Forwarded-Proto: https")
                            .field("Set-Cookie"))
                    .endsWith("; Secure");
        }
    }
}
