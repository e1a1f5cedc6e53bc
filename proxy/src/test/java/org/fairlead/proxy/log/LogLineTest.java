package org.fairlead.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LogLineTest {
    private static final long NOON = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

    @Test
    void hasTimeLevelWhoAndWhat() {
        assertThat(new LogLine(NOON + 7, Level.INFO, "ProxyRun", "running", null).render())
                .isEqualTo("2026-11-23T12:00:00.007Z INFO  ProxyRun: running\n");
        assertThat(new LogLine(NOON, Level.ERROR, "Health", "ejected", null).render())
                .isEqualTo("2026-11-23T12:00:00.000Z ERROR Health: ejected\n");
    }

    @Test
    void saysWhatWasThrownAndWhere() {
        var thrown = new IllegalStateException("why\nso");
        thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement("Some", "where", "Some.java", 7)});

        assertThat(new LogLine(NOON, Level.WARN, "ProxyRun", "bad", thrown).render())
                .isEqualTo("""
                        2026-11-23T12:00:00.000Z WARN  ProxyRun: bad
                        java.lang.IllegalStateException: why\\nso
                        \tat Some.where(Some.java:7)
                        """);
    }

    @Test
    void isOneLineWhateverTheMessageHolds() {
        assertThat(new LogLine(NOON, Level.INFO, "Rules", "x\r\n2026-11-23T12:00:00.000Z ERROR forged: ä", null)
                        .render())
                .isEqualTo("2026-11-23T12:00:00.000Z INFO  Rules: x\\r\\n2026-11-23T12:00:00.000Z ERROR forged: ä\n");
    }
}
