package org.fairlead.proxy.log;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** All loggers of the program, which have one level and one writer. For any thread. */
final class LineLoggers implements ILoggerFactory {
    private static final String LEVEL_VARIABLE = "FAIRLEAD_LOG_LEVEL";

    /** Above every level. */
    private static final int OFF = Level.ERROR.toInt() + 1;

    private final Map<String, LineLogger> loggers = new ConcurrentHashMap<>();
    private final String level;
    private final int least;
    private final LineWriter writer;

    private LineLoggers(String level, LineWriter writer) {
        this.level = level;
        this.least = leastOf(level);
        this.writer = writer;
    }

    /** With the level that the environment asks for; {@code info} where it doesn't, or in vain. */
    static LineLoggers of(Map<String, String> environment, LineWriter writer) {
        return new LineLoggers(environment.getOrDefault(LEVEL_VARIABLE, "info").toLowerCase(Locale.ROOT), writer);
    }

    private static int leastOf(String level) {
        return switch (level) {
            case "off" -> OFF;
            case "error" -> Level.ERROR.toInt();
            case "warn" -> Level.WARN.toInt();
            case "debug" -> Level.DEBUG.toInt();
            case "trace" -> Level.TRACE.toInt();
            default -> Level.INFO.toInt();
        };
    }

    void begin() {
        writer.begin();
        if (least == Level.INFO.toInt() && !level.equals("info")) {
            getLogger(LineLoggers.class.getName())
                    .warn("{}: {} (expected: off, error, warn, info, debug or trace)", LEVEL_VARIABLE, level);
        }
    }

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, asked -> new LineLogger(asked, least, writer));
    }

    void end() {
        writer.end();
    }
}
