package org.fairlead.bench.contestant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationTest {
    @TempDir
    private Path folder = Path.of("");

    static Stream<Setup> setups() {
        return Stream.of(
                Setup.PLAIN,
                Setup.PLAIN.withRules(10),
                Setup.PLAIN.withServices(10),
                Setup.PLAIN.withAccessLog(),
                Setup.PLAIN.withOrigins(2),
                Setup.PLAIN.withReloads(),
                Setup.PLAIN.withPrimaryAt(Duration.ofMillis(36), true));
    }

    private Site site(Setup setup) {
        return new Site(folder, 18100, List.of(18080, 18082), List.of(18081, 18083), 1, setup);
    }

    /** A mark such as @PORT that was not replaced would be a silent difference between contestants. */
    @ParameterizedTest
    @MethodSource("setups")
    void leavesNoMarkUnreplaced(Setup setup) throws IOException {
        new Nginx().prepare(site(setup));
        new Haproxy().prepare(site(setup));
        new Fairlead(folder).prepare(site(setup));
        new TrafficServer().prepare(site(setup));
        Pattern mark = Pattern.compile("@[A-Z]");
        try (var files = Files.find(folder, 1, (path, attributes) -> attributes.isRegularFile())) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(mark);
            }
        }
    }

    @Test
    void giveEachTheSameRules() throws IOException {
        Setup setup = Setup.PLAIN.withRules(4);
        new Haproxy().prepare(site(setup));
        assertThat(Files.readString(folder.resolve("paths"))).isEqualTo("/section-0/\n/section-2/\n");
        assertThat(Files.readString(folder.resolve("actions"))).isEqualTo("rollback\naction-1\naction-3\n");
        assertThat(Nginx.configuration(site(setup)))
                .contains("location ^~ /section-0/", "location ^~ /section-2/", "action-1 eqiad; action-3 eqiad;");
        assertThat(Fairlead.rules(setup))
                .contains("path: \"/section-0/**\"}, send: primary", "query: {action: action-3}}, treat-as: write");
    }

    @Test
    void nameEachService() {
        Site site = site(Setup.PLAIN.withServices(2));
        assertThat(Nginx.configuration(site)).contains("server_name service-0.bench.example;", "server_name service-1");
        assertThat(Fairlead.rules(site.setup())).contains("hosts: [\"service-1.bench.example\"]");
        assertThat(Haproxy.configuration(site)).contains("deny_status 404 if !known");
    }

    @Test
    void sendReadsHomeWhereThereIsNoReplica() {
        Setup home = Setup.PLAIN.withPrimaryAt(Duration.ofMillis(36), true);
        assertThat(Nginx.configuration(site(home))).contains("\"~^(GET|HEAD|OPTIONS):\" eqiad;");
        assertThat(Haproxy.configuration(site(home))).contains("use_backend eqiad if safe");
        assertThat(Fairlead.rules(home)).contains("reads: primary");
        assertThat(RoutingCase.all(home))
                .allMatch(routingCase -> routingCase.datacenter().equals("eqiad"));
    }

    @Test
    void haveEveryOriginInItsPool() {
        assertThat(Fairlead.deployment(site(Setup.PLAIN)))
                .contains(
                        "eqiad: {pools: {appservers: {origins: [\"http://127.0.0.1:18080\", \"http://127.0.0.1:18082\"]}}}");
        assertThat(Nginx.configuration(site(Setup.PLAIN)))
                .contains("upstream codfw { server 127.0.0.1:18081; server 127.0.0.1:18083;");
    }

    @Test
    void readAnotherProxyFromItsCommand() {
        OtherProxy other = OtherProxy.parse("envoy=10000:envoy -c envoy.yaml");
        assertThat(other.name()).isEqualTo("envoy");
        assertThat(other.port()).isEqualTo(10000);
        assertThat(other.prepare(site(Setup.PLAIN)).command()).containsExactly("sh", "-c", "exec envoy -c envoy.yaml");
        assertThat(other.prepare(site(Setup.PLAIN)).environment()).containsEntry("BENCH_EQIAD", "18080 18082");
        assertThat(other.lacks(Setup.PLAIN.withRules(10))).isPresent();
    }
}
