package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an attempt was made in: in the access log, in {@code Fairlead-Decision}, in a metric. */
@ExtendWith(LeakExtension.class)
class OriginProtocolIsToldTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path folder;

    private static Pki pki;
    private static X509Bundle good;

    @BeforeAll
    static void issue() {
        pki = new Pki(folder);
        good = pki.issueFor("127.0.0.1");
    }

    private static void isTold(Fleet.Plan plan, String protocol, Path logs) throws IOException {
        try (Fleet fleet = plan.debugs("127.0.0.0/8").accessLogs(logs).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").field("Fairlead-Decision"))
                    .isEqualTo("dc=eqiad, reason=local, treated-as=read, protocol=" + protocol);
            await().untilAsserted(() -> assertThat(Files.readString(logs.resolve("eqiad")))
                    .contains("\"origin_protocol\":\"" + protocol + "\""));
            assertThat(fleet.metrics("eqiad")).contains("fairlead_attempts_total{protocol=\"" + protocol + "\",} 1.0");
            // What we answer ourselves had no attempt.
            assertThat(client.send("GET / HTTP/1.1\r\nHost: nobody.example\r\n\r\n")
                            .read("GET")
                            .field("Fairlead-Decision"))
                    .isEqualTo("reason=no-service");
        }
    }

    @Test
    void http1(@TempDir Path logs) throws IOException {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            isTold(Fleet.alone(origin.port()), "http1", logs);
        }
    }

    @Test
    void http1OverTls(@TempDir Path logs) throws IOException {
        try (RawOrigin origin = RawOrigin.secure(pki.context(good), false, List.of("http/1.1"), connection -> {
            while (!connection.readRequest().isEmpty()) {
                connection.send(OK);
            }
        })) {
            isTold(Fleet.alone(origin.port()).originTls(pki.trusting()).pool(Pools.AUTO), "http1-tls", logs);
        }
    }

    @Test
    void http2(@TempDir Path logs) throws IOException {
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> to.ok(request.stream, "ok"))) {
            isTold(Pools.plan(origin), "http2", logs);
        }
    }

    @Test
    void http2OverTls(@TempDir Path logs) throws IOException {
        try (RawHttp2Origin origin = RawHttp2Origin.secure(
                pki.context(good),
                connection -> connection.greet().answerAll((to, request) -> to.ok(request.stream, "ok")))) {
            isTold(Pools.plan(origin).originTls(pki.trusting()), "http2-tls", logs);
        }
    }
}
