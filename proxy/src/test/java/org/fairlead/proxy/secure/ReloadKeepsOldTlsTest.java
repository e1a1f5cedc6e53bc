package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.fairlead.config.BindAddress;
import org.fairlead.config.Configuration;
import org.fairlead.config.NameSettings;
import org.fairlead.config.UpstreamTls;
import org.fairlead.proxy.testkit.DnsServer;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.proxy.testkit.SetClocks;
import org.fairlead.proxy.tls.TlsFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that was decided by one configuration connects by its settings, though another one has none such. */
class ReloadKeepsOldTlsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    private static final String SILENT = "silent.example";

    @TempDir
    static Path folder;

    private static Pki pki;

    @BeforeAll
    static void issue() {
        pki = new Pki(folder);
    }

    private static RawOrigin origin(RawOrigin.Script script) {
        return RawOrigin.secure(pki.context(pki.issueFor("127.0.0.1", "origin.example")), false, script);
    }

    private static UpstreamTls asking(String name) {
        return new UpstreamTls(true, Optional.of(pki.rootFile()), Optional.of(name), Optional.empty());
    }

    /** Answers one request on each connection, so that the next one needs another. */
    private static void answerOnce(RawOrigin.Connection connection) throws IOException {
        if (!connection.readRequest().isEmpty()) {
            connection.send(OK);
        }
    }

    @Test
    void whileTheNamesOfTheNewOneAreLookedUp() throws InterruptedException {
        try (DnsServer dns = new DnsServer();
                RawOrigin origin = origin(ReloadKeepsOldTlsTest::answerOnce)) {
            dns.ignore(SILENT);
            Fleet.Plan plan = Fleet.alone(origin.port())
                    .originTls(pki.trusting())
                    .names(new NameSettings(
                            List.of(new BindAddress("127.0.0.1", dns.port())),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(5)));
            try (Fleet fleet = plan.start();
                    RawClient client = fleet.client()) {
                assertThat(client.get("/").status()).isEqualTo(200);
                plan.originTls(asking("origin.example")).originsAt(SILENT);
                Thread reload = new Thread(fleet::reload);
                reload.start();
                try {
                    await().until(() -> dns.asked(SILENT) > 0);

                    assertThat(client.get("/").status()).isEqualTo(200);
                    assertThat(reload.isAlive()).isTrue();
                } finally {
                    // It needs the proxy.
                    reload.join(20_000);
                }
            }
        }
    }

    @Test
    void whenItIsTriedAgain() throws InterruptedException {
        AtomicBoolean isFirst = new AtomicBoolean(true);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch reloaded = new CountDownLatch(1);
        RawOrigin.Script script = connection -> {
            if (isFirst.getAndSet(false)) {
                connection.readRequest();
                asked.countDown();
                awaitFully(reloaded);
            } else {
                answerOnce(connection);
            }
        };
        try (RawOrigin one = origin(script);
                RawOrigin other = origin(script)) {
            Fleet.Plan plan = Fleet.alone(one.port(), other.port()).originTls(pki.trusting());
            try (Fleet fleet = plan.start();
                    RawClient client = fleet.client()) {
                client.send(RawClient.request("GET", "/"));
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
                plan.originTls(asking("origin.example"));
                fleet.reload();
                reloaded.countDown();

                assertThat(client.read("GET").status()).isEqualTo(200);
            }
        }
    }

    private static void awaitFully(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    @Test
    void untilNoneCanNeedItAnyMore() throws IOException {
        SetClocks clocks = new SetClocks();
        List<Configuration> both = configurations(pki.trusting(), asking("origin.example"));
        Configuration before = both.get(0);
        Configuration now = both.get(1);
        try (TlsFiles files = TlsFiles.start(before, clocks.clocks())) {
            files.turnTo(now);
            files.leaveBehind(before, now);
            // Less than the grace of a drain.
            clocks.forward(Duration.ofMinutes(4));
            files.turnTo(now);
            files.leaveBehind(now, now);
            assertThat(files.client(pki.trusting())).isNotNull();

            clocks.forward(Duration.ofMinutes(4));
            await().untilAsserted(() -> assertThat(files.client(pki.trusting())).isNull());
            assertThat(files.client(asking("origin.example"))).isNotNull();
        }
    }

    @Test
    void unlessItComesBack() throws IOException {
        SetClocks clocks = new SetClocks();
        List<Configuration> both = configurations(pki.trusting(), asking("origin.example"));
        Configuration before = both.get(0);
        Configuration now = both.get(1);
        try (TlsFiles files = TlsFiles.start(before, clocks.clocks())) {
            files.turnTo(now);
            files.leaveBehind(before, now);
            files.turnTo(before);
            files.leaveBehind(now, before);

            clocks.forward(Duration.ofHours(1));
            await().untilAsserted(() ->
                    assertThat(files.client(asking("origin.example"))).isNull());
            assertThat(files.client(pki.trusting())).isNotNull();
        }
    }

    @Test
    void butNotOfAnyNumberOfReloads() throws IOException {
        List<Configuration> all = configurations(IntStream.rangeClosed(0, 100)
                .mapToObj(i -> asking(i + ".example"))
                .toArray(UpstreamTls[]::new));
        try (TlsFiles files = TlsFiles.start(all.get(0), new SetClocks().clocks())) {
            for (int i = 1; i < all.size(); i++) {
                files.turnTo(all.get(i));
                files.leaveBehind(all.get(i - 1), all.get(i));
            }
            assertThat(files.client(asking("0.example"))).isNull();
            assertThat(files.client(asking("99.example"))).isNotNull();
            assertThat(files.client(asking("100.example"))).isNotNull();
        }
    }

    /** One for each, that has it for its origin. */
    private static List<Configuration> configurations(UpstreamTls... settings) {
        Fleet.Plan plan = Fleet.alone(RawOrigin.closedPort());
        try (Fleet fleet = plan.start()) {
            return Arrays.stream(settings)
                    .map(each -> {
                        plan.originTls(each);
                        return fleet.configuration("eqiad");
                    })
                    .toList();
        }
    }
}
