package org.fairlead.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;
import org.fairlead.proxy.testkit.LogLines;
import org.fairlead.proxy.testkit.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlKeepsOutTest {
    @TempDir
    Path folder;

    private ControlledProxy proxy;

    @BeforeEach
    void start() {
        proxy = new ControlledProxy(folder).start();
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://" + proxy.controlAddress() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String[] good(String... more) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                "Fairlead-Control", "1", "Authorization", "Bearer " + ControlledProxy.TOKEN),
                        java.util.stream.Stream.of(more))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization: Bearer a-token-for-tests-only | 403 | Fairlead-Control",
                "Fairlead-Control: 1 | 401 | not the token",
                "Fairlead-Control: 1; Authorization: Bearer a-token-for-tests-onlY | 401 | not the token",
                "Fairlead-Control: 1; Authorization: Basic a-token-for-tests-only | 401 | not the token",
                "Fairlead-Control: 1; Authorization: Bearer a-token-for-tests-only; Origin: http://localhost | 403 | a web page",
                "Fairlead-Control: 1; Authorization: Bearer a-token-for-tests-only; Origin: null | 403 | a web page",
                "Fairlead-Control: 1; Authorization: Bearer a-token-for-tests-only; Content-Type: text/plain | 415 | application/json"
            })
    void isKeptOut(String headers, int status, String problem) throws Exception {
        String[] pairs = headers.split("[;:] ");
        var response = send("POST", "/api/v1/drain", "{\"datacenter\":\"codfw\"}", pairs);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(problem);
        assertThat(proxy.reads("/")).isEqualTo("codfw");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | drain | {'datacentre':'codfw'} | 400 | datacentre: unknown key",
                "POST | drain | {} | 400 | datacenter: missing",
                "POST | drain | {'datacenter':1} | 400 | datacenter: 1 (expected: a text)",
                "POST | drain | [] | 400 | expected: an object",
                "POST | drain | {'datacenter' | 400 | isn't JSON",
                "POST | shift | {'service':'wiki','percent':'much'} | 400 | percent: \"much\" (expected:",
                "POST | read-only | {'on':'yes'} | 400 | on: \"yes\"",
                "GET | drain | '' | 405 | expected: POST or PUT",
                "POST | status | {} | 405 | expected: GET",
                "POST | nothing | {} | 404 | no such call",
                "PUT | preview/nothing | {} | 404 | no such call"
            })
    void isReadStrictly(String method, String call, String body, int status, String problem) throws Exception {
        var response = send(
                method,
                "/api/v1/" + call,
                body == null || body.equals("''") ? "" : body.replace('\'', '"'),
                good("Content-Type", "application/json"));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body().replace("\\\"", "\"")).contains(problem);
    }

    @Test
    void letsInWhoShowsTheToken() throws Exception {
        var response = send(
                "PUT",
                "/api/v1/drain",
                "{\"datacenter\":\"codfw\",\"reason\":\"a\\nb\"}",
                good("Content-Type", "application/json"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(proxy.reads("/")).isEqualTo("eqiad");
    }

    @Test
    void takesNoLargeBodyAndTellsOfIt() throws Exception {
        try (LogLines audit = new LogLines("fairlead.audit")) {
            assertThat(send("POST", "/api/v1/drain", " ".repeat(20_000)).statusCode())
                    .isEqualTo(413);
            URI control = URI.create("http://" + proxy.controlAddress());
            try (RawClient client =
                    RawClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), control.getPort()))) {
                client.send(
                        RawClient.request("POST", "/api/v1/reload", "Expect: 100-continue", "Content-Length: 20000"));
                assertThat(client.read("POST").status()).isEqualTo(413);
            }
            await().untilAsserted(() -> assertThat(audit.lines())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("who=\"unnamed from ")
                            .contains("what=\"POST /api/v1/drain\"")
                            .endsWith("result=kept out, 413"))
                    .anySatisfy(line -> assertThat(line).contains("what=\"POST /api/v1/reload\"")));
        }
    }

    @Test
    void doesNotListenWhereOthersReachItUnlessToldTo() {
        proxy.with("control: {bind: \"127.0.0.1:0\"", "control: {bind: \"0.0.0.0:0\"");
        Loaded loaded = ConfigurationLoader.load(proxy.file("fairlead.yaml"), LoadOptions.of(Map.of()));
        assertThat(((Loaded.Refused) loaded).problems())
                .singleElement()
                .asString()
                .contains(
                        "control.bind: \"0.0.0.0:0\" (expected: a loopback address or a UNIX domain socket; else allow-remote");
        proxy.with("token-file: token}", "token-file: token, allow-remote: true}");
        assertThat(ConfigurationLoader.load(proxy.file("fairlead.yaml"), LoadOptions.of(Map.of())))
                .isInstanceOf(Loaded.Accepted.class);
    }

    @Test
    void observersSeeAndChangeNothing() throws Exception {
        assertThat(proxy.observe("/api/v1/status").body())
                .contains("\"epoch\" : 17", "\"hash\"", "\"state\" : \"active\"")
                .doesNotContain(ControlledProxy.TOKEN);
        assertThat(proxy.observe("/api/v1/explain?url=https://wiki.example/fresh")
                        .body())
                .contains("\"reason\" : \"rule\"", "\"datacenter\" : \"eqiad\"");
        assertThat(proxy.observe("/api/v1/explain?method=POST&url=https://wiki.example/&header=X-Client:%201")
                        .body())
                .contains("\"treated_as\" : \"write\"");
        assertThat(proxy.observe("/api/v1/explain").statusCode()).isEqualTo(400);
        assertThat(proxy.observe("/api/v1/explain?ulr=x").body()).contains("ulr: unknown parameter");
        assertThat(proxy.observe("/api/v1/drain").statusCode()).isEqualTo(404);
        proxy.run("drain", "codfw");
        assertThat(proxy.observe("/api/v1/explain?url=https://wiki.example/x").body())
                .contains("codfw is drained, so it moves on to eqiad");
    }
}
