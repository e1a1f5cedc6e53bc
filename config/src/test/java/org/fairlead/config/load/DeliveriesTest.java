package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.Deliveries;
import org.fairlead.config.Delivery;
import org.fairlead.config.Patience;
import org.fairlead.config.Retry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deployment says how requests are brought to origins; a service may say otherwise, key by key. */
final class DeliveriesTest {
    @TempDir
    Path folder;

    private Deliveries deliveries(String rules) {
        return ConfigurationFiles.good(folder)
                .withRules(rules)
                .configuration()
                .relay()
                .deliveries();
    }

    @Test
    void areUsualWhereNobodySpeaks() {
        Deliveries deliveries = deliveries("services: {wiki: {hosts: w.org, pool: appservers}}");

        Patience patience =
                new Patience(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60), Optional.empty());
        assertThat(deliveries.of("wiki")).isEqualTo(new Delivery(patience, Retry.USUAL));
        assertThat(deliveries.byService()).isEmpty();
        assertThat(deliveries.budget()).isEqualTo(Deliveries.Budget.USUAL);
    }

    @Test
    void aServiceMaySayOtherwise() {
        Deliveries deliveries = deliveries("""
                services:
                  wiki:
                    hosts: w.org
                    pool: appservers
                    timeouts: {response-head: 5s, request: 20s}
                    retry: {on: [502, 503], back-off: 1ms, hedge: true}
                  other: {hosts: o.org, pool: appservers}
                """);

        Delivery own = deliveries.of("wiki");
        assertThat(own.patience().connect()).isEqualTo(Duration.ofSeconds(1));
        assertThat(own.patience().responseHead()).isEqualTo(Duration.ofSeconds(5));
        assertThat(own.patience().request()).contains(Duration.ofSeconds(20));
        assertThat(own.retry())
                .isEqualTo(new Retry(Set.of(502, 503), Duration.ofSeconds(10), Duration.ofMillis(1), true));
        assertThat(deliveries.usual().retry().hedges()).isFalse();
        assertThat(deliveries.of("other")).isEqualTo(deliveries.usual());
    }
}
