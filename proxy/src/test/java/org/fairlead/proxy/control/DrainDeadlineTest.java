package org.fairlead.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.fairlead.proxy.control.ControlledProxy.Ran;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is under way where it is drained has until {@code timeouts.drain-grace}. */
@ExtendWith(LeakExtension.class)
class DrainDeadlineTest {
    @TempDir
    Path folder;

    private final CountDownLatch done = new CountDownLatch(1);
    private ControlledProxy proxy;
    private RawOrigin second;

    @BeforeEach
    void start() {
        second = RawOrigin.of(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond");
            }
        });
        proxy = new ControlledProxy(folder);
        proxy.with("access-log: off", "access-log: off\ntrust: {secret-file: made-up}\ntimeouts: {drain-grace: 0s}")
                .with("reads: local", "reads: local\n    pin: {after-write: 10s}")
                .start();
    }

    @AfterEach
    void close() {
        done.countDown();
        proxy.slow.countDown();
        proxy.close();
        second.close();
    }

    private void run(String... words) {
        Ran ran = proxy.run(words);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
    }

    /** There are two origins; a request is under way at the slow one. */
    private RawClient slowAt(String datacenter, String method) throws InterruptedException {
        String origins = datacenter + ": {pools: {appservers: {origins: [";
        proxy.with(origins, origins + "\"http://127.0.0.1:" + second.port() + "\", ");
        run("reload");
        for (int i = 0; i < 100; i++) {
            RawClient slow = RawClient.connect(proxy.address());
            slow.send(RawClient.request(
                    method,
                    "/slow",
                    method.equals("GET") ? new String[] {"Accept: */*"} : new String[] {"Content-Length: 0"}));
            if (proxy.slowIsUnderWay.await(300, TimeUnit.MILLISECONDS)) {
                return slow;
            }
            assertThat(read(slow, method).body()).isEqualTo("second");
        }
        throw new AssertionError("all requests went to one of two origins");
    }

    private RawClient.Response read(RawClient slow, String method) {
        try (slow) {
            return slow.read(method);
        }
    }

    @Test
    void aReadGoesToAnotherOrigin() throws Exception {
        RawClient slow = slowAt("codfw", "GET");
        run("drain", "codfw", "--origin", "127.0.0.1:" + proxy.codfw.port());

        assertThat(read(slow, "GET").body()).isEqualTo("second");
        assertThat(proxy.observe("/metrics").body()).contains("fairlead_retried_total{reason=\"origin-drained\",} 1.0");
    }

    /** Though there is another origin in that datacenter. */
    @Test
    void aReadLeavesADatacenterThatIsDrained() throws Exception {
        CountDownLatch here = new CountDownLatch(1);
        try (RawOrigin silent = RawOrigin.of(connection -> {
            connection.readHead();
            here.countDown();
            await(done);
        })) {
            String origins = "codfw: {pools: {appservers: {origins: [";
            proxy.with(origins, origins + "\"http://127.0.0.1:" + silent.port() + "\", ");
            run("reload");
            RawClient waiting = RawClient.connect(proxy.address());
            while (here.getCount() > 0) {
                waiting.send(RawClient.request("GET", "/"));
                if (!here.await(300, TimeUnit.MILLISECONDS)) {
                    assertThat(waiting.read("GET").body()).isEqualTo("codfw");
                }
            }
            run("drain", "codfw");

            assertThat(read(waiting, "GET").body()).isEqualTo("eqiad");
        }
    }

    /** Nobody knows whether it was done. */
    @Test
    void aWriteThatWasSentIsRefusedAndPins() throws Exception {
        RawClient slow = slowAt("eqiad", "POST");
        run("drain", "eqiad", "--origin", "127.0.0.1:" + proxy.eqiad.port());

        RawClient.Response answer = read(slow, "POST");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body()).contains("\"reason\":\"origin-drained\"");
        assertThat(answer.field("Set-Cookie")).startsWith("fairlead-pin=");
        assertThat(proxy.codfw.requests()).isEmpty();
    }

    /** Draining reads doesn't stop writes. */
    @Test
    void aWriteAtADatacenterThatIsDrainedStays() throws Exception {
        RawClient slow = slowAt("eqiad", "POST");
        run("drain", "eqiad");
        RawClient other = RawClient.connect(proxy.address());
        assertThat(other.get("/fresh").body()).isEqualTo("codfw");
        other.close();
        proxy.slow.countDown();

        assertThat(read(slow, "POST").status()).isEqualTo(200);
    }

    @Test
    void anAnswerThatHasBegunIsCutOff() throws Exception {
        try (RawOrigin halting = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    await(done);
                });
                RawClient client = RawClient.connect(proxy.address())) {
            proxy.with("http://127.0.0.1:" + proxy.codfw.port(), "http://127.0.0.1:" + halting.port());
            run("reload");
            client.send(RawClient.request("GET", "/"));
            assertThat(client.readUntil("half")).endsWith("half");
            String origins = "codfw: {pools: {appservers: {origins: [";
            proxy.with(origins, origins + "\"http://127.0.0.1:" + second.port() + "\", ");
            run("reload");
            run("drain", "codfw", "--origin", "127.0.0.1:" + halting.port());

            assertThat(client.isReset()).isTrue();
            assertThat(proxy.observe("/metrics").body())
                    .contains("fairlead_failures_total{failure=\"origin-drained\",} 1.0");
        }
    }

    /** Whoever has no SETTINGS yet is one that waits like any other. */
    @Test
    void aReadThatWaitsForAConnectionInHttp2GoesToAnotherOrigin() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        try (RawOrigin silent = RawOrigin.of(connection -> {
                    connected.countDown();
                    connection.awaitEnd();
                });
                RawHttp2Origin other = RawHttp2Origin.answering((to, request) -> to.ok(request.stream, "other"))) {
            proxy.with("drain-grace: 0s", "drain-grace: 0s, connect: 1m")
                    .with(
                            "codfw: {pools: {appservers: {origins: [\"http://127.0.0.1:" + proxy.codfw.port() + "\"]",
                            "codfw: {pools: {appservers: {connections: {protocol: http2}, origins: [\"http://127.0.0.1:"
                                    + silent.port() + "\", \"http://127.0.0.1:" + other.port() + "\"]");
            run("reload");
            RawClient waiting = RawClient.connect(proxy.address());
            while (connected.getCount() > 0) {
                waiting.send(RawClient.request("GET", "/"));
                if (!connected.await(300, TimeUnit.MILLISECONDS)) {
                    assertThat(waiting.read("GET").body()).isEqualTo("other");
                }
            }
            run("drain", "codfw", "--origin", "127.0.0.1:" + silent.port());

            assertThat(read(waiting, "GET").body()).isEqualTo("other");
        }
    }

    private void remove(RawOrigin origin) {
        proxy.with(", \"http://127.0.0.1:" + origin.port() + "\"", "");
        run("reload");
    }

    @Test
    void aReadAtAnOriginThatIsGoneFromTheConfigurationGoesToAnother() throws Exception {
        RawClient slow = slowAt("codfw", "GET");
        remove(proxy.codfw);

        assertThat(read(slow, "GET").body()).isEqualTo("second");
        assertThat(proxy.observe("/metrics").body()).contains("fairlead_retried_total{reason=\"origin-drained\",} 1.0");
    }

    @Test
    void aWriteAtAnOriginThatIsGoneFromTheConfigurationIsRefusedAndPins() throws Exception {
        RawClient slow = slowAt("eqiad", "POST");
        remove(proxy.eqiad);

        RawClient.Response answer = read(slow, "POST");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body()).contains("\"reason\":\"origin-drained\"");
        assertThat(answer.field("Set-Cookie")).startsWith("fairlead-pin=");
    }

    /** Its connections are replaced, and what is under way on the old ones is in nobody's way. */
    @Test
    void whatIsUnderWayStaysWhereTheConfigurationOnlySaysMoreOfItsOrigin() throws Exception {
        RawClient slow = slowAt("codfw", "GET");
        proxy.with("codfw: {pools: {appservers: {", "codfw: {pools: {appservers: {connections: {requests: 1000}, ");
        run("reload");
        // As long as a look at what is under way takes, twice.
        Awaitility.await()
                .during(Duration.ofMillis(1200))
                .until(() -> !proxy.observe("/metrics").body().contains("origin-drained"));
        proxy.slow.countDown();

        assertThat(read(slow, "GET").body()).isEqualTo("codfw");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
