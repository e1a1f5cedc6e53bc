package org.fairlead.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFormatterTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void saysWhenHowGraveWhoAndWhat() {
        assertThat(line(NOON.plusMillis(7), Level.INFO, "org.fairlead.proxy.cli.ProxyRun", "running"))
                .isEqualTo("2026-11-23T12:00:00.007Z INFO  ProxyRun: running\n");
        assertThat(line(NOON, Level.SEVERE, "Health", "ejected"))
                .isEqualTo("2026-11-23T12:00:00.000Z ERROR Health: ejected\n");
    }

    @ParameterizedTest
    @CsvSource({
        "FINEST, TRACE",
        "FINER, TRACE",
        "FINE, DEBUG",
        "CONFIG, DEBUG",
        "INFO, INFO",
        "WARNING, WARN",
        "SEVERE, ERROR"
    })
    void saysItInSlf4jsLevels(String level, String said) {
        assertThat(line(NOON, Level.parse(level), "Some", "x").substring(25, 30).strip())
                .isEqualTo(said);
    }

    @Test
    void saysWhatWasThrownAndWhere() {
        var thrown = new IllegalStateException("why\nso");
        thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement("Some", "where", "Some.java", 7)});
        LogRecord logged = logged(NOON, Level.WARNING, "ProxyRun", "bad");
        logged.setThrown(thrown);

        assertThat(new LineFormatter().format(logged)).isEqualTo("""
                        2026-11-23T12:00:00.000Z WARN  ProxyRun: bad
                        java.lang.IllegalStateException: why\\nso
                        \tat Some.where(Some.java:7)
                        """);
    }

    @Test
    void makesOneLineWhateverTheMessageHolds() {
        assertThat(line(NOON, Level.INFO, "Rules", "x\r\n2026-11-23T12:00:00.000Z ERROR forged: ä"))
                .isEqualTo("2026-11-23T12:00:00.000Z INFO  Rules: x\\r\\n2026-11-23T12:00:00.000Z ERROR forged: ä\n");
    }

    private static String line(Instant at, Level level, String logger, String message) {
        return new LineFormatter().format(logged(at, level, logger, message));
    }

    private static LogRecord logged(Instant at, Level level, String logger, String message) {
        LogRecord logged = new LogRecord(level, message);
        logged.setInstant(at);
        logged.setLoggerName(logger);
        return logged;
    }
}
