package org.fairlead.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.fairlead.config.BindAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObserveServerTest {
    private final AtomicBoolean ready = new AtomicBoolean();
    private static final String METRICS = "fairlead_requests_total 1.0\n";
    private Supplier<String> metrics = () -> METRICS;
    private ObserveServer server;

    @BeforeEach
    void start() throws IOException {
        server = ObserveServer.start(new BindAddress("127.0.0.1", 0), Pages.of(any -> metrics.get(), ready::get));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void showsMetrics() throws Exception {
        HttpResponse<String> response = send("GET", "/metrics?name=x");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(METRICS);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    }

    @Test
    void isReadyOnlyOnceTheProxyIs() throws Exception {
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(503);
        ready.set(true);
        assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpResponse<String> response = send("HEAD", "/health/live");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("content-length")).hasValue("18");
    }

    @Test
    void refusesWhatWouldChangeSomething() throws Exception {
        HttpResponse<String> response = send("POST", "/metrics");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD");
    }

    @Test
    void namesItsPagesWhereThereIsNone() throws Exception {
        HttpResponse<String> response = send("GET", "/nothing");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("/metrics, /health/live, /health/ready");
    }

    @Test
    void answersAPageThatFailsWith500() throws Exception {
        metrics = () -> {
            throw new IllegalStateException("on purpose");
        };

        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(500);
    }

    @Test
    void answers400ToWhatIsNoRequest() throws Exception {
        assertThat(raw("\u0000\u0001 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /" + "a".repeat(5000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void closesConnectionsBeyondItsLimitAndRecovers() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            sockets.add(new Socket(
                    InetAddress.getLoopbackAddress(), server.address().getPort()));
        }
        Socket last = sockets.get(69);
        last.setSoTimeout(5000);
        assertThat(last.getInputStream().read()).isEqualTo(-1);
        for (Socket socket : sockets) {
            socket.close();
        }
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> send("GET", "/health/live").statusCode() == 200);
    }

    @Test
    void saysWhichAddressIsTaken() {
        BindAddress taken = new BindAddress("127.0.0.1", server.address().getPort());

        assertThatThrownBy(() -> ObserveServer.start(taken, Pages.of(any -> "", () -> true)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("observe.bind: " + taken);
    }
}
