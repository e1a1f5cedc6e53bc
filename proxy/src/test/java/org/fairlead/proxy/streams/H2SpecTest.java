package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The conformance suite h2spec, all of its cases, strict ones too. Its program for Linux lies in a Maven artifact. */
class H2SpecTest {
    private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    @ParameterizedTest
    @EnumSource(
            value = Front.class,
            names = {"H2C", "HTTP2_TLS"})
    void passesAllCases(Front front, @TempDir Path folder) throws Exception {
        assumeTrue(isLinuxOnAmd64(), "the program is for Linux on amd64");
        Path program = unpacked(folder);
        try (RawOrigin origin = RawOrigin.answering(ANSWER);
                Fleet fleet = Fleet.alone(origin.port()).front(front).hosts("*").start()) {
            Path report = Files.createDirectories(Path.of("target")).resolve("h2spec-" + front + ".txt");
            List<String> command = new ArrayList<>(List.of(
                    program.toString(),
                    "--strict",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(fleet.frontAddress("eqiad").getPort()),
                    "--timeout",
                    "2"));
            if (front.isSecure()) {
                command.addAll(List.of("--tls", "--insecure"));
            }
            Process run = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(report.toFile())
                    .start();
            try {
                assertThat(run.waitFor(100, TimeUnit.SECONDS)).isTrue();
            } finally {
                run.destroyForcibly();
            }

            String text = Files.readString(report, StandardCharsets.UTF_8);
            assertThat(text).contains("146 tests, 146 passed, 0 skipped, 0 failed");
        }
    }

    private static boolean isLinuxOnAmd64() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    private static Path unpacked(Path folder) throws IOException, InterruptedException {
        Path archive = folder.resolve("h2spec.tar.gz");
        try (InputStream in = H2SpecTest.class.getResourceAsStream(ARCHIVE)) {
            assertThat(in).as("the artifact with h2spec is on the class path").isNotNull();
            Files.copy(in, archive);
        }
        Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString()).start();
        assertThat(tar.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return folder.resolve("h2spec");
    }
}
