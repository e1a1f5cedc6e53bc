package org.fairlead.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios of {@code src/test/vtc}: varnishtest, where it is installed, is client and origin. */
class VarnishTest {
    private static final Path FOLDER = Path.of("src/test/vtc");
    private static final Path VARNISHTEST = Path.of("/usr/bin/varnishtest");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    static Stream<Path> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void goesAsWritten(Path scenario) throws Exception {
        assumeTrue(Files.isExecutable(VARNISHTEST), "varnishtest isn't installed");
        int origin = RawOrigin.closedPort();
        try (Fleet fleet = Fleet.alone(origin).start()) {
            Path log = folder.resolve("log");
            Process process = new ProcessBuilder(
                            VARNISHTEST.toString(),
                            "-Dorigin=" + origin,
                            "-Dproxy=" + fleet.at("eqiad").getPort(),
                            "-t20",
                            scenario.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(30, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(ended && process.exitValue() == 0)
                    .as(() -> scenario + "\n" + read(log))
                    .isTrue();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
