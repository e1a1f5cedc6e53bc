package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.fairlead.config.Trust;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** What a sender says of whom it forwards for is believed only of those who are trusted. */
@OverEveryFront
class ForwardedHeadersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String[] CLAIMS = {
        "X-Forwarded-For: 203.0.113.9",
        "X-Forwarded-For: 10.1.2.3",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: en.example",
        "X-Forwarded-Port: 443",
        "X-Real-IP: 203.0.113.9",
        "Forwarded: for=203.0.113.9",
        "X-Request-Id: from-outside"
    };

    private static String seen(Fleet.Plan plan, RawOrigin origin, String... lines) {
        try (Fleet fleet = plan.start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/", lines).status()).isEqualTo(200);
            // Names that come in HTTP/2 are in lower case.
            return origin.requests().get(0).toLowerCase(Locale.ROOT);
        }
    }

    @Test
    void ofStrangersAreReplaced() {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            assertThat(seen(Fleet.alone(origin.port()), origin, CLAIMS))
                    .contains(
                            "x-forwarded-for: 127.0.0.1\r\n",
                            "x-forwarded-proto: " + Front.current().scheme() + "\r\n")
                    .contains("x-forwarded-host: wiki.example\r\n")
                    .doesNotContain("203.0.113.9", "10.1.2.3", ": 443", "from-outside", "forwarded: ");
        }
    }

    @Test
    void ofTrustedProxiesAreExtended() {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            assertThat(seen(Fleet.alone(origin.port()).trusts("127.0.0.0/8"), origin, CLAIMS))
                    .contains("x-forwarded-for: 203.0.113.9, 10.1.2.3, 127.0.0.1\r\n")
                    .contains("x-forwarded-proto: https\r\n", "x-forwarded-host: en.example\r\n")
                    .contains("x-forwarded-port: 443\r\n", "x-request-id: from-outside\r\n")
                    .doesNotContain("forwarded: for=203.0.113.9");
        }
    }

    @Test
    void inTheOtherFieldsAreReplaced() {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            Fleet.Plan plan = Fleet.alone(origin.port()).trusts("127.0.0.0/8").forwardedIn(Trust.Fields.FORWARDED);
            String request = seen(
                    plan,
                    origin,
                    "X-Forwarded-For: 198.51.100.66",
                    "X-Forwarded-Proto: http",
                    "Forwarded: for=198.51.100.67, for=\"[2001:db8::1]:4711\";proto=https");

            assertThat(request)
                    .contains("x-forwarded-for: 2001:db8:0:0:0:0:0:1, 127.0.0.1\r\n", "x-forwarded-proto: https\r\n")
                    .contains("forwarded: for=198.51.100.67, for=\"[2001:db8::1]:4711\";proto=https\r\n")
                    .doesNotContain("198.51.100.66");
        }
    }

    @Test
    void theClientIsReadFromTheRight() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port())
                        .trusts("127.0.0.0/8")
                        .debugs("10.1.2.3")
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/", CLAIMS).field("Fairlead-Decision")).isNotEmpty();
            assertThat(client.get("/", "X-Forwarded-For: 10.1.2.3, 192.0.2.1").field("Fairlead-Decision"))
                    .isEmpty();
            assertThat(client.get("/", "X-Forwarded-For: 10.1.2.3, nonsense").field("Fairlead-Decision"))
                    .isEmpty();
        }
    }

    @Test
    void forwardedIsWrittenOnRequest() {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            assertThat(seen(Fleet.alone(origin.port()).forwardedHeader(), origin))
                    .contains("forwarded: for=127.0.0.1;by=_test-eqiad;host=\"wiki.example\";proto="
                            + Front.current().scheme() + "\r\n");
        }
    }
}
