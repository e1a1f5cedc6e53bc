package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.WritesOnSafe;
import org.fairlead.routing.WritesOnSafe.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that writes on a request that must only read is found out, and where asked stopped from showing it. */
class WritesOnGetAreCaughtTest {
    private static final WritesOnSafe.Flag FIELD = new WritesOnSafe.Flag.Field("Fairlead-Write");

    private static String flagged(int status, String flag) {
        return "HTTP/1.1 " + status + " OK\r\n" + flag + "\r\nContent-Length: 2\r\n\r\nhi";
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void rejected(String method) {
        String answer = method.equals("HEAD")
                ? "HTTP/1.1 200 OK\r\nFairlead-Write: done\r\nContent-Length: 2\r\n\r\n"
                : flagged(200, "Fairlead-Write: done");
        try (RawOrigin origin = RawOrigin.answering(answer);
                Fleet fleet = Fleet.alone(origin.port(), origin.port())
                        .guard(FIELD, Mode.REJECT)
                        .pins()
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.exchange(method, "/rollback");

            assertThat(response.status()).isEqualTo(500);
            assertThat(response.field("Cache-Control")).isEqualTo("no-store");
            assertThat(response.field("Set-Cookie")).startsWith("fairlead-pin=");
            assertThat(response.body()).isEqualTo(method.equals("HEAD") ? "" : response.body());
            assertThat(origin.requests()).as("never tried again").hasSize(1);
            assertThat(fleet.metrics("eqiad")).contains("mode=\"reject\"");
        }
    }

    @Test
    void butNotWhereTheRequestIsAWrite() {
        try (RawOrigin origin = RawOrigin.answering(flagged(200, "Fairlead-Write: done"));
                Fleet fleet =
                        Fleet.alone(origin.port()).guard(FIELD, Mode.REJECT).start();
                RawClient client = fleet.client()) {
            assertThat(client.exchange("DELETE", "/").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"304, done", "404, blocked", "500, blocked", "302, done"})
    void rejectedWhateverTheStatus(int status, String finding) {
        String body = status == 304 ? "\r\n" : "Content-Length: 0\r\n\r\n";
        try (RawOrigin origin =
                        RawOrigin.answering("HTTP/1.1 " + status + " x\r\nFairlead-Write: " + finding + "\r\n" + body);
                Fleet fleet =
                        Fleet.alone(origin.port()).guard(FIELD, Mode.REJECT).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/");

            assertThat(response.status()).isEqualTo(500);
            assertThat(response.body()).contains("\"reason\":\"write-on-safe\"");
        }
    }

    @Test
    void notOnInterimAnswers() {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 103 Early Hints\r\nFairlead-Write: done\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                Fleet fleet =
                        Fleet.alone(origin.port()).guard(FIELD, Mode.REJECT).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(103);
            assertThat(client.read("GET").status()).isEqualTo(200);
        }
    }

    @Test
    void observed() {
        try (RawOrigin origin = RawOrigin.answering(flagged(200, "Fairlead-Write: done"));
                Fleet fleet = Fleet.alone(origin.port())
                        .guard(FIELD, Mode.OBSERVE)
                        .pins()
                        .start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/rollback");

            assertThat(response.body()).isEqualTo("hi");
            assertThat(response.field("Set-Cookie")).startsWith("fairlead-pin=");
            assertThat(response.head()).doesNotContain("Fairlead-Write");
            assertThat(fleet.metrics("eqiad")).contains("GET /rollback", "mode=\"observe\"");
        }
    }

    @Test
    void byACookieThatTheApplicationSets() {
        try (RawOrigin origin = RawOrigin.answering(flagged(200, "Set-Cookie: cpPosIndex=1; path=/"));
                Fleet fleet = Fleet.alone(origin.port())
                        .guard(new WritesOnSafe.Flag.SetCookie("cpPosIndex"), Mode.REJECT)
                        .start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(500);
        }
    }

    private static final String TRAILER_HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n";
    private static final String TRAILER_END = "0\r\nFairlead-Write: done\r\nX-Sum: 1\r\n\r\n";

    @Test
    void inATrailerWhileNothingHasLeftIsReplaced() {
        try (RawOrigin origin = RawOrigin.answering(TRAILER_HEAD + TRAILER_END);
                Fleet fleet =
                        Fleet.alone(origin.port()).guard(FIELD, Mode.REJECT).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(500);
            assertThat(origin.requests().get(0)).contains("TE: trailers\r\nConnection: TE\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void inATrailerBehindABodyThatHasLeftIsCutOff(String version) throws Exception {
        Latch seen = new Latch();
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readRequest();
                    connection.send(TRAILER_HEAD);
                    seen.await();
                    connection.send(TRAILER_END);
                    connection.awaitEnd();
                });
                Fleet fleet =
                        Fleet.alone(origin.port()).guard(FIELD, Mode.REJECT).start();
                RawClient client = fleet.client()) {
            client.send("GET / " + version + "\r\nHost: wiki.example\r\n\r\n");
            assertThat(client.readUntil("body")).endsWith("body");
            seen.open();

            assertThat(client.isReset()).isTrue();
        }
    }

    @Test
    void inATrailerIsObserved() {
        try (RawOrigin origin = RawOrigin.answering(TRAILER_HEAD + TRAILER_END);
                Fleet fleet =
                        Fleet.alone(origin.port()).guard(FIELD, Mode.OBSERVE).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/x").body()).isEqualTo("body\nX-Sum: 1");
            assertThat(fleet.metrics("eqiad")).contains("GET /x");
        }
    }

    @Test
    void onlyByTheProxyThatFacesTheClient() {
        try (RawOrigin eqiad = RawOrigin.answering(flagged(200, "Fairlead-Write: done"));
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", eqiad.port())
                        .datacenter("codfw")
                        .policy(Policies.READS_AT_PRIMARY)
                        .guard(FIELD, Mode.REJECT)
                        .start();
                RawClient client = fleet.client("codfw")) {
            assertThat(client.get("/far").status()).isEqualTo(500);
            assertThat(fleet.metrics("codfw")).contains("GET /far");
            assertThat(fleet.metrics("eqiad")).doesNotContain("GET /far");
        }
    }
}
