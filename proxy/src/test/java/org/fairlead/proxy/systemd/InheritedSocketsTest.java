package org.fairlead.proxy.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with a socket that it was started with: what it takes, what it refuses, how it ends. */
class InheritedSocketsTest {
    private static final String OURS = Long.toString(ProcessHandle.current().pid());

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void prepare() {
        assumeTrue(SocketHolder.isPossible(), "no perl");
        log = folder.resolve("log");
    }

    private SocketHolder hold() {
        return SocketHolder.hold(
                folder,
                log,
                Map.of(),
                "run",
                "--warm-up=0s",
                "--config",
                folder.resolve("fairlead.yaml").toString());
    }

    private void write(String listeners) throws IOException {
        Files.writeString(folder.resolve("fairlead.yaml"), """
                fleet: wiki
                datacenter: eqiad
                primary: eqiad
                epoch: 1
                rules: rules.yaml
                datacenters: {eqiad: {pools: {appservers: {origins: ["http://127.0.0.1:1"]}}}}
                listeners: [%s]
                access-log: off
                stopping: {drain-delay: 5m}
                """.formatted(listeners));
        Files.writeString(folder.resolve("rules.yaml"), "services: {wiki: {hosts: wiki.example, pool: appservers}}\n");
    }

    private static String at(int port) {
        return "{bind: \"127.0.0.1:" + port + "\", health-path: /health}";
    }

    private String log() throws IOException {
        return Files.readString(log);
    }

    private static int health(int port) {
        try (RawClient client = RawClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            return client.get("/health", "Connection: close").status();
        }
    }

    @Test
    void areServedBesideOnesThatAreBoundAndASecondSignalHurries() throws Exception {
        int other = RawOrigin.closedPort();
        try (SocketHolder holder = hold()) {
            write(at(holder.port()) + ", " + at(other));
            holder.start();

            assertThat(health(holder.port())).isEqualTo(200);
            assertThat(health(other)).isEqualTo(200);
            holder.signal("TERM");
            await().atMost(Duration.ofSeconds(10)).until(() -> health(holder.port()) == 503);
            holder.signal("TERM");
            assertThat(holder.awaitEnd()).isZero();
            assertThat(log())
                    .contains("listeners: 127.0.0.1:" + other + ": bound, since no inherited socket is there")
                    .contains("stopping: not ready any more", "stopping: accepting nothing new", "stopped");
        }
    }

    @Test
    void thatNoListenerHasAreRefused() throws Exception {
        try (SocketHolder holder = hold()) {
            write(at(0));
            holder.start();

            assertThat(holder.awaitEnd()).isEqualTo(1);
            assertThat(log())
                    .contains(
                            "inherited sockets: 127.0.0.1:" + holder.port() + " (descriptor 3, named web) (expected: ");
        }
    }

    @Test
    void areThoseOfThisProcessOnly() throws IOException {
        assertThat(InheritedSockets.of(Map.of()).isEmpty()).isTrue();
        assertThat(InheritedSockets.of(Map.of("LISTEN_PID", "1", "LISTEN_FDS", "1"))
                        .isEmpty())
                .isTrue();
        assertThat(InheritedSockets.of(Map.of("LISTEN_PID", OURS)).isEmpty()).isTrue();
    }

    @Test
    void mustBeANumberOfListeningSockets() {
        assertThatThrownBy(() -> InheritedSockets.of(Map.of("LISTEN_PID", OURS, "LISTEN_FDS", "some")))
                .hasMessage("LISTEN_FDS: \"some\" (expected: a number up to 1000)");
        // Whatever the JVM has there is no socket that listens.
        assertThatThrownBy(() ->
                        InheritedSockets.of(Map.of("LISTEN_PID", OURS, "LISTEN_FDS", "1", "LISTEN_FDNAMES", "web")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("inherited descriptor 3, named web");
    }
}
