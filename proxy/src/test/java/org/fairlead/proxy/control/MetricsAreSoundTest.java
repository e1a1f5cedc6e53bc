package org.fairlead.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.testkit.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told to Prometheus is as its own tool and the OpenMetrics format want it. */
class MetricsAreSoundTest {
    private static final Path TOOL = Path.of("/usr/bin/promtool");

    @TempDir
    Path folder;

    private ControlledProxy proxy;

    @BeforeEach
    void start() {
        proxy = new ControlledProxy(folder)
                .with("access-log: off", "access-log: off\ntracing: {sample: 100}")
                .start();
        try (RawClient client = RawClient.connect(proxy.address())) {
            client.get("/");
            client.get("/writes");
            client.exchange("POST", "/", "Content-Length: 2", "", "ab");
        }
        try (RawClient client = RawClient.connect(proxy.address())) {
            client.send("nonsense\r\n\r\n").read("GET");
        }
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void arePleasingToPromtool() throws Exception {
        assumeTrue(Files.isExecutable(TOOL), "no " + TOOL);
        Path metrics = Files.writeString(
                folder.resolve("metrics"), proxy.observe("/metrics").body());
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(TOOL.toString(), "check", "metrics")
                .redirectInput(metrics.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(Files.readString(out)).isEmpty();
        assertThat(process.exitValue()).isZero();
    }

    private String openMetrics() throws Exception {
        int port = proxy.running().observeAddress().orElseThrow().getPort();
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                .header(
                                        "Accept",
                                        "application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text; version=1.0.0"));
        return response.body();
    }

    @Test
    void haveTracesInTheirHistograms() throws Exception {
        await().untilAsserted(() -> assertThat(openMetrics())
                .endsWith("# EOF\n")
                .containsPattern(
                        "fairlead_request_seconds_bucket\\{service=\"wiki\",datacenter=\"codfw\",le=\"[0-9.]+\"\\}"
                                + " [0-9.]+ # \\{(trace_id=\"[0-9a-f]{32}\",span_id=\"[0-9a-f]{16}\"|span_id=\"[0-9a-f]{16}\","
                                + "trace_id=\"[0-9a-f]{32}\")\\} [0-9.E-]+ [0-9.]+\n"));
        assertThat(proxy.observe("/metrics").body()).doesNotContain("trace_id");
    }
}
