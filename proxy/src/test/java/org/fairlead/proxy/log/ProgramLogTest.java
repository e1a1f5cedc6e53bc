package org.fairlead.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** In processes of their own, since who logs first chooses for all. */
class ProgramLogTest {
    @ParameterizedTest
    @CsvSource({
        "trace, 'TRACE DEBUG INFO WARN ERROR'",
        "debug, 'DEBUG INFO WARN ERROR'",
        "WARN, 'WARN ERROR'",
        "off, ''",
    })
    void writesWhatTheEnvironmentAsksFor(String level, String written) throws Exception {
        assertThat(levels(errors(Map.of("FAIRLEAD_LOG_LEVEL", level)))).isEqualTo(written);
    }

    @Test
    void writesFromInfoOnWhereNothingIsAskedFor() throws Exception {
        assertThat(levels(errors(Map.of()))).isEqualTo("INFO WARN ERROR");
    }

    @Test
    void saysWhichLevelsThereAre() throws Exception {
        String errors = errors(Map.of("FAIRLEAD_LOG_LEVEL", "loud"));

        assertThat(errors)
                .contains(
                        "WARN  StderrLog: FAIRLEAD_LOG_LEVEL: loud (expected: off, error, warn, info, debug or trace)");
        assertThat(levels(errors)).isEqualTo("WARN INFO WARN ERROR");
    }

    /** The JDK's own ends with the first of them. */
    @Test
    void writesWhatIsLoggedInAShutdownHook() throws Exception {
        assertThat(errors(Map.of(), "-Dlast=true")).contains("INFO  ProgramLogTest: last\n");
    }

    @Test
    void leavesItToJavaUtilLoggingWhereThatIsConfigured(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("log");
        Path configuration = Files.writeString(
                folder.resolve("logging.properties"),
                "handlers = java.util.logging.FileHandler\njava.util.logging.FileHandler.pattern = " + file + "\n");

        assertThat(errors(Map.of(), "-Djava.util.logging.config.file=" + configuration))
                .isEmpty();
        assertThat(file).content().contains("<message>text</message>");
    }

    private static String errors(Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ProgramLogTest.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("FAIRLEAD_LOG_LEVEL");
        builder.environment().putAll(environment);
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try (InputStream errors = process.getErrorStream()) {
            String text = new String(errors.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    /** What follows the time, of each line. */
    private static String levels(String errors) {
        return errors.lines().map(line -> line.substring(25, 30).strip()).collect(Collectors.joining(" "));
    }

    /** Logs at each level. */
    public static void main(String[] arguments) {
        ProgramLog.choose();
        ProgramLog.begin();
        Logger logger = LoggerFactory.getLogger(ProgramLogTest.class);
        if (Boolean.getBoolean("last")) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                // The JDK's hook runs beside this one; it shall have ended.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
                logger.info("last");
                ProgramLog.end();
            }));
            return;
        }
        logger.trace("text");
        logger.debug("text");
        logger.info("text");
        logger.warn("text");
        logger.error("text");
        ProgramLog.end();
    }
}
