package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.fairlead.config.BindAddress;
import org.fairlead.config.Configuration;
import org.fairlead.config.Listener;
import org.fairlead.config.Operations;
import org.fairlead.config.Origin;
import org.fairlead.matching.ClientAddress;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.DatacenterState;
import org.fairlead.routing.Topology;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationLoaderTest {
    @TempDir
    Path folder;

    @Test
    void readsTheTopology() {
        Topology topology = ConfigurationFiles.good(folder)
                .inDeployment("epoch: 17", "epoch: 17⏎failover: [codfw, eqiad]")
                .configuration()
                .snapshot()
                .topology();

        assertThat(topology.fleet()).isEqualTo("wiki");
        assertThat(topology.local().name()).isEqualTo("codfw");
        assertThat(topology.primary()).map(Datacenter::name).contains("eqiad");
        assertThat(topology.epoch()).isEqualTo(17);
        assertThat(topology.failover()).extracting(Datacenter::name).containsExactly("codfw", "eqiad");
        assertThat(topology.datacenters()).extracting(Datacenter::name).containsExactly("eqiad", "codfw");
    }

    @Test
    void readsOriginsAndPeers() {
        Configuration configuration = ConfigurationFiles.good(folder)
                .inDeployment("http://10.64.0.11:80", "http://10.64.0.11:81\", \"http://[2001:db8::1]")
                .inDeployment("  eqiad: {", "  eqiad: {peers: \"http://fairlead.eqiad:8081\", ")
                .configuration();
        Datacenter eqiad = configuration.snapshot().topology().named("eqiad").orElseThrow();

        assertThat(eqiad.hasPeers()).isTrue();
        assertThat(configuration.upstreams().peers(eqiad)).containsExactly(new Origin("fairlead.eqiad", 8081));
        assertThat(configuration.upstreams().origins(eqiad, "appservers"))
                .containsExactly(new Origin("10.64.0.11", 81), new Origin("2001:db8::1", 80));
        assertThat(configuration.upstreams().origins(eqiad, "other")).isEmpty();
    }

    @Test
    void hasDefaultsForAllThatNeedsNoDecision() {
        Configuration configuration = ConfigurationFiles.good(folder).configuration();

        assertThat(configuration.relay().timeouts().connect()).isEqualTo(Duration.ofSeconds(1));
        assertThat(configuration.relay().timeouts().upstreamIdle()).isEqualTo(Duration.ofSeconds(4));
        assertThat(configuration.relay().limits().headBytes()).isEqualTo(32 * 1024);
        assertThat(configuration.relay().limits().connections()).isEqualTo(15_000);
        assertThat(configuration.relay().contract().request()).isEqualTo("Fairlead-Request");
        assertThat(configuration.operations().accessLog().target()).isEqualTo(new Operations.AccessLog.Target.Stdout());
        assertThat(configuration.operations().observe()).isEmpty();
        assertThat(configuration.listeners())
                .containsExactly(new Listener(
                        new BindAddress("127.0.0.1", 0), Listener.Purpose.CLIENTS, java.util.Optional.empty()));
    }

    @Test
    void readsWhatOperatorsSet() {
        Configuration configuration = ConfigurationFiles.good(folder)
                .inDeployment(
                        "epoch: 17", "epoch: 17⏎override: {reads: primary}⏎access-log: off⏎forwarded-header: true")
                .inDeployment("  eqiad: {", "  eqiad: {state: read-only, ")
                .inDeployment("secret-file: secret", "secret-file: secret, forwarded-from: 10.0.0.0/8")
                .configuration();

        assertThat(configuration.snapshot().overrides().readsToPrimary()).isTrue();
        assertThat(configuration.snapshot().states())
                .containsExactly(DatacenterState.READ_ONLY, DatacenterState.ACTIVE);
        assertThat(configuration.operations().accessLog().target()).isEqualTo(new Operations.AccessLog.Target.Off());
        assertThat(configuration.relay().forwardedHeader()).isTrue();
        assertThat(configuration.relay().trust().forwards(address("10.1.2.3"))).isTrue();
        assertThat(configuration.relay().trust().forwards(address("11.1.2.3"))).isFalse();
    }

    private static ClientAddress address(String text) {
        return ClientAddress.parse(text).orElseThrow();
    }

    @Test
    void tellsAllProblemsOfAllFilesAtOnce() {
        String problems = ConfigurationFiles.good(folder)
                .inDeployment("primary: eqiad", "primary: esams")
                .inDeployment("epoch: 17", "epoch: x")
                .inRules("pool: appservers", "pool: webs")
                .inRules("send: primary", "sent: primary")
                .problems();

        assertThat(problems.split("⏎"))
                .hasSize(5)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("fairlead.yaml:3:10: primary:"),
                        second -> assertThat(second).startsWith("fairlead.yaml:4:8: epoch:"),
                        third -> assertThat(third).startsWith("rules.yaml:4:11: services.wiki.pool:"),
                        fourth -> assertThat(fourth).startsWith("rules.yaml:7:9: services.wiki.rules[0]: no effect"),
                        fifth -> assertThat(fifth)
                                .startsWith("rules.yaml:9:9: services.wiki.rules[0].sent: unknown key"));
    }

    @Nested
    class WhereItStands {
        @Test
        void theCommandLineBeatsTheEnvironmentBeatsTheFile() {
            LoadOptions environment = LoadOptions.of(Map.of("FAIRLEAD_DATACENTER", "eqiad"));

            assertThat(local(LoadOptions.of(Map.of()))).isEqualTo("codfw");
            assertThat(local(environment)).isEqualTo("eqiad");
            assertThat(local(environment.at("codfw"))).isEqualTo("codfw");
        }

        private String local(LoadOptions options) {
            Topology topology = ConfigurationFiles.good(folder)
                    .with(options)
                    .configuration()
                    .snapshot()
                    .topology();
            return topology.local().name();
        }

        @Test
        void anUnknownOneOnTheCommandLineIsRefused() {
            assertThat(ConfigurationFiles.good(folder)
                            .with(LoadOptions.of(Map.of()).at("esams"))
                            .problems())
                    .isEqualTo(
                            "fairlead.yaml:2:13: datacenter: \"esams\": unknown datacenter (expected: one of eqiad, codfw)");
        }
    }

    @Nested
    class Keys {
        @Test
        void areReadFromTheSecretFile() {
            assertThat(ConfigurationFiles.good(folder)
                            .configuration()
                            .snapshot()
                            .keys())
                    .isPresent();
        }

        @Test
        void areMadeUpInDevelopment() {
            ConfigurationFiles files = ConfigurationFiles.good(folder)
                    .inDeployment("trust: {secret-file: secret}", "trust: {}")
                    .with(LoadOptions.of(Map.of()).inDevelopment());

            assertThat(files.configuration().snapshot().keys()).isPresent();
        }

        @Test
        void areNotNeededWithoutPeersAndPins() {
            ConfigurationFiles files = ConfigurationFiles.good(folder)
                    .inDeployment("trust: {secret-file: secret}", "trust: {}")
                    .inRules("pin: {after-write: 10s}", "pin: none");

            assertThat(files.configuration().snapshot().keys()).isEmpty();
        }

        @Test
        void madeUpOnesDoNotDoForPeers() {
            assertThat(ConfigurationFiles.good(folder)
                            .inDeployment("secret-file: secret", "secret-file: made-up")
                            .inDeployment("{bind: \"127.0.0.1:0\"}", "{bind: \"127.0.0.1:0\", for: peers}")
                            .problems())
                    .contains("trust.secret-file: \"made-up\" (expected: a file that all proxies of the fleet have;");
        }
    }

    @Nested
    class TheFileItself {
        @Test
        void mustBeThere() {
            assertThat(problems("nowhere.yaml")).isEqualTo("no such file (expected: a YAML file)");
        }

        @Test
        void mustNotBeAFolder() {
            assertThat(problems("")).isEqualTo("a folder (expected: a YAML file)");
        }

        @Test
        void mustNotBeEmpty() throws IOException {
            Files.writeString(folder.resolve("empty.yaml"), "# nothing\n");

            assertThat(problems("empty.yaml")).isEqualTo("empty (expected: keys and values, in YAML)");
        }

        @Test
        void mustBeText() throws IOException {
            Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

            assertThat(problems("binary.yaml")).isEqualTo("not UTF-8 (expected: a YAML file in UTF-8)");
        }

        @Test
        void mustHaveKeys() throws IOException {
            Files.writeString(folder.resolve("list.yaml"), "[a, b]\n");

            assertThat(problems("list.yaml")).isEqualTo("a list (expected: keys and values, in YAML)");
        }

        private String problems(String name) {
            Loaded loaded = ConfigurationLoader.load(folder.resolve(name), LoadOptions.of(Map.of()));
            assertThat(loaded).isInstanceOf(Loaded.Refused.class);
            var problems = ((Loaded.Refused) loaded).problems();
            assertThat(problems).hasSize(1);
            return problems.get(0).message();
        }
    }

    @Test
    void takesAllRuleFilesOfAFolderInTheOrderOfTheirNames() throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("b.yaml"), "services: {b: {hosts: b.org, pool: appservers}}");
        Files.writeString(rules.resolve("a.yml"), "services: {a: {hosts: a.org, pool: appservers}}");
        Files.writeString(rules.resolve("c.txt"), "not rules");

        Configuration configuration = ConfigurationFiles.good(folder)
                .inDeployment("rules: rules.yaml", "rules: [rules, rules.yaml]")
                .configuration();

        assertThat(configuration.snapshot().routes().services())
                .extracting(service -> service.name())
                .isEqualTo(List.of("a", "b", "wiki"));
    }

    @Test
    void refusesTwoServicesOfOneName() throws IOException {
        Files.writeString(folder.resolve("other.yaml"), "services: {wiki: {hosts: b.org, pool: appservers}}");

        assertThat(ConfigurationFiles.good(folder)
                        .inDeployment("rules: rules.yaml", "rules: [rules.yaml, other.yaml]")
                        .problems())
                .isEqualTo(
                        "other.yaml:1:18: services.wiki: a second service of this name (expected: one; see rules.yaml:3:5)");
    }

    @Test
    void refusesWhatNoPathCanHold() {
        assertThat(ConfigurationFiles.good(folder)
                        .inDeployment("rules: rules.yaml", "rules: \"a\\0b\"")
                        .problems())
                .isEqualTo("fairlead.yaml:5:8: rules: \"a?b\" (expected: a file, a folder, or a list of such)");
    }
}
