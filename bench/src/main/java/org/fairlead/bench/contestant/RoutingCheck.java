package org.fairlead.bench.contestant;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks whether a contestant does the work that it is measured for; who routes wrongly has no figures. */
public final class RoutingCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** What is wrong with what listens on the port; empty: nothing. */
    public List<String> check(int port, Setup setup) throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        for (RoutingCase routingCase : RoutingCase.all(setup)) {
            HttpResponse<byte[]> response = send(port, routingCase);
            String got = response.headers().firstValue("X-Datacenter").orElse("none");
            if (response.statusCode() != 200 || !got.equals(routingCase.datacenter())) {
                problems.add(routingCase + ": answered " + response.statusCode() + " by " + got + " (expected: 200 by "
                        + routingCase.datacenter() + ")");
            }
        }
        problems.addAll(checkBodies(port));
        problems.addAll(checkForwarding(port));
        return problems;
    }

    private List<String> checkBodies(int port) throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        for (int size : OriginServer.SIZES) {
            RoutingCase get = new RoutingCase("GET", "/size/" + size, java.util.Map.of(), "");
            int got = send(port, get).body().length;
            if (got != size) {
                problems.add(get + ": " + got + " bytes (expected: " + size + ")");
            }
        }
        return problems;
    }

    /** The client's address is passed on, and connections to origins are kept. */
    private List<String> checkForwarding(int port) throws IOException, InterruptedException {
        RoutingCase seen = new RoutingCase("GET", "/bench/seen", java.util.Map.of(), "");
        List<String> problems = new ArrayList<>();
        send(port, seen);
        HttpResponse<byte[]> response = send(port, seen);
        String forwardedFor =
                response.headers().firstValue("X-Seen-Forwarded-For").orElse("none");
        if (!forwardedFor.contains("127.0.0.1")) {
            problems.add(seen + ": X-Forwarded-For " + forwardedFor + " (expected: 127.0.0.1)");
        }
        long requests = response.headers().firstValueAsLong("X-Seen-Requests").orElse(0);
        if (requests < 2) {
            problems.add(seen + ": a new connection to the origin (expected: one that was kept)");
        }
        return problems;
    }

    private HttpResponse<byte[]> send(int port, RoutingCase routingCase) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + routingCase.target()))
                .timeout(PATIENCE)
                .setHeader("Host", Setup.host(0))
                .method(
                        routingCase.method(),
                        routingCase.method().startsWith("P")
                                ? BodyPublishers.ofString("text")
                                : BodyPublishers.noBody());
        routingCase.headers().forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }
}
