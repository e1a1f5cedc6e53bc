package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.fairlead.routing.PinSettings;
import org.fairlead.routing.Service;
import org.fairlead.routing.Shift;
import org.fairlead.routing.WritesOnSafe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Service, then the defaults of its file, then what is built in; key by key. */
final class InheritanceTest {
    @TempDir
    Path folder;

    private Service service(String rules) {
        return ConfigurationFiles.good(folder)
                .withRules(rules)
                .configuration()
                .snapshot()
                .routes()
                .named("wiki")
                .orElseThrow();
    }

    @Test
    void whatNobodySaysIsBuiltIn() {
        Service service = service("services: {wiki: {hosts: w.org, pool: appservers}}");

        assertThat(service.policy()).isEqualTo(Service.Policy.DEFAULT);
        assertThat(service.pin()).isEqualTo(PinSettings.NONE);
        assertThat(service.writesOnSafe()).isEmpty();
        assertThat(service.shift()).isEmpty();
        assertThat(service.primary()).isEmpty();
    }

    @Test
    void whatOnlyTheDefaultsSayIsInherited() {
        Service service = service("""
                defaults:
                  pool: appservers
                  reads: primary
                  read-failover: false
                  rules: [{name: r, when: always, send: primary}]
                services: {wiki: {hosts: w.org}}
                """);

        assertThat(service.pool()).isEqualTo("appservers");
        assertThat(service.policy().reads()).isEqualTo(Service.Reads.PRIMARY);
        assertThat(service.policy().readFailover()).isFalse();
        assertThat(service.rules()).hasSize(1);
    }

    @Test
    void theServiceBeatsTheDefaults() {
        Service service = service("""
                defaults: {pool: appservers, reads: primary, rules: [{name: r, when: always, send: primary}]}
                services: {wiki: {hosts: w.org, reads: local, rules: []}}
                """);

        assertThat(service.policy().reads()).isEqualTo(Service.Reads.LOCAL);
        assertThat(service.rules()).isEmpty();
    }

    @Test
    void sectionsAreInheritedKeyByKey() {
        Service service = service("""
                defaults:
                  pool: appservers
                  pin: {after-write: 10s, longest: 30s}
                  shift: {to: eqiad, percent: 2, by: request}
                services: {wiki: {hosts: w.org, pin: {longest: 20s}, shift: {percent: 0.25}}}
                """);

        assertThat(service.pin().afterWrite()).contains(Duration.ofSeconds(10));
        assertThat(service.pin().longest()).isEqualTo(Duration.ofSeconds(20));
        assertThat(service.shift()).map(Shift::hundredths).contains(25);
        assertThat(service.shift().orElseThrow().salt()).isEqualTo("wiki");
    }

    @Test
    void belowTheKeysOfASectionAValueReplacesAValue() {
        Service service = service("""
                defaults: {pool: appservers, writes-on-safe: {flag: {set-cookie: a}, mode: reject}}
                services: {wiki: {hosts: w.org, writes-on-safe: {flag: {header: B}}}}
                """);

        WritesOnSafe writesOnSafe = service.writesOnSafe().orElseThrow();
        assertThat(writesOnSafe.mode()).isEqualTo(WritesOnSafe.Mode.REJECT);
        assertThat(writesOnSafe.flag()).isInstanceOf(WritesOnSafe.Flag.Field.class);
    }

    @Test
    void noneTakesASectionAway() {
        Service service = service("""
                defaults: {pool: appservers, pin: {after-write: 10s}, shift: {to: eqiad, percent: 2}}
                services: {wiki: {hosts: w.org, pin: none, shift: none}}
                """);

        assertThat(service.pin()).isEqualTo(PinSettings.NONE);
        assertThat(service.shift()).isEmpty();
    }

    @Test
    void aProblemInTheDefaultsIsToldOnceAndWhereItStands() {
        String problems = ConfigurationFiles.good(folder).withRules("""
                        defaults: {pool: appservers, reads: far, pin: {after-write: 1}}
                        services: {a: {hosts: a.org}, b: {hosts: b.org}}
                        """).problems();

        assertThat(problems.split("⏎"))
                .satisfiesExactly(
                        reads -> assertThat(reads).startsWith("rules.yaml:1:37: defaults.reads:"),
                        pin -> assertThat(pin).startsWith("rules.yaml:1:61: defaults.pin.after-write:"));
    }
}
