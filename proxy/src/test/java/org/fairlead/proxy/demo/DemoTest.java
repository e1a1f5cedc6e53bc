package org.fairlead.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The demo does what its tour says. */
class DemoTest {
    private static final Path RULES = Path.of("../routing-rules/rules/example.yaml");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration LAG_AND_MORE = Demo.LAG.multipliedBy(5);

    private static final Demo DEMO = started(Optional.empty(), false);

    private static Demo started(Optional<Integer> shift, boolean readsToPrimary) {
        try {
            return Demo.start(new Demo.Settings(RULES, DemoPorts.any(), shift, readsToPrimary));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void close() {
        DEMO.close();
    }

    /** One request, with the fields that matter here. */
    private record Call(Demo demo, String datacenter, String method, String path, String form, String cookie) {
        static Call get(String datacenter, String path) {
            return new Call(DEMO, datacenter, "GET", path, "", "");
        }

        static Call post(String datacenter, String path, String form) {
            return new Call(DEMO, datacenter, "POST", path, form, "");
        }

        Call with(String cookie) {
            return new Call(demo, datacenter, method, path, form, cookie);
        }

        Call on(Demo other) {
            return new Call(other, datacenter, method, path, form, cookie);
        }

        HttpResponse<String> send() throws IOException, InterruptedException {
            return sendTo(demo.ports(datacenter).clients());
        }

        HttpResponse<String> observe() throws IOException, InterruptedException {
            return sendTo(demo.ports(datacenter).observe());
        }

        private HttpResponse<String> sendTo(int port) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(20))
                    .header("Accept", "application/json")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .method(method, form.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(form));
            if (!cookie.isEmpty()) {
                request.header("Cookie", cookie);
            }
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static String decision(HttpResponse<String> response) {
        return response.headers().firstValue("Fairlead-Decision").orElse("none");
    }

    private static String answeredBy(HttpResponse<String> response) {
        return response.headers().firstValue("X-Answered-By").orElse("nobody").replaceAll("/.*", "");
    }

    private static String pinCookie(HttpResponse<String> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("fairlead-pin="))
                .map(cookie -> cookie.replaceAll(";.*", ""))
                .findFirst()
                .orElse("");
    }

    private static int newEntry(String text) throws Exception {
        Call.post(Demo.PRIMARY, "/entries", "author=me&text=" + text).send();
        String list = Call.get(Demo.PRIMARY, "/").send().body();
        Matcher matcher = Pattern.compile("\"id\":(\\d+),\"author\":\"me\",\"text\":\"" + text + "\"")
                .matcher(list);
        assertThat(matcher.find()).as(list).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    @Nested
    class ARead {
        @Test
        void isAnsweredOverTlsToo() throws Exception {
            SSLContext believing = SSLContext.getInstance("TLS");
            believing.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            int port = DEMO.ports(Demo.REPLICA).secure();
            try (RawClient client = RawClient.secure(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), believing, "localhost")) {
                RawClient.Response response =
                        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").read("GET");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.field("Fairlead-Decision")).contains("dc=codfw");
            }
        }

        @Test
        void isAnsweredInHttp2WithTlsAndWithout() throws Exception {
            SSLContext believing = SSLContext.getInstance("TLS");
            believing.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            InetAddress loopback = InetAddress.getLoopbackAddress();
            var ports = DEMO.ports(Demo.REPLICA);
            try (RawHttp2Client secure = RawHttp2Client.secure(
                            new InetSocketAddress(loopback, ports.secure()), believing, "localhost");
                    RawHttp2Client plain = RawHttp2Client.connect(new InetSocketAddress(loopback, ports.clients()))) {
                for (RawHttp2Client client : List.of(secure, plain)) {
                    int stream = client.open();
                    client.headers(
                            stream, true, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "localhost");
                    assertThat(client.answer(stream).field("fairlead-decision")).contains("dc=codfw");
                }
            }
        }

        @Test
        void isAnsweredWhereItArrives() throws Exception {
            HttpResponse<String> response = Call.get(Demo.REPLICA, "/").send();

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(answeredBy(response)).isEqualTo("codfw");
            assertThat(response.body()).contains("\"role\":\"replica\"", "\"treated_as\":\"read\"");
            assertThat(decision(response)).contains("dc=codfw", "reason=local");
        }

        @Test
        void byPostThatIsPromisedIsAnsweredThereToo() throws Exception {
            assertThat(answeredBy(
                            Call.post(Demo.REPLICA, "/search", "q=Welcome").send()))
                    .isEqualTo("codfw");
        }

        @Test
        void thatWantsFreshDataGoesToThePrimary() throws Exception {
            assertThat(answeredBy(Call.get(Demo.REPLICA, "/statistics").send())).isEqualTo("eqiad");
        }
    }

    @Nested
    class AWrite {
        @Test
        void goesHomeAndIsSeenByItsClientAtOnceAndByOthersLater() throws Exception {
            HttpResponse<String> write = Call.post(Demo.REPLICA, "/entries", "author=me&text=own-write")
                    .send();
            HttpResponse<String> own =
                    Call.get(Demo.REPLICA, "/").with(pinCookie(write)).send();
            HttpResponse<String> others = Call.get(Demo.REPLICA, "/").send();

            assertThat(write.statusCode()).isEqualTo(303);
            assertThat(answeredBy(write)).isEqualTo("eqiad");
            assertThat(own.body()).contains("own-write");
            assertThat(decision(own)).contains("dc=eqiad", "reason=pin");
            assertThat(others.body()).doesNotContain("own-write");
            Awaitility.await()
                    .atMost(LAG_AND_MORE)
                    .until(() -> Call.get(Demo.REPLICA, "/").send().body().contains("own-write"));
        }

        @Test
        void byLinkGoesHomeWhereARuleKnowsIt() throws Exception {
            int id = newEntry("to-delete");

            HttpResponse<String> response =
                    Call.get(Demo.REPLICA, "/entries?action=delete&id=" + id).send();

            assertThat(response.statusCode()).isEqualTo(303);
            assertThat(answeredBy(response)).isEqualTo("eqiad");
            assertThat(Call.get(Demo.PRIMARY, "/").send().body()).doesNotContain("to-delete");
        }

        @Test
        void byLinkThatNoRuleKnowsIsCaughtAtTheReplica() throws Exception {
            int id = newEntry("to-vote");

            HttpResponse<String> response =
                    Call.get(Demo.REPLICA, "/vote?id=" + id).send();

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).contains("problem+json");
            assertThat(response.headers().firstValue("Fairlead-Write")).isEmpty();
            assertThat(Call.get(Demo.PRIMARY, "/").send().body()).contains("\"text\":\"to-vote\",\"votes\":0");
        }

        @Test
        void byLinkThatNoRuleKnowsIsCaughtAtThePrimaryAndCounted() throws Exception {
            assertThat(Call.get(Demo.PRIMARY, "/vote?id=1").send().statusCode()).isEqualTo(500);
            assertThat(Call.get(Demo.PRIMARY, "/metrics").observe().body())
                    .contains("fairlead_flagged_writes_total{finding=\"done\",mode=\"reject\",route=\"GET /vote\"");
        }
    }

    @Test
    void namesItsAddresses() {
        assertThat(DEMO.tour())
                .contains("http://localhost:" + DEMO.ports(Demo.REPLICA).clients())
                .doesNotContain("%");
    }

    @Test
    void showsMetricsAndHealth() throws Exception {
        Call.get(Demo.REPLICA, "/").send();

        assertThat(Call.get(Demo.REPLICA, "/health/ready").observe().statusCode())
                .isEqualTo(200);
        assertThat(Call.get(Demo.REPLICA, "/metrics").observe().body())
                .contains(
                        "fairlead_requests_total{datacenter=\"codfw\",reason=\"local\",service=\"guestbook\",status=\"2xx\",}");
    }

    @Test
    void shiftsTheShareThatItIsToldTo() throws Exception {
        try (Demo shifted = started(Optional.of(100), false)) {
            HttpResponse<String> response = Call.get(Demo.REPLICA, "/")
                    .with("guestbook-name=me")
                    .on(shifted)
                    .send();

            assertThat(answeredBy(response)).isEqualTo("eqiad");
            assertThat(decision(response)).contains("reason=shift");
        }
    }

    @Test
    void hasAKillSwitch() throws Exception {
        try (Demo safe = started(Optional.empty(), true)) {
            HttpResponse<String> response = Call.get(Demo.REPLICA, "/").on(safe).send();

            assertThat(answeredBy(response)).isEqualTo("eqiad");
            assertThat(decision(response)).contains("reason=override");
        }
    }
}
