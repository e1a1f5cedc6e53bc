package org.fairlead.proxy.relay;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads are answered where they arrive, writes at the primary. */
@OverEveryFront
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritesGoHomeTest {
    private final WireMockServer eqiad = origin("eqiad");
    private final WireMockServer codfw = origin("codfw");
    private final Fleet fleet = Fleet.plan()
            .datacenter("eqiad", eqiad.port())
            .datacenter("codfw", codfw.port())
            .start();

    private static WireMockServer origin(String name) {
        WireMockServer server = new WireMockServer(options().dynamicPort());
        server.start();
        server.stubFor(any(anyUrl()).willReturn(ok("answered by " + name)));
        return server;
    }

    @BeforeAll
    void areUp() {
        assertThat(eqiad.isRunning() && codfw.isRunning()).isTrue();
    }

    @AfterAll
    void stop() {
        fleet.close();
        eqiad.stop();
        codfw.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "codfw, GET, codfw",
        "codfw, OPTIONS, codfw",
        "codfw, POST, eqiad",
        "codfw, PUT, eqiad",
        "codfw, DELETE, eqiad",
        "codfw, PATCH, eqiad",
        "eqiad, GET, eqiad",
        "eqiad, POST, eqiad",
    })
    void answersFrom(String at, String method, String expected) {
        try (RawClient client = fleet.client(at)) {
            RawClient.Response response = client.exchange(method, "/wiki/Foo", "Content-Length: 0");

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("answered by " + expected);
        }
    }

    @Test
    void worksForAnOrdinaryClient() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + fleet.at("codfw").getPort() + "/unknown-host"))
                .build();

        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("\"reason\":\"no-service\"");
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
    }
}
