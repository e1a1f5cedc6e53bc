package org.fairlead.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;
import org.fairlead.proxy.RunningProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole proxy with the module on its class path, and a collector that keeps what it gets. */
class SpansAreExportedTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @TempDir
    Path folder;

    private final List<Map<String, Span>> batches = new CopyOnWriteArrayList<>();
    private final List<String> traceparents = new CopyOnWriteArrayList<>();
    private final List<String> contentTypes = new CopyOnWriteArrayList<>();
    private final AtomicInteger answer = new AtomicInteger(200);
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer collector = server();
    private HttpServer origin = server();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        collector.createContext("/base/v1/traces", exchange -> {
            contentTypes.add(exchange.getRequestHeaders().getFirst("Content-Type"));
            batches.add(Span.byKindAndName(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(answer.get(), -1);
            exchange.close();
        });
        origin.createContext("/", exchange -> {
            traceparents.add(exchange.getRequestHeaders().getFirst("traceparent"));
            byte[] body = "ok".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        collector.start();
        origin.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
        origin.stop(0);
    }

    private RunningProxy proxy(String origins, String sample) throws IOException {
        Files.writeString(folder.resolve("rules.yaml"), """
                services:
                  wiki:
                    hosts: ["*"]
                    pool: appservers
                    reads: local
                    rules:
                      - {name: fresh pages, when: {path: "/fresh**"}, send: primary}
                """);
        Path file = Files.writeString(folder.resolve("fairlead.yaml"), """
                fleet: wiki
                datacenter: eqiad
                primary: eqiad
                epoch: 1
                rules: rules.yaml
                datacenters:
                  eqiad: {pools: {appservers: {origins: [%s]}}}
                listeners: [{bind: "127.0.0.1:0", for: clients}]
                observe: {bind: "127.0.0.1:0"}
                access-log: off
                trust: {forwarded-from: ["127.0.0.0/8"]}
                tracing: {sample: %s, otlp: "http://127.0.0.1:%d/base/"}
                """.formatted(
                        origins, sample, collector.getAddress().getPort()));
        Loaded loaded = ConfigurationLoader.load(file, LoadOptions.of(Map.of()));
        assertThat(loaded).isInstanceOf(Loaded.Accepted.class);
        return RunningProxy.start(((Loaded.Accepted) loaded).configuration());
    }

    private String origin() {
        return "\"http://127.0.0.1:" + origin.getAddress().getPort() + "\"";
    }

    private int get(RunningProxy proxy, String path, String... fields) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + proxy.addresses().get(0).getPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10));
        return client.send(
                        fields.length == 0
                                ? request.build()
                                : request.headers(fields).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private Map<String, Span> batch() {
        await().atMost(Duration.ofSeconds(20)).until(() -> !batches.isEmpty());
        return batches.get(0);
    }

    private static Span span(Map<String, Span> spans, String kindAndName) {
        return Objects.requireNonNull(spans.get(kindAndName), kindAndName);
    }

    private String metrics(RunningProxy proxy) throws Exception {
        URI uri = URI.create(
                "http://127.0.0.1:" + proxy.observeAddress().orElseThrow().getPort() + "/metrics");
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void oneForTheExchangeAndOneForEachAttempt() throws Exception {
        try (RunningProxy proxy = proxy(origin(), "0")) {
            assertThat(get(proxy, "/fresh/page?secret=1", "traceparent", "00-" + TRACE + "-" + PARENT + "-01"))
                    .isEqualTo(200);
            Map<String, Span> spans = batch();

            Span server = span(spans, "SERVER GET");
            assertThat(server.trace()).isEqualTo(TRACE);
            assertThat(server.parent()).isEqualTo(PARENT);
            assertThat(traceparents).containsExactly("00-" + TRACE + "-" + server.id() + "-01");
            assertThat(server.attributes())
                    .containsEntry("http.request.method", "GET")
                    .containsEntry("url.path", "/fresh/page")
                    .containsEntry("http.response.status_code", "200")
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("fairlead.service", "wiki")
                    .containsEntry("fairlead.datacenter", "eqiad")
                    .containsEntry("fairlead.rule", "fresh pages")
                    .containsEntry("fairlead.treated_as", "read")
                    .containsKey("fairlead.reason")
                    .doesNotContainKey("error.type");
            assertThat(server.attributes().toString()).doesNotContain("secret");
            assertThat(server.end()).isGreaterThanOrEqualTo(server.start());
            Span attempt = span(spans, "CLIENT GET");
            assertThat(attempt.trace()).isEqualTo(TRACE);
            assertThat(attempt.parent()).isEqualTo(server.id());
            assertThat(attempt.attributes())
                    .containsEntry("network.peer.address", "127.0.0.1")
                    .containsEntry(
                            "network.peer.port",
                            String.valueOf(origin.getAddress().getPort()))
                    .containsEntry("http.response.status_code", "200")
                    .doesNotContainKey("error.type");
            assertThat(attempt.start()).isGreaterThanOrEqualTo(server.start());
            assertThat(attempt.end()).isLessThanOrEqualTo(server.end());
            assertThat(contentTypes).containsOnly("application/x-protobuf");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> metrics(proxy).contains("fairlead_spans_sent_total 2.0"));
        }
    }

    @Test
    void aFailedAttemptSaysWhy() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (RunningProxy proxy = proxy("\"http://127.0.0.1:" + closed + "\"", "100")) {
            assertThat(get(proxy, "/page")).isGreaterThanOrEqualTo(500);
            Map<String, Span> spans = batch();

            assertThat(span(spans, "SERVER GET").parent()).isEmpty();
            assertThat(span(spans, "SERVER GET").attributes()).containsKey("error.type");
            assertThat(span(spans, "CLIENT GET").attributes())
                    .containsKey("error.type")
                    .containsEntry("network.peer.port", String.valueOf(closed))
                    .doesNotContainKey("http.response.status_code");
        }
    }

    @Test
    void noneOfWhatIsNotSampled() throws Exception {
        try (RunningProxy proxy = proxy(origin(), "0")) {
            assertThat(get(proxy, "/unsampled")).isEqualTo(200);
            assertThat(get(proxy, "/sampled", "traceparent", "00-" + TRACE + "-" + PARENT + "-01"))
                    .isEqualTo(200);

            assertThat(span(batch(), "SERVER GET").attributes()).containsEntry("url.path", "/sampled");
            assertThat(batch()).hasSize(2);
        }
    }

    @Test
    void whatTheCollectorRefusesIsCountedAndHarmsNobody() throws Exception {
        answer.set(503);
        try (RunningProxy proxy = proxy(origin(), "100")) {
            assertThat(get(proxy, "/page")).isEqualTo(200);

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> metrics(proxy).contains("fairlead_spans_failed_total 2.0"));
            assertThat(get(proxy, "/page")).isEqualTo(200);
        }
    }

    @Test
    void whatIsLeftIsSentOnTheWayOut() throws Exception {
        try (RunningProxy proxy = proxy(origin(), "100")) {
            assertThat(get(proxy, "/page")).isEqualTo(200);
        }

        assertThat(batches).isNotEmpty();
    }
}
