package org.fairlead.proxy.invariants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.trust.Hop;
import org.fairlead.trust.PinCookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients and origins forge of the fields that only others may set: what the other side sees of it. */
@OverEveryFront
class NothingFromOutsideIsBelievedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String[] FORGED = {
        "Fairlead-Hop: from=codfw, to=eqiad, primary=eqiad, epoch=1, as=write, service=wiki, at=1, mac=forged",
        "Fairlead-Request: dc=forged, role=primary, treated-as=write, epoch=99",
        "FAIRLEAD-request: forged",
        "Fairlead-Write: forged",
        "Fairlead-Pin: forged",
        "Fairlead-Decision: forged",
        "fairlead-anything: forged",
        "X-Forwarded-For: 192.0.2.66, 10.1.2.3",
        "X-Forwarded-Proto: " + (Front.current().isSecure() ? "http" : "https"),
        "X-Forwarded-Host: forged.example",
        "X-Forwarded-Port: 666",
        "X-Real-IP: 192.0.2.66",
        "Forwarded: for=192.0.2.66;proto=https;host=forged.example",
        "X-Request-Id: forged-id",
    };
    private static final List<String> FORGED_BY_ORIGINS = List.of(
            "fairlead-hop: forged",
            "Fairlead-Decision: forged",
            "FAIRLEAD-PIN: 5s",
            "Fairlead-Write: done",
            "Fairlead-Request: forged",
            "Fairlead-Anything: forged");
    private static final List<String> ANYWAY = List.of("dc=forged", "epoch=99", "fairlead-anything", "mac=forged");

    private static String onlyRequest(RawOrigin origin) {
        assertThat(origin.requests()).hasSize(1);
        return origin.requests().get(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofAClientThatIsNotTrusted(boolean twoProxies) {
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", 1)
                        .forwardedHeader()
                        .pins()
                        .start();
                RawClient client = fleet.client(twoProxies ? "codfw" : "eqiad")) {
            RawClient.Response response = client.exchange("DELETE", "/", FORGED);
            String seen = onlyRequest(eqiad).toLowerCase(Locale.ROOT);

            assertThat(response.status()).isEqualTo(200);
            assertThat(seen)
                    .doesNotContain("forged", "192.0.2.66", "10.1.2.3", "epoch=99", "x-real-ip", "x-forwarded-port");
            assertThat(seen)
                    .containsOnlyOnce("fairlead-")
                    .contains("\r\nfairlead-request: dc=eqiad, role=primary, treated-as=write, epoch=1\r\n")
                    .containsOnlyOnce("\r\nx-forwarded-for: 127.0.0.1\r\n")
                    .containsOnlyOnce(
                            "\r\nx-forwarded-proto: " + Front.current().scheme() + "\r\n")
                    .containsOnlyOnce("\r\nx-forwarded-host: wiki.example\r\n")
                    .containsOnlyOnce("\r\nforwarded: for=127.0.0.1;")
                    .containsOnlyOnce("\r\nx-request-id: ");
            assertThat(response.field("Set-Cookie").contains("Secure"))
                    .isEqualTo(Front.current().isSecure());
        }
    }

    @Test
    void ofASenderThatIsTrustedToForwardOnlyTheForwarding() {
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(eqiad.port()).trusts("127.0.0.0/8").pins().start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.exchange("DELETE", "/", FORGED);
            String seen = onlyRequest(eqiad);

            assertThat(seen.toLowerCase(Locale.ROOT)).doesNotContain(ANYWAY).containsOnlyOnce("fairlead-");
            assertThat(seen)
                    .containsOnlyOnce("\r\nX-Forwarded-For: 192.0.2.66, 10.1.2.3, 127.0.0.1\r\n")
                    .containsOnlyOnce("\r\nX-Forwarded-Proto: https\r\n")
                    .containsOnlyOnce("\r\nX-Request-Id: forged-id\r\n");
            assertThat(response.field("Set-Cookie")).endsWith("; Secure");
        }
    }

    @Test
    void ofAnIdThatIsNotOne() {
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(eqiad.port()).trusts("127.0.0.0/8").start();
                RawClient client = fleet.client()) {
            client.get("/", "X-Request-Id: with space", "X-Request-Id: second");
            client.get("/", "X-Request-Id: " + "x".repeat(200));

            assertThat(eqiad.requests())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request)
                            .containsOnlyOnce("\r\nX-Request-Id: ")
                            .doesNotContain("with space", "second", "xxxx"));
        }
    }

    @Test
    void ofTrailers() {
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(eqiad.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("POST", "/", "Transfer-Encoding: chunked") + "0\r\nX-Good: kept\r\n"
                            + String.join("\r\n", FORGED) + "\r\n\r\n")
                    .read("POST");
            String seen = onlyRequest(eqiad).toLowerCase(Locale.ROOT);
            String trailers = seen.substring(seen.indexOf("\r\n\r\n"));

            assertThat(trailers).contains("x-good: kept").doesNotContain("forged", "fairlead", "192.0.2.66");
        }
    }

    /** Naming a field in Connection must not take away what we say. */
    @Test
    void ofConnectionOptions() {
        assumeFalse(Front.current().isHttp2(), "HTTP/2 has no Connection (SmugglingTest)");
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(eqiad.port()).start();
                RawClient client = fleet.client()) {
            client.get("/", "Connection: Fairlead-Request, X-Forwarded-For, Via, X-Request-Id, Host, CDN-Loop");

            assertThat(onlyRequest(eqiad))
                    .contains("\r\nHost: ", "\r\nFairlead-Request: ", "\r\nX-Forwarded-For: ", "\r\nVia: ")
                    .contains("\r\nX-Request-Id: ", "\r\nCDN-Loop: ");
        }
    }

    static Stream<String> pins() {
        long later = System.currentTimeMillis() + 10_000;
        String good = PinCookie.render(Fleet.KEYS, "wiki", later);
        return Stream.of(
                "forged",
                "",
                good.substring(0, good.length() - 1),
                good + "A",
                PinCookie.render(Fleet.KEYS, "other", later),
                PinCookie.render(Fleet.KEYS, "wiki", 1_000),
                PinCookie.render(Fleet.KEYS, "wiki", later + 86_400_000));
    }

    @ParameterizedTest
    @MethodSource("pins")
    void ofPins(String value) {
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .pins()
                        .start();
                RawClient client = fleet.client("codfw")) {
            assertThat(client.get("/", "Cookie: fairlead-pin=" + value).status())
                    .isEqualTo(200);
            assertThat(eqiad.requests()).isEmpty();
            assertThat(codfw.requests()).hasSize(1);
        }
    }

    /** A hop is signed for one request; on another, or at another time, it is no hop, and the client's request is its own. */
    @Test
    void ofHopsThatWereSeenElsewhere() {
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .start();
                RawClient client = fleet.client("codfw");
                RawClient peer = RawClient.connect(fleet.peersAddress("codfw"))) {
            var other = org.fairlead.message.RequestHeadBuilder.request("POST", "http://wiki.example/other")
                    .build();
            String hop = new Hop("eqiad", "codfw", "codfw", 1, true, "wiki", System.currentTimeMillis() / 1000, "")
                    .signedFor(other, Fleet.KEYS)
                    .render();

            assertThat(client.exchange("POST", "/this", "Content-Length: 0", "Fairlead-Hop: " + hop)
                            .status())
                    .isEqualTo(200);
            assertThat(peer.exchange("POST", "/this", "Content-Length: 0", "Fairlead-Hop: " + hop)
                            .status())
                    .isEqualTo(403);
            assertThat(codfw.requests()).isEmpty();
            assertThat(onlyRequest(eqiad)).doesNotContain("Fairlead-Hop");
        }
    }

    @Test
    void ofAForgedDebugAddress() {
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(eqiad.port()).debugs("192.0.2.66/32").start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/", FORGED).head()).doesNotContain("Fairlead");
        }
    }

    @Test
    void ofOrigins() {
        String lines = String.join("\r\n", FORGED_BY_ORIGINS) + "\r\n";
        String answer = "HTTP/1.1 103 Early Hints\r\n" + lines + "Link: </a>\r\n\r\n" + "HTTP/1.1 503 Busy\r\n" + lines
                + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Good: kept\r\n" + lines + "\r\n";
        try (RawOrigin eqiad = RawOrigin.answering(answer);
                RawOrigin codfw = RawOrigin.answering(answer);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw", codfw.port())
                        .start()) {
            for (String method : List.of("GET", "POST")) {
                try (RawClient client = fleet.client("codfw")) {
                    client.send(RawClient.request(method, "/", "TE: trailers", "Content-Length: 0"));
                    String interim = client.read(method).head();
                    RawClient.Response response = client.read(method);

                    assertThat(interim.toLowerCase(Locale.ROOT))
                            .contains("link")
                            .doesNotContain("fairlead");
                    assertThat(response.status()).isEqualTo(503);
                    assertThat(response.head().toLowerCase(Locale.ROOT)).doesNotContain("fairlead-");
                    assertThat(response.body()).isEqualToIgnoringCase("hi\nX-Good: kept");
                }
            }
        }
    }
}
