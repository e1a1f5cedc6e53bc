package org.fairlead.proxy.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Has all that is logged written to stderr by one {@link LineHandler}, up to the last line: the JDK's own ends with the first hook of
 * a shutdown. {@link LogManager} makes it, by its name.
 */
public final class StderrLog extends LogManager {
    private static final String LEVEL_VARIABLE = "FAIRLEAD_LOG_LEVEL";

    private volatile boolean ends;

    @Override
    public void readConfiguration() throws IOException {
        readConfiguration(new ByteArrayInputStream(configuration(asked()).getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String asked() {
        return System.getenv().getOrDefault(LEVEL_VARIABLE, "info");
    }

    /** In the words of {@link LogManager}; whoever asks for a level that there isn't gets {@code info}. */
    static String configuration(String level) {
        String least = LogLevel.named(level).orElse(LogLevel.INFO).level().getName();
        return "handlers = " + LineHandler.class.getName() + "\n.level = " + least + "\n";
    }

    /** Says so where a level was asked for that there isn't. */
    void begin() {
        Logger root = Logger.getLogger("");
        // Who asks for them has them made: in a shutdown it would be too late.
        root.getHandlers();
        String level = asked();
        if (LogLevel.named(level).isEmpty()) {
            LogRecord told = new LogRecord(
                    LogLevel.WARN.level(),
                    LEVEL_VARIABLE + ": " + level + " (expected: off, error, warn, info, debug or trace)");
            told.setLoggerName(StderrLog.class.getName());
            root.log(told);
        }
    }

    /** Does nothing before {@link #end}: there is more to be said while the program goes. */
    @Override
    public void reset() {
        if (ends) {
            super.reset();
        }
    }

    /** Writes what still waits. */
    void end() {
        ends = true;
        reset();
    }
}
