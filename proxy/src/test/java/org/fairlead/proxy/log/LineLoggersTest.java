package org.fairlead.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class LineLoggersTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({
        "trace, 'TRACE DEBUG INFO WARN ERROR'",
        "debug, 'DEBUG INFO WARN ERROR'",
        "info, 'INFO WARN ERROR'",
        "WARN, 'WARN ERROR'",
        "error, ERROR",
        "off, ''"
    })
    void writeWhatTheEnvironmentAsksFor(String level, String written) {
        logAtEachLevel(LineLoggers.of(Map.of("FAIRLEAD_LOG_LEVEL", level), new LineWriter(out)));

        assertThat(levels()).isEqualTo(written);
    }

    @Test
    void writeFromInfoOnWhereNothingIsAskedFor() {
        logAtEachLevel(LineLoggers.of(Map.of(), new LineWriter(out)));

        assertThat(levels()).isEqualTo("INFO WARN ERROR");
    }

    @Test
    void sayWhichLevelsThereAre() {
        logAtEachLevel(LineLoggers.of(Map.of("FAIRLEAD_LOG_LEVEL", "loud"), new LineWriter(out)));

        assertThat(text())
                .contains(
                        "WARN  LineLoggers: FAIRLEAD_LOG_LEVEL: loud (expected: off, error, warn, info, debug or trace)");
        assertThat(levels()).isEqualTo("WARN INFO WARN ERROR");
    }

    @Test
    void fillInArgumentsAndTakeTheLastForWhatWasThrown() {
        LineLoggers loggers = LineLoggers.of(Map.of(), new LineWriter(out));
        loggers.begin();
        loggers.getLogger("org.fairlead.proxy.Some").warn("{} of {}", 2, 3, new IllegalStateException("so"));
        loggers.end();

        assertThat(text()).contains(" WARN  Some: 2 of 3\njava.lang.IllegalStateException: so\n\tat ");
    }

    private static void logAtEachLevel(LineLoggers loggers) {
        loggers.begin();
        Logger logger = loggers.getLogger("org.fairlead.proxy.Some");
        logger.trace("x");
        logger.debug("x");
        logger.info("x");
        logger.warn("x");
        logger.error("x");
        loggers.end();
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What follows the time, of each line. */
    private String levels() {
        return text().lines().map(line -> line.substring(25, 30).strip()).collect(Collectors.joining(" "));
    }
}
