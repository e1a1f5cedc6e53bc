package org.fairlead.proxy.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a socket that outlives it the program is stopped and started ten times under load, and no request fails. */
class TenRestartsTest {
    private static final int RESTARTS = 10;

    @TempDir
    Path folder;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lastAnswers = new AtomicInteger();

    @Test
    void loseNoRequest() throws Exception {
        assumeTrue(SocketHolder.isPossible(), "no perl");
        Path log = folder.resolve("log");
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                SocketHolder holder = SocketHolder.hold(
                        folder,
                        log,
                        Map.of(),
                        "run",
                        "--warm-up=0s",
                        "--config",
                        folder.resolve("fairlead.yaml").toString())) {
            int observe = RawOrigin.closedPort();
            write(holder.port(), observe, origin.port());
            holder.start();
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), holder.port());
            List<Thread> load = List.of(
                    started(() -> keepAlive(address, "GET")),
                    started(() -> keepAlive(address, "POST")),
                    started(() -> newConnections(address, "GET")),
                    started(() -> newConnections(address, "POST")));
            for (int i = 0; i < RESTARTS; i++) {
                int before = answered.get();
                awaitReady(observe);
                await().atMost(Duration.ofSeconds(20)).until(() -> answered.get() > before + 100);
                holder.signal("TERM");
                assertThat(holder.awaitEnd()).as(() -> read(log)).isZero();
                holder.start();
            }
            awaitReady(observe);
            over.set(true);
            for (Thread thread : load) {
                thread.join(20_000);
            }
        }
        assertThat(failed).as(read(log)).isEmpty();
        assertThat(answered.get()).isGreaterThan(100 * RESTARTS);
        // Both kept-alive clients were told each time; or they had just been told.
        assertThat(lastAnswers.get()).isBetween(RESTARTS, 2 * RESTARTS);
    }

    private void write(int port, int observe, int origin) throws IOException {
        Files.writeString(folder.resolve("fairlead.yaml"), """
                fleet: wiki
                datacenter: eqiad
                primary: eqiad
                epoch: 1
                rules: rules.yaml
                datacenters: {eqiad: {pools: {appservers: {origins: ["http://127.0.0.1:%d"]}}}}
                listeners: [{bind: "127.0.0.1:%d"}]
                observe: "127.0.0.1:%d"
                access-log: off
                threads: 2
                stopping: {drain-delay: 50ms, idle-grace: 1s, drain-timeout: 20s}
                """.formatted(origin, port, observe));
        Files.writeString(folder.resolve("rules.yaml"), "services: {wiki: {hosts: wiki.example, pool: appservers}}\n");
    }

    private static void awaitReady(int observe) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            HttpRequest asked = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + observe + "/health/ready"))
                    .build();
            return HttpClient.newHttpClient()
                            .send(asked, HttpResponse.BodyHandlers.ofString())
                            .statusCode()
                    == 200;
        });
    }

    private static Thread started(Runnable work) {
        Thread thread = new Thread(work, "load");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void keepAlive(InetSocketAddress address, String method) {
        while (!over.get()) {
            try (RawClient client = RawClient.connect(address)) {
                while (!over.get() && goesOn(client, method)) {
                    Thread.onSpinWait();
                }
            } catch (RuntimeException e) {
                failed.add(method + " on a kept connection: " + e);
            }
        }
    }

    private void newConnections(InetSocketAddress address, String method) {
        while (!over.get()) {
            try (RawClient client = RawClient.connect(address)) {
                count(client.exchange(method, "/", "Content-Length: 0", "Connection: close"));
            } catch (RuntimeException e) {
                failed.add(method + " on a new connection: " + e);
            }
        }
    }

    /** Whether the connection may be used again. */
    private boolean goesOn(RawClient client, String method) {
        RawClient.Response response = client.exchange(method, "/", "Content-Length: 0");
        count(response);
        boolean isLast = response.field("Connection").equals("close");
        lastAnswers.addAndGet(isLast ? 1 : 0);
        return !isLast;
    }

    private void count(RawClient.Response response) {
        if (response.status() == 200 && response.body().equals("ok")) {
            answered.incrementAndGet();
        } else {
            failed.add(response.toString());
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
