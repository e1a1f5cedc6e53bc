package org.fairlead.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.fairlead.proxy.control.ControlledProxy.Ran;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OverEveryFront({Front.HTTP1, Front.H2C})
class ReloadTest {
    @TempDir
    Path folder;

    private ControlledProxy proxy;

    @BeforeEach
    void make() {
        proxy = new ControlledProxy(folder).start();
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void saysWhatItWouldDoThenDoesIt() {
        proxy.with("path: /fresh", "path: /newer").with("threads: 2", "threads: 3");
        Ran diff = proxy.run("diff");
        assertThat(diff.out()).contains("would: changed: service wiki: rule \"fresh\"");
        assertThat(diff.err()).contains("warning: threads: changed, but takes a restart");
        assertThat(proxy.reads("/newer")).isEqualTo("codfw");

        Ran reload = proxy.run("reload", "--reason", "new rule");
        assertThat(reload.exitCode()).isZero();
        assertThat(reload.out()).startsWith("changed: service wiki: rule \"fresh\"");
        assertThat(proxy.reads("/newer")).isEqualTo("eqiad");
        assertThat(proxy.run("status").out()).contains("takes a restart: threads");
        assertThat(proxy.run("diff").out()).isEqualTo("nothing would change\n");
    }

    @Test
    void whatRunsRunsOnAfterABadFile() {
        proxy.with("send: primary", "sent: primary").with("epoch: 17", "epoch: soon");
        Ran refused = proxy.run("reload");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("fairlead.yaml:4:8: epoch: \"soon\"", "rules.yaml:8:", "sent: unknown key");
        assertThat(proxy.reads("/fresh")).isEqualTo("eqiad");
        assertThat(proxy.run("status").out()).contains("LAST RELOAD REFUSED");
        proxy.with("sent: primary", "send: primary").with("epoch: soon", "epoch: 17");
        assertThat(proxy.run("reload").out()).isEqualTo("nothing changed\n");
        assertThat(proxy.run("status").out()).doesNotContain("LAST RELOAD REFUSED");
    }

    @Test
    void aPrimaryChangesOnlyWithItsEpoch() {
        proxy.with("primary: eqiad", "primary: codfw");
        assertThat(proxy.run("reload").err()).contains("epoch: 17 (expected: more than 17, because primary changed)");
        proxy.with("epoch: 17", "epoch: 18");
        assertThat(proxy.run("reload").exitCode()).isZero();
        assertThat(proxy.reads("/fresh")).isEqualTo("codfw");
        proxy.with("primary: codfw", "primary: eqiad").with("epoch: 18", "epoch: 17");
        assertThat(proxy.run("reload").err()).contains("epoch: 17 (expected: 18 or more; it never goes down)");
    }

    @Test
    void connectionsOnBothSidesLiveOn() {
        try (RawClient client = Front.current().connect(proxy.address(), 0)) {
            assertThat(client.get("/").body()).isEqualTo("codfw");
            int before = proxy.codfw.connections();
            for (int i = 0; i < 5; i++) {
                proxy.with("percent: " + i, "percent: " + (i + 1));
                assertThat(proxy.run("reload").exitCode()).isZero();
                assertThat(client.get("/", "X-Client: nobody").status()).isEqualTo(200);
            }
            assertThat(proxy.codfw.connections()).isEqualTo(before);
        }
    }

    @Test
    void aRequestInFlightEndsByWhatItBeganWithAndAPoolThatWentAwayIsDrained() throws Exception {
        var mayAnswer = new java.util.concurrent.CountDownLatch(1);
        var ended = new java.util.concurrent.CountDownLatch(1);
        try (RawOrigin slow = RawOrigin.of(connection -> {
                    connection.readHead();
                    try {
                        mayAnswer.await();
                    } catch (InterruptedException e) {
                        throw new java.io.IOException(e);
                    }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
                    connection.readHead();
                    ended.countDown();
                });
                RawClient client = Front.current().connect(proxy.address(), 0)) {
            String old = "127.0.0.1:" + proxy.codfw.port();
            proxy.with(old, "127.0.0.1:" + slow.port());
            assertThat(proxy.run("reload").exitCode()).isZero();
            client.send(RawClient.request("GET", "/slow"));
            Awaitility.await().until(() -> slow.connections() == 1);

            proxy.with("127.0.0.1:" + slow.port(), old);
            assertThat(proxy.run("reload").out()).contains("removed: datacenter codfw: pool appservers: origin");
            assertThat(proxy.reads("/")).isEqualTo("codfw");
            mayAnswer.countDown();
            assertThat(client.read("GET").body()).isEqualTo("slow");
            // Far sooner than timeouts.upstream-idle would close it.
            assertThat(ended.await(2, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(client.get("/").body()).isEqualTo("codfw");
        }
    }

    @Test
    void aWatchedFileIsReloadedOnceItIsStill() {
        proxy.close();
        proxy = new ControlledProxy(folder)
                .with("token-file: token}", "token-file: token, watch: 100ms}")
                .start();
        proxy.with("path: /fresh", "path: /newer");
        Awaitility.await().until(() -> proxy.reads("/newer").equals("eqiad"));
        proxy.with("epoch: 17", "epoch: soon");
        Awaitility.await()
                .until(() -> !proxy.live().view().lastReload().problems().isEmpty());
        assertThat(proxy.reads("/newer")).isEqualTo("eqiad");
    }

    @Test
    void aSignalReloads() throws Exception {
        // A process that was started by nohup never gets it.
        assumeFalse(isHangUpIgnored(), "SIGHUP is ignored");
        HangUp.reloads(proxy.live());
        proxy.with("path: /fresh", "path: /newer");
        new ProcessBuilder(
                        "kill", "-HUP", String.valueOf(ProcessHandle.current().pid()))
                .start()
                .waitFor();
        Awaitility.await().until(() -> proxy.reads("/newer").equals("eqiad"));
    }

    private static boolean isHangUpIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
    }
}
