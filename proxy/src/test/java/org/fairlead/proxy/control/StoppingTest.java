package org.fairlead.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy that is asked to end says so, ends what is under way, and lets its clients know. */
class StoppingTest {
    private static final String HEALTH = "/.well-known/fairlead";

    @TempDir
    Path folder;

    private final CountDownLatch hurry = new CountDownLatch(1);
    private ControlledProxy proxy;

    @BeforeEach
    void prepare() {
        proxy = new ControlledProxy(folder)
                .with("bind: \"127.0.0.1:0\"}]", "bind: \"127.0.0.1:0\", health-path: " + HEALTH + "}]");
    }

    @AfterEach
    void close() {
        proxy.slow.countDown();
        proxy.close();
    }

    private void start(String drainDelay, String idleGrace, String drainTimeout) {
        proxy.with(
                        "access-log: off",
                        "access-log: off\nstopping: {drain-delay: " + drainDelay + ", idle-grace: " + idleGrace
                                + ", drain-timeout: " + drainTimeout + "}")
                .start();
    }

    private CompletableFuture<Void> leave() {
        return CompletableFuture.runAsync(() -> proxy.running().leave(hurry));
    }

    private RawClient client() {
        return RawClient.connect(proxy.address());
    }

    private void awaitClosedListeners() {
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> client().close()).isInstanceOf(UncheckedIOException.class));
    }

    private static void assertEnded(CompletableFuture<Void> leaving) {
        assertThat(leaving).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void saysThatItIsNotReadyWhileItStillServes() throws Exception {
        start("5m", "10s", "30s");
        assertThat(proxy.observe("/health/ready").statusCode()).isEqualTo(200);
        try (RawClient kept = client()) {
            assertThat(kept.get(HEALTH).status()).isEqualTo(200);
            CompletableFuture<Void> leaving = leave();

            await().until(() -> proxy.observe("/health/ready").statusCode() == 503);
            await().until(() -> kept.get(HEALTH).status() == 503);
            assertThat(proxy.run("status").out()).contains("NOT READY");
            assertThat(kept.get("/").field("Connection")).isEmpty();
            try (RawClient another = client()) {
                assertThat(another.get("/").status()).isEqualTo(200);
            }
            assertThat(leaving).isNotDone();
            hurry.countDown();
            assertEnded(leaving);
            assertThat(kept.isEnded()).isTrue();
        }
    }

    @Test
    void answersARequestThatIsOnItsWayAndSaysThatItIsTheLast() {
        start("0s", "60s", "60s");
        try (RawClient kept = client()) {
            kept.get("/");
            CompletableFuture<Void> leaving = leave();
            awaitClosedListeners();

            RawClient.Response last = kept.exchange("POST", "/", "Content-Length: 0");

            assertThat(last.status()).isEqualTo(200);
            assertThat(last.field("Connection")).isEqualTo("close");
            assertThat(kept.isEnded()).isTrue();
            assertEnded(leaving);
        }
    }

    /** RFC 9113 §6.8: first that it shall go, then, when nothing can be on its way any more, what was the last one taken. */
    @Test
    void tellsClientsInHttp2InTwoSteps() throws Exception {
        start("0s", "60s", "60s");
        try (RawHttp2Client kept = RawHttp2Client.connect(proxy.address())) {
            int first = kept.open();
            kept.headers(first, true, RawHttp2Client.request("GET", "/slow"));
            proxy.slowIsUnderWay.await(10, TimeUnit.SECONDS);
            CompletableFuture<Void> leaving = leave();
            assertThat(kept.await(RawHttp2Client.GOAWAY).lastStream()).isEqualTo(Integer.MAX_VALUE);

            int second = kept.open();
            kept.headers(second, true, RawHttp2Client.request("GET", "/"));
            assertThat(kept.answer(second).status).isEqualTo(200);
            assertThat(kept.await(RawHttp2Client.GOAWAY).lastStream()).isEqualTo(second);
            proxy.slow.countDown();

            assertThat(kept.answer(first).status).isEqualTo(200);
            assertThat(kept.awaitGoAway()).as("the end").isEqualTo(-1);
            assertEnded(leaving);
        }
    }

    @Test
    void closesConnectionsThatBringNothingMore() {
        start("0s", "200ms", "60s");
        try (RawClient kept = client()) {
            kept.get("/");
            CompletableFuture<Void> leaving = leave();

            assertThat(kept.isEnded()).isTrue();
            assertEnded(leaving);
        }
    }

    @Test
    void finishesWhatIsUnderWay() throws Exception {
        start("0s", "100ms", "60s");
        try (RawClient waiting = client()) {
            waiting.send(RawClient.request("GET", "/slow"));
            proxy.slowIsUnderWay.await(10, TimeUnit.SECONDS);
            CompletableFuture<Void> leaving = leave();
            awaitClosedListeners();
            assertThat(leaving).isNotDone();
            proxy.slow.countDown();

            RawClient.Response answer = waiting.read("GET");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("Connection")).isEqualTo("close");
            assertEnded(leaving);
        }
    }

    @Test
    void cutsOffAtTheDeadlineWhatIsNotOver() throws Exception {
        start("0s", "100ms", "300ms");
        try (RawClient waiting = client();
                RawClient tunnel = client()) {
            waiting.send(RawClient.request("GET", "/slow"));
            proxy.slowIsUnderWay.await(10, TimeUnit.SECONDS);
            assertThat(tunnel.get("/tunnel", "Upgrade: x", "Connection: upgrade")
                            .status())
                    .isEqualTo(101);
            CompletableFuture<Void> leaving = leave();

            RawClient.Response answer = waiting.read("GET");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("\"reason\":\"stopped\"");
            assertThat(tunnel.isReset()).isTrue();
            assertEnded(leaving);
            assertThat(proxy.observe("/metrics").body()).contains("fairlead_failures_total{failure=\"stopped\",} 2.0");
        }
    }

    @Test
    void hurriesWhenItIsAskedAgain() throws Exception {
        start("0s", "5m", "1h");
        try (RawClient waiting = client();
                RawClient idle = client()) {
            idle.get("/");
            waiting.send(RawClient.request("GET", "/slow"));
            proxy.slowIsUnderWay.await(10, TimeUnit.SECONDS);
            CompletableFuture<Void> leaving = leave();
            awaitClosedListeners();

            hurry.countDown();

            assertThat(idle.isEnded()).isTrue();
            assertThat(waiting.read("GET").status()).isEqualTo(503);
            assertEnded(leaving);
        }
    }
}
