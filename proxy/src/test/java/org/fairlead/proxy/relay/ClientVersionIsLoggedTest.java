package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The access log tells what the client spoke, whatever origins are spoken to in. */
@ExtendWith(LeakExtension.class)
class ClientVersionIsLoggedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path logs;

    private void awaitLine(String part) {
        await().untilAsserted(() ->
                assertThat(Files.readString(logs.resolve("eqiad"))).contains(part));
    }

    @ParameterizedTest
    @EnumSource(Front.class)
    void overEveryFront(Front front) throws IOException {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet =
                        Fleet.alone(origin.port()).front(front).accessLogs(logs).start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            awaitLine("\"http_version\":\"" + (front.isHttp2() ? "2" : "1.1") + "\","
                    + (front.isSecure() ? "\"tls_version\":\"TLSv1.3\",\"tls_cipher\":\"TLS_AES_" : "\"method\":"));
        }
    }

    /** One connection, two versions; and what can't be read has none, nor that of the one before. */
    @Test
    void ofEachRequest() throws IOException {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).accessLogs(logs).start();
                RawClient client = fleet.client()) {
            client.send("GET /old HTTP/1.0\r\nHost: wiki.example\r\nConnection: keep-alive\r\n\r\n")
                    .read("GET");
            client.get("/new");
            client.send("nonsense\r\n\r\n").readToEnd();

            awaitLine("\"http_version\":\"1.0\",\"method\":\"GET\",\"host\":\"wiki.example\",\"path\":\"/old\"");
            awaitLine("\"http_version\":\"1.1\",\"method\":\"GET\",\"host\":\"wiki.example\",\"path\":\"/new\"");
            awaitLine("\"status\":400");
            assertThat(Files.readAllLines(logs.resolve("eqiad")))
                    .filteredOn(line -> line.contains("\"status\":400"))
                    .noneMatch(line -> line.contains("http_version"));
        }
    }
}
