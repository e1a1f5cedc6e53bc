package org.fairlead.proxy.relay;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.util.List;
import org.fairlead.config.Trust;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Behind CGI, WSGI and their like {@code Fairlead_Request} and {@code Fairlead-Request} are one variable: a client mustn't say
 * by the former what it may not say by the latter.
 */
@OverEveryFront
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnderscoredFieldsTest {
    private final WireMockServer origin = new WireMockServer(options().dynamicPort());
    private final Fleet fleet = start();

    private Fleet start() {
        origin.start();
        origin.stubFor(any(anyUrl()).willReturn(ok()));
        return Fleet.alone(origin.port()).start();
    }

    @BeforeEach
    void forget() {
        origin.resetRequests();
    }

    @AfterAll
    void stop() {
        fleet.close();
        origin.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fairlead_Request",
                "fairlead_hop",
                "X_Forwarded_For",
                "X-Forwarded_Proto",
                "X_Real_IP",
                "X_Request_ID",
                "X_HTTP_Method_Override",
                "X-HTTP-Method_Override",
                "X_Http_Method",
                "Content_Length",
                "Transfer_Encoding"
            })
    void thatPassForOneOfOursAreRemoved(String name) {
        assertThat(sentOn(name).containsHeader(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api_key", "X_Thing", "_"})
    void ofTheApplicationPass(String name) {
        assertThat(sentOn(name).getHeader(name)).isEqualTo("1");
    }

    @Test
    void areAllDroppedWhereThatIsWanted() {
        try (Fleet own = with(Trust.Underscores.DROP)) {
            assertThat(sentOn(own, "X_Thing").containsHeader("X_Thing")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_Thing", "X_Http_Method"})
    void areKeptWhereThatIsWanted(String name) {
        try (Fleet own = with(Trust.Underscores.KEEP)) {
            assertThat(sentOn(own, name).getHeader(name)).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fairlead_Request",
                "Fairlead_Hop",
                "X_Forwarded_For",
                "X_Real_IP",
                "Client_Cert",
                "Content_Length"
            })
    void thatOnlyTheProxyMaySayAreNeverKept(String name) {
        try (Fleet own = with(Trust.Underscores.KEEP)) {
            assertThat(sentOn(own, name).containsHeader(name)).isFalse();
        }
    }

    @Test
    void areRefusedWhereThatIsWanted() {
        try (Fleet own = with(Trust.Underscores.REFUSE);
                RawClient client = own.client("eqiad")) {
            assertThat(client.get("/").status()).isEqualTo(200);
            RawClient.Response refused = client.get("/", "X_Thing: 1");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("underscore-in-name");
        }
    }

    private Fleet with(Trust.Underscores underscores) {
        return Fleet.alone(origin.port()).underscores(underscores).start();
    }

    private LoggedRequest sentOn(String name) {
        return sentOn(fleet, name);
    }

    private LoggedRequest sentOn(Fleet fleet, String name) {
        try (RawClient client = fleet.client("eqiad")) {
            assertThat(client.exchange("GET", "/", name + ": 1").status()).isEqualTo(200);
        }
        List<LoggedRequest> requests = origin.findAll(anyRequestedFor(anyUrl()));
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }
}
