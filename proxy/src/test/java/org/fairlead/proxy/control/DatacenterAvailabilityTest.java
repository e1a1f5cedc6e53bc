package org.fairlead.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.fairlead.proxy.testkit.LogLines;
import org.fairlead.proxy.testkit.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What a datacenter takes, why and since when: in the status, as a table, in metrics, and as a line of the log for each change. */
class DatacenterAvailabilityTest {
    @TempDir
    Path folder;

    private ControlledProxy proxy;
    private LogLines log;

    @BeforeEach
    void start() {
        log = new LogLines("org.fairlead.proxy.health.DatacenterRecord");
        proxy = new ControlledProxy(folder);
        proxy.with(
                        "eqiad: {pools: {appservers: {origins: [\"http://127.0.0.1:" + proxy.eqiad.port() + "\"]}}}",
                        "eqiad: {pools: {appservers: {origins: [\"http://127.0.0.1:" + proxy.eqiad.port()
                                + "\"], eject: {after: 2, for: 1h, longest: 1h, most: 100}}}}")
                .start();
        await().until(() -> seen("eqiad").path("availability").asString().equals("takes all"));
    }

    @AfterEach
    void close() {
        proxy.close();
        log.close();
    }

    private JsonNode seen(String datacenter) {
        try (RawClient client = observer()) {
            JsonNode status = new ObjectMapper()
                    .readTree(client.get("/api/v1/status", "Host: x").body());
            for (JsonNode one : status.path("datacenters")) {
                if (one.path("name").asString().equals(datacenter)) {
                    return one;
                }
            }
            throw new AssertionError(status + " (expected: " + datacenter + ")");
        }
    }

    private RawClient observer() {
        return RawClient.connect(proxy.running().observeAddress().orElseThrow());
    }

    private String metrics() {
        try (RawClient client = observer()) {
            return client.get("/metrics").body();
        }
    }

    private void awaitAvailability(String datacenter, String label) {
        await().until(() -> seen(datacenter).path("availability").asString().equals(label));
    }

    @Test
    void isAllWhereNothingSpeaksAgainstIt() {
        assertThat(seen("codfw").path("availability").asString()).isEqualTo("takes all");
        assertThat(seen("codfw").path("reason").asString()).isEqualTo("nothing speaks against it");
        assertThat(seen("codfw").has("since")).isTrue();
        assertThat(metrics())
                .contains("fairlead_datacenter_state{datacenter=\"eqiad\",state=\"takes-all\",} 1.0")
                .contains("fairlead_pool_state{datacenter=\"eqiad\",pool=\"appservers\",state=\"takes-all\",} 1.0");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void isNothingOnceItsOriginsAreGone() {
        String before = seen("eqiad").path("since").asString();
        proxy.eqiad.close();
        // Each on a connection of its own, so that none is found dead in the pool.
        await().until(() -> {
            proxy.writes();
            return seen("eqiad").path("availability").asString().equals("takes nothing");
        });

        assertThat(seen("eqiad").path("reason").asString()).isEqualTo("appservers: 0 of 1 origin may be used");
        assertThat(seen("eqiad").path("since").asString()).isGreaterThan(before);
        assertThat(metrics())
                .contains("fairlead_datacenter_state{datacenter=\"eqiad\",state=\"takes-nothing\",} 1.0")
                .contains("fairlead_datacenter_state{datacenter=\"codfw\",state=\"takes-all\",} 1.0");
        assertThat(proxy.run("status").out())
                .containsPattern("eqiad +TAKES NOTHING +\\d+ s ago +appservers: 0 of 1 origin may be used")
                .containsPattern("codfw +takes all +\\d+ s ago");
        assertThat(log.lines())
                .isEqualTo(List.of("eqiad: takes nothing, was takes all: appservers: 0 of 1 origin may be used"));
    }

    @Test
    void isWhatAnOperatorSets() {
        assertThat(proxy.run("drain", "codfw").exitCode()).isZero();
        awaitAvailability("codfw", "drained");
        assertThat(seen("codfw").path("reason").asString()).isEqualTo("its state is set so");
        String since = seen("codfw").path("since").asString();

        assertThat(proxy.run("read-only", "on", "codfw").exitCode()).isZero();
        awaitAvailability("codfw", "drained-read-only");
        assertThat(seen("codfw").path("since").asString()).isGreaterThan(since);
        assertThat(proxy.run("status").out()).containsPattern("codfw +DRAINED-READ-ONLY +\\d+ s ago");

        proxy.run("undrain", "codfw");
        proxy.run("read-only", "off", "codfw");
        awaitAvailability("codfw", "takes all");
        assertThat(log.lines())
                .startsWith(
                        "codfw: drained, was takes all: its state is set so",
                        "codfw: drained-read-only, was drained: its state is set so")
                .endsWith("codfw: takes all, was read-only: nothing speaks against it");
    }
}
