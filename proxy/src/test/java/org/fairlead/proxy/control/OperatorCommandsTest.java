package org.fairlead.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.fairlead.proxy.control.ControlledProxy.Ran;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does at the command line, and what requests see of it. */
class OperatorCommandsTest {
    @TempDir
    Path folder;

    private ControlledProxy proxy;

    @BeforeEach
    void start() {
        proxy = new ControlledProxy(folder).start();
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private Ran done(String... words) {
        Ran ran = proxy.run(words);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
    }

    private String refused(String... words) {
        Ran ran = proxy.run(words);
        assertThat(ran.exitCode()).isEqualTo(1);
        return ran.err();
    }

    @Test
    void theKillSwitchAndBack() {
        assertThat(proxy.reads("/")).isEqualTo("codfw");
        assertThat(done("override", "reads=primary", "--reason", "stale reads").out())
                .isEqualTo("reads of all services go to the primary\n");
        assertThat(proxy.reads("/")).isEqualTo("eqiad");
        assertThat(done("status").out()).contains("ALL TO PRIMARY", "stale reads", System.getProperty("user.name"));
        done("override", "reads=none");
        assertThat(proxy.reads("/")).isEqualTo("codfw");
        assertThat(done("status").out()).contains("nothing is set by hand");
    }

    @Test
    void theKillSwitchOfOneService() {
        done("override", "reads=primary", "--service", "shop");
        assertThat(proxy.reads("/")).isEqualTo("codfw");
        assertThat(proxy.run("override", "reads=far").exitCode()).isEqualTo(2);
    }

    @Test
    void aShareGrowsStepByStepAndOnlyAddsClients() {
        done("shift", "wiki", "5%");
        var first = shifted();
        done("shift", "wiki", "30");
        assertThat(shifted()).hasSizeGreaterThan(first.size()).containsAll(first);
        assertThat(refused("shift", "wiki", "100%")).contains("from 30 % to 100 %", "--force");
        done("shift", "wiki", "100%", "--force");
        assertThat(shifted()).hasSize(200);
        assertThat(refused("shift", "wiki", "101%")).contains("101%");
        assertThat(done("status").out()).contains("100 % to eqiad");
        done("shift", "wiki", "configured");
        assertThat(shifted()).isEmpty();
    }

    private java.util.List<Integer> shifted() {
        return java.util.stream.IntStream.range(0, 200)
                .filter(client -> proxy.reads("/", "c" + client).equals("eqiad"))
                .boxed()
                .toList();
    }

    @Test
    void drainsAndComesBackButNeverTheLast() {
        done("drain", "codfw", "--reason", "new kernel");
        assertThat(proxy.reads("/")).isEqualTo("eqiad");
        assertThat(refused("drain", "eqiad")).contains("no datacenter would be left to take the reads of wiki, shop");
        done("undrain", "codfw");
        assertThat(proxy.reads("/")).isEqualTo("codfw");
        assertThat(refused("undrain", "codfw")).contains("nothing was set at run time");
        assertThat(refused("drain", "codwf")).contains("did you mean codfw?");
    }

    @Test
    void aPoolIsDrainedOfItsReadsAlone() {
        assertThat(done("drain", "eqiad", "--pool", "appservers").out()).isEqualTo("appservers@eqiad is drained\n");
        assertThat(proxy.reads("/fresh")).isEqualTo("codfw");
        assertThat(proxy.writes()).isEqualTo(200);
        assertThat(refused("drain", "codfw", "--pool", "appservers")).contains("no datacenter would be left");
        assertThat(refused("drain", "codfw", "--pool", "appserver")).contains("did you mean appservers?");
        assertThat(refused("drain", "codfw", "--service", "wiki", "--pool", "appservers"))
                .contains("one or the other");
        done("undrain", "eqiad", "--pool", "appservers");
        assertThat(proxy.reads("/fresh")).isEqualTo("eqiad");
    }

    @Test
    void anOriginIsDrainedButNeverTheLastOfItsPool() throws Exception {
        String first = "127.0.0.1:" + proxy.codfw.port();
        assertThat(refused("drain", "codfw", "--origin", first))
                .contains("no origin would be left of appservers@codfw");
        try (RawOrigin second = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond")) {
            proxy.with(
                    "codfw: {pools: {appservers: {origins: [",
                    "codfw: {pools: {appservers: {origins: [\"http://127.0.0.1:" + second.port() + "\", ");
            done("reload");
            assertThat(refused("drain", "codfw", "--origin", "127.0.0.1:1")).contains("unknown origin");
            done("drain", "codfw", "--origin", first, "--reason", "new disk");

            // The loop of health publishes it, a moment later.
            Awaitility.await().until(() -> proxy.reads("/").equals("second"));
            for (int i = 0; i < 10; i++) {
                assertThat(proxy.reads("/")).isEqualTo("second");
            }
            assertThat(done("status").out()).contains(first, "DRAINED", "new disk");
            // One of two is less than 70 %.
            Awaitility.await()
                    .untilAsserted(() -> assertThat(done("status").out())
                            .containsPattern(
                                    "appservers@codfw +1 of 2 +71 % +reads leave .*1 of 2 origins may be used"));
            assertThat(proxy.observe("/metrics").body()).contains("origin=\"" + first + "\",state=\"drained\",} 1.0");
            proxy.restart();
            Awaitility.await().until(() -> proxy.reads("/").equals("second"));
            assertThat(refused("drain", "codfw", "--origin", "127.0.0.1:" + second.port()))
                    .contains("no origin would be left");
            done("undrain", "codfw", "--origin", first);
            Awaitility.await().until(() -> proxy.reads("/").equals("codfw"));
        }
    }

    @Test
    void aTunnelToADrainedOriginEndsAfterTheGraceAndARequestGetsItsAnswer() throws Exception {
        String first = "127.0.0.1:" + proxy.codfw.port();
        try (RawOrigin second = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond")) {
            proxy.with("access-log: off", "access-log: off\ntimeouts: {tunnel-grace: 0s}")
                    .with("reads: local", "reads: local\n    upgrades: local");
            done("reload");
            try (RawClient tunnel = RawClient.connect(proxy.address());
                    RawClient slow = RawClient.connect(proxy.address())) {
                assertThat(tunnel.get("/tunnel", "Upgrade: x", "Connection: upgrade")
                                .status())
                        .isEqualTo(101);
                slow.send(RawClient.request("GET", "/slow"));
                assertThat(proxy.slowIsUnderWay.await(10, TimeUnit.SECONDS)).isTrue();
                proxy.with(
                        "codfw: {pools: {appservers: {origins: [",
                        "codfw: {pools: {appservers: {origins: [\"http://127.0.0.1:" + second.port() + "\", ");
                done("reload");
                done("drain", "codfw", "--origin", first);

                assertThat(tunnel.isEnded()).isTrue();
                assertThat(proxy.reads("/")).isEqualTo("second");
                proxy.slow.countDown();
                assertThat(slow.read("GET").body()).isEqualTo("codfw");
            }
            assertThat(proxy.observe("/metrics").body()).contains("failure=\"tunnel-to-drained\"");
        }
    }

    @Test
    void readOnlyRefusesWritesHereThereOrOfOneService() {
        assertThat(proxy.writes()).isEqualTo(200);
        done("read-only", "on", "codfw");
        assertThat(proxy.writes()).isEqualTo(200);
        done("read-only", "on");
        assertThat(proxy.writes()).isEqualTo(503);
        assertThat(proxy.reads("/")).isEqualTo("codfw");
        done("read-only", "off");
        assertThat(proxy.writes()).isEqualTo(200);
        done("read-only", "on", "eqiad", "--service", "shop");
        assertThat(proxy.writes()).isEqualTo(200);
        done("read-only", "on", "eqiad", "--service", "wiki");
        assertThat(proxy.writes()).isEqualTo(503);
        assertThat(done("status").out()).contains("eqiad read-only");
    }

    @Test
    void aDryRunSaysWhatWouldBeAndChangesNothing() {
        assertThat(done("drain", "codfw", "--dry-run").out()).isEqualTo("would: codfw is drained for all services\n");
        assertThat(refused("drain", "nowhere", "--dry-run")).contains("unknown datacenter");
        assertThat(proxy.reads("/")).isEqualTo("codfw");
        assertThat(proxy.file("fairlead.state")).doesNotExist();
    }

    @Test
    void whatWasSetOutlivesARestart() {
        done("drain", "codfw", "--reason", "new kernel");
        done("shift", "wiki", "5%");
        proxy.restart();
        assertThat(proxy.reads("/")).isEqualTo("eqiad");
        assertThat(done("status").out())
                .contains("codfw is drained for all services", "new kernel", "share of wiki is 5 %");
    }

    @Test
    void aBrokenStateFileStopsAStartAndIsLeftAsItIs() throws IOException {
        done("drain", "codfw");
        Path state = proxy.file("fairlead.state");
        String whole = Files.readString(state);
        Files.writeString(state, whole.substring(0, whole.length() / 2));
        assertThatThrownBy(proxy::restart)
                .hasRootCauseInstanceOf(Exception.class)
                .hasMessageContaining("state file " + state)
                .hasMessageContaining("move it away");
        assertThat(state).hasContent(whole.substring(0, whole.length() / 2));
        Files.writeString(state, whole);
        proxy.start();
        assertThat(proxy.reads("/")).isEqualTo("eqiad");
    }

    @Test
    void nothingChangesWhereTheStateCanNotBeKept() throws IOException {
        Files.createDirectories(proxy.file("fairlead.state"));
        assertThat(refused("drain", "codfw")).contains("a folder (expected: a file");
        assertThat(proxy.reads("/")).isEqualTo("codfw");
        assertThat(done("status").out()).contains("nothing is set by hand");
    }

    @Test
    void whatContradictsANewConfigurationIsTold() {
        done("override", "reads=primary", "--service", "shop");
        proxy.with("  shop: {hosts: shop.example, pool: appservers}\n", "");
        assertThat(proxy.run("reload").err()).contains("isn't applied: \"shop\": unknown service");
        assertThat(done("status").out()).contains("CONTRADICTION reads of shop go to the primary");
        done("override", "reads=none", "--service", "shop");
        assertThat(done("status").out()).doesNotContain("CONTRADICTION");
    }

    @Test
    void tailShowsWhatAFilterLetsThrough() throws Exception {
        var tail =
                CompletableFuture.supplyAsync(() -> done("tail", "--reason", "rule", "--host", "wiki.*", "--count", "2")
                        .out());
        Awaitility.await().pollInSameThread().until(() -> {
            proxy.reads("/other");
            proxy.reads("/fresh?secret=1");
            return tail.isDone();
        });
        assertThat(tail.get(10, TimeUnit.SECONDS).lines())
                .hasSize(2)
                .allMatch(line -> line.contains("200  read  → eqiad    rule \"fresh\"  GET wiki.example/fresh"));
    }

    @Test
    void findsAGetThatWrites() {
        proxy.reads("/writes");
        assertThat(done("status").out()).contains("WRITES ON SAFE METHODS", "GET /writes", "observe, done");
    }

    @Test
    void namesWhatItCanNotReach() throws IOException {
        Files.writeString(proxy.file("other"), "some-other-long-token\n");
        Ran wrong = ControlledProxy.runPlainly(
                "status",
                "--control",
                proxy.controlAddress(),
                "--token-file",
                proxy.file("other").toString());
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("not the token").doesNotContain("some-other-long-token");
        Ran nobody = ControlledProxy.runPlainly(
                "status",
                "--control",
                "127.0.0.1:1",
                "--token-file",
                proxy.file("token").toString());
        assertThat(nobody.err()).contains("127.0.0.1:1: ", "expected: a running Fairlead");
        Ran noControl = ControlledProxy.runPlainly(
                "status", "--config", proxy.file("rules.yaml").toString());
        assertThat(noControl.exitCode()).isEqualTo(1);
    }

    @Test
    void worksOverASocketFile() {
        proxy.close();
        proxy = new ControlledProxy(folder)
                .with("bind: \"127.0.0.1:0\", token", "bind: \"unix:c.sock\", token")
                .start();
        Ran ran = ControlledProxy.runPlainly(
                "drain", "codfw", "--config", proxy.file("fairlead.yaml").toString());
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(proxy.reads("/")).isEqualTo("eqiad");
        proxy.restart();
        assertThat(proxy.reads("/")).isEqualTo("eqiad");
    }
}
