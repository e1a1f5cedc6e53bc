package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** Where BoringSSL's library doesn't load Java does its work, and the log says so. */
class JavaTlsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void standsInForBoringSsl() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dio.netty.handler.ssl.noOpenSsl=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JavaTlsTest.class.getName()))
                .redirectErrorStream(true)
                .start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(text)
                    .contains("TLS by Java, which costs more: BoringSSL isn't available here")
                    .contains("HTTP1_TLS: 200 ok", "HTTP2_TLS: 200 ok");
        } finally {
            process.destroyForcibly();
        }
    }

    /** In the JVM of its own. */
    public static void main(String[] arguments) throws IOException {
        for (Front front : List.of(Front.HTTP1_TLS, Front.HTTP2_TLS)) {
            try (RawOrigin origin = RawOrigin.answering(OK);
                    Fleet fleet = Fleet.alone(origin.port()).front(front).start();
                    RawClient client = fleet.client()) {
                RawClient.Response answer = client.get("/");
                System.out.println(front + ": " + answer.status() + " " + answer.body());
            }
        }
    }
}
