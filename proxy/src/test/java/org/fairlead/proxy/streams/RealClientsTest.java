package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that people use, where they are installed: curl, nghttp, h2load, Chromium. */
@OverEveryFront
class RealClientsTest {
    private static final String OK = page("<!doctype html><title>wiki</title><p id=a></p>");

    private static String page(String html) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + html.length() + "\r\n\r\n" + html;
    }

    @TempDir
    private Path folder;

    private final Front front = Front.current();

    private static boolean has(String program) {
        return java.util.Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private String run(List<String> command) {
        assumeTrue(has(command.get(0)), command.get(0) + " isn't installed");
        Path output = folder.resolve("output");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS))
                        .as("%s", command)
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Fleet fleet(RawOrigin origin) {
        return Fleet.alone(origin.port()).hosts("localhost").start();
    }

    private String url(Fleet fleet, String path) {
        return front.scheme() + "://localhost:" + fleet.frontAddress("eqiad").getPort() + path;
    }

    private List<String> curl(String... more) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "-i"));
        command.addAll(
                switch (front) {
                    case HTTP1 -> List.of("--http1.1");
                    case H2C -> List.of("--http2-prior-knowledge");
                    case HTTP1_TLS ->
                        List.of("--http1.1", "--cacert", Front.authority().toString());
                    case HTTP2_TLS ->
                        List.of("--http2", "--cacert", Front.authority().toString());
                });
        command.addAll(List.of(more));
        return command;
    }

    @Test
    void curlGetsAndPosts() throws IOException {
        Path upload = Files.writeString(folder.resolve("upload"), "x".repeat(300_000));
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin)) {
            String version = front.isHttp2() ? "HTTP/2 200" : "HTTP/1.1 200";

            assertThat(run(curl(url(fleet, "/a?b=c")))).startsWith(version).endsWith("<p id=a></p>");
            assertThat(run(curl("--data-binary", "@" + upload, url(fleet, "/b"))))
                    .contains(version);
            assertThat(run(curl("-H", "Transfer-Encoding: chunked", "-T", upload.toString(), url(fleet, "/c"))))
                    .contains(version);
            assertThat(run(curl("--head", url(fleet, "/d")))).contains(version).doesNotContain("doctype");
            assertThat(origin.requests().get(0)).startsWith("GET /a?b=c HTTP/1.1\r\n");
            assertThat(origin.requests().get(1)).endsWith("\r\n\r\n" + "x".repeat(300_000));
        }
    }

    @Test
    void nghttpGetsSeveralAtOnce() {
        assumeTrue(front.isHttp2(), "it speaks HTTP/2 alone");
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = fleet(origin)) {
            String output = run(
                    List.of("nghttp", "-nv", "--no-verify-peer", "-m", "8", "-H", "priority: u=1", url(fleet, "/a")));

            assertThat(output).contains(":status: 200").doesNotContain("PROTOCOL_ERROR", "RST_STREAM");
            assertThat(origin.requests()).hasSize(8);
        }
    }

    @Test
    void h2loadGetsThousands() {
        try (RawOrigin origin = RawOrigin.forgetful(connection -> {
                    while (!connection.readRequest().isEmpty()) {
                        connection.send(OK);
                    }
                });
                Fleet fleet = fleet(origin)) {
            List<String> command = new ArrayList<>(List.of("h2load", "-n", "2000", "-c", "4", "-t", "1"));
            command.addAll(front.isHttp2() ? List.of("-m", "20") : List.of("--h1"));
            command.add(url(fleet, "/"));

            assertThat(run(command)).contains("2000 succeeded, 0 failed, 0 errored, 0 timeout");
        }
    }

    /** A page that asks for another thing, and says how it came, so that what is shown proves the version. */
    @Test
    void chromiumShowsAPage() {
        assumeTrue(front.isSecure(), "browsers speak HTTP/2 over TLS alone");
        String script = "<!doctype html><p id=a>-</p><script>onload=()=>{a.textContent='came by '"
                + "+performance.getEntriesByType('navigation')[0].nextHopProtocol}</script>";
        try (RawOrigin origin = RawOrigin.answering(page(script));
                Fleet fleet = (front.isHttp2()
                                ? Fleet.alone(origin.port())
                                : Fleet.alone(origin.port()).withoutHttp2())
                        .hosts("localhost")
                        .start()) {
            String shown = run(List.of(
                    "chromium",
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--user-data-dir=" + folder.resolve("profile"),
                    "--ignore-certificate-errors-spki-list=" + Front.publicKeyHash(),
                    "--virtual-time-budget=5000",
                    "--dump-dom",
                    url(fleet, "/")));

            assertThat(shown).contains(front.isHttp2() ? "came by h2" : "came by http/1.1");
        }
    }
}
