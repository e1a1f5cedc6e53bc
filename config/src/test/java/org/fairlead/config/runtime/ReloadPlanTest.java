package org.fairlead.config.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.fairlead.config.BindAddress;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.Configuration;
import org.fairlead.config.Listener;
import org.fairlead.config.ListenerTls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadPlanTest {
    @TempDir
    Path folder;

    private Deployment running;

    @BeforeEach
    void deploy() {
        running = Deployment.in(folder);
    }

    private ReloadPlan plan(Deployment next, RuntimeState state) {
        return ReloadPlan.of(running.load(), next.load(), state);
    }

    private ReloadPlan plan(Deployment next) {
        return plan(next, RuntimeState.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "primary: eqiad | primary: codfw | epoch: 17 (expected: more than 17, because primary changed)",
                "epoch: 17 | epoch: 18 | epoch: 18 (expected: 17, because no primary changed)",
                "epoch: 17 | epoch: 16 | epoch: 16 (expected: 17 or more; it never goes down)",
                "shop: {hosts | shop: {primary: codfw, hosts | because the primary of shop changed",
                "datacenter: codfw | datacenter: eqiad | datacenter: eqiad (expected: codfw, or a restart)",
                "fleet: wiki | fleet: other | fleet: other (expected: wiki, or a restart)"
            })
    void isRefused(String replace, String by, String problem) {
        assertThat(plan(running.with(replace, by)).refusals())
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void primaryAndEpochChangeTogether() {
        Deployment next = running.with("primary: eqiad", "primary: codfw").with("epoch: 17", "epoch: 18");

        assertThat(plan(next).refusals()).isEmpty();
    }

    @Test
    void mayNotLeaveReadsNowhereWithWhatOperatorsSet() {
        var drained = new OperatorOverride.Drained("codfw", Optional.empty());
        var state = RuntimeState.EMPTY.with(new RuntimeState.Entry(drained, "ann", "", Instant.EPOCH));

        assertThat(plan(running.with("failover: [eqiad, codfw]\n", ""), state).refusals())
                .singleElement()
                .asString()
                .startsWith("no datacenter would be left to take the reads of wiki, shop");
    }

    @Test
    void keepsAndTellsWhatTakesARestart() {
        ReloadPlan plan = plan(running.with("listeners: [{bind: \"127.0.0.1:0\"}]", """
                listeners: [{bind: "127.0.0.1:1"}]
                threads: 3
                limits: {head-bytes: 64KiB, attempts: 2}
                """));

        assertThat(plan.restarts()).containsExactly("listeners", "threads", "limits.head-bytes");
        assertThat(plan.next().listeners().get(0).bind().port()).isZero();
        assertThat(plan.next().operations().threads()).isZero();
        assertThat(plan.next().relay().limits().headBytes()).isEqualTo(32 * 1024);
        assertThat(plan.next().relay().limits().attempts()).isEqualTo(2);
    }

    private static Listener listener(String certificate, boolean speaksHttp2) {
        var files = new CertificateFiles(Path.of(certificate), Path.of("key"), Optional.empty());
        var tls = new ListenerTls(
                List.of(files),
                ListenerTls.Suites.INTERMEDIATE,
                ListenerTls.Clients.UNASKED,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10));
        return new Listener(
                new BindAddress("127.0.0.1", 0),
                Listener.Purpose.CLIENTS,
                Optional.empty(),
                Optional.of(tls),
                OptionalInt.empty(),
                List.of(),
                speaksHttp2);
    }

    private ReloadPlan plan(Listener before, Listener after) {
        return ReloadPlan.of(listening(before), listening(after), RuntimeState.EMPTY);
    }

    private Configuration listening(Listener listener) {
        Configuration usual = running.load();
        return new Configuration(
                usual.snapshot(),
                usual.upstreams(),
                List.of(listener),
                usual.relay(),
                usual.operations(),
                usual.ruleTests());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesOverWhatAListenerSaysOfTls(boolean speaksHttp2) {
        Listener after = listener("after", speaksHttp2);
        ReloadPlan plan = plan(listener("before", speaksHttp2), after);

        assertThat(plan.restarts()).isEmpty();
        assertThat(plan.next().listeners()).containsExactly(after);
    }

    @Test
    void tellsThatTheProtocolsOfAListenerTakeARestart() {
        Listener before = listener("same", true);
        ReloadPlan plan = plan(before, listener("same", false));

        assertThat(plan.restarts()).containsExactly("listeners");
        assertThat(plan.next().listeners()).containsExactly(before);
    }

    @Test
    void aDiffIsInWords() {
        Deployment next = running.with("percent: 2", "percent: 5")
                .with("path: /x", "path: /y")
                .with(", \"http://127.0.0.1:8002\"", "")
                .with("shop: {hosts: shop.example", "blog: {hosts: blog.example")
                .with("codfw: {pools", "codfw: {state: drained, pools");

        List<String> lines = ConfigurationDiff.between(running.load(), next.load());

        assertThat(lines)
                .contains(
                        "changed: datacenter codfw: state: active → drained",
                        "changed: service wiki: shift: 2 % to eqiad by [client-address], salt wiki → "
                                + "5 % to eqiad by [client-address], salt wiki",
                        "added: service blog",
                        "removed: datacenter eqiad: pool appservers: origin 127.0.0.1:8002",
                        "removed: service shop: host shop.example")
                .anyMatch(line -> line.startsWith("changed: service wiki: rule \"one\": send: primary when path"));
        assertThat(ConfigurationDiff.between(running.load(), running.load())).isEmpty();
    }

    private List<String> secretsChange(String before, String after) throws IOException {
        Deployment deployment = running.with("epoch: 17", "epoch: 17\ntrust: {secret-file: keys}");
        Files.writeString(folder.resolve("keys"), before);
        Configuration first = deployment.load();
        Files.writeString(folder.resolve("keys"), after);
        return ConfigurationDiff.between(first, deployment.load());
    }

    @Test
    void keysOfTheFleetAreToldApartAndNeverShown() throws IOException {
        String old = "an old secret of the fleet";
        String young = "a young secret of the fleet";

        assertThat(secretsChange(old + "\n", old + "\n")).isEmpty();
        assertThat(secretsChange(old + "\n", old + "\n" + young + "\n"))
                .singleElement()
                .asString()
                .matches("changed: trust.secret-file: 1 key, signing with the one marked (.{8}) → "
                        + "2 keys, signing with the one marked \\1");
        assertThat(secretsChange(old + "\n" + young + "\n", young + "\n" + old + "\n"))
                .singleElement()
                .asString()
                .matches("changed: trust.secret-file: 2 keys, signing with the one marked (.{8}) → "
                        + "2 keys, signing with the one marked (?!\\1).{8}")
                .doesNotContain("secret of the fleet");
    }

    @Test
    void primaryEpochAndOriginsAreToldInWords() {
        Deployment next = running.with("primary: eqiad", "primary: codfw")
                .with("epoch: 17", "epoch: 18")
                .with("shop: {hosts", "shop: {primary: eqiad, hosts")
                .with("127.0.0.1:8003", "127.0.0.1:8004");

        assertThat(ConfigurationDiff.between(running.load(), next.load()))
                .containsExactlyInAnyOrder(
                        "changed: primary: eqiad → codfw",
                        "changed: epoch: 17 → 18",
                        "changed: service shop: primary: the deployment's → eqiad",
                        "added: datacenter codfw: pool appservers: origin 127.0.0.1:8004",
                        "removed: datacenter codfw: pool appservers: origin 127.0.0.1:8003");
    }

    @Test
    void whereSpansGoTakesARestart() {
        ReloadPlan plan = plan(running.with("epoch: 17", """
                epoch: 17
                tracing: {sample: 1, otlp: "http://127.0.0.1:4318"}"""));

        assertThat(plan.restarts()).containsExactly("tracing.otlp");
        assertThat(plan.next().operations().tracing().otlp()).isEmpty();
        assertThat(plan.next().operations().tracing().sample()).isEqualTo(100);
    }
}
